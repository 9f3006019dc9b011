package io.vivace.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** One piece of malloc'd memory, aligned to a cache line, and kept by the pool between uses. */
final class Block {
    static final int ALIGN = 64;
    final Pointer base;
    final long address;
    final long capacity;
    private @Nullable ByteBuffer buffer;

    private Block(Pointer base, long capacity) {
        this.base = base;
        this.capacity = capacity;
        this.address = (base.address() + ALIGN - 1) & -ALIGN;
    }

    /** {@return fresh memory, or null when the system has none} */
    static @Nullable Block allocate(long capacity) {
        Pointer p = Pointer.malloc(capacity + ALIGN);
        return p == null || p.isNull() ? null : new Block(p, capacity);
    }

    void free() {
        Pointer.free(base);
    }

    /** {@return a window in native byte order} */
    ByteBuffer window(long offset, int length) {
        if (capacity > Integer.MAX_VALUE) {
            return wrap(address + offset, length);
        }
        ByteBuffer whole = buffer;
        if (whole == null) {
            whole = wrap(address, capacity);
            buffer = whole;
        }
        return whole.slice((int) offset, length).order(ByteOrder.nativeOrder());
    }

    static ByteBuffer wrap(long address, long length) {
        var p = new BytePointer(new Address().at(address));
        return p.capacity(length).asByteBuffer().order(ByteOrder.nativeOrder());
    }
}
