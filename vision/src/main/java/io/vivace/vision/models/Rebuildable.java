package io.vivace.vision.models;

import org.jspecify.annotations.Nullable;

/** A net that a program can build again by a name and numbers, which is all that a file can hold. */
public interface Rebuildable {
    /** {@return how this net is built again; null if it was made of parts without a name, or with sizes that the name does not tell} */
    @Nullable
    Architecture architecture();
}
