package io.vivace.tensor;

/** What padding is filled with. */
public enum PadMode {
    /** Zeros. */
    ZERO,
    /** The values mirrored at the border, which itself is not repeated: c b | a b c | b a. */
    REFLECT,
    /** The border value: a a | a b c | c c. */
    REPLICATE
}
