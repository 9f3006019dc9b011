package io.vivace.vision.models;

/** A net that a program can build again by a name and numbers, which is all that a file can hold. */
public interface Rebuildable {
    /** {@return how this net is built again} */
    Architecture architecture();
}
