package io.vivace.memory;

import org.bytedeco.javacpp.Pointer;

/** A raw address as a JavaCPP pointer that can be moved: one object serves any number of native calls. */
public final class Address extends Pointer {
    /** Starts as the null pointer. */
    public Address() {
        super((Pointer) null);
    }

    /**
     * {@return this pointer, moved}
     *
     * @param address where it points from now on
     */
    public Address at(long address) {
        this.address = address;
        return this;
    }
}
