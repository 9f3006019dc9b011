package io.vivace.vision.transform;

/** How a picture of one shape becomes one of another. */
public enum Resize {
    /** Scaled so that it covers the wanted size, and what stands out is cut off. */
    CROP,
    /** Scaled so that it fits into the wanted size, and the rest is filled as the border says. */
    PAD,
    /** Stretched to the wanted size. */
    SQUISH,
    /** Not scaled: cut off or filled. */
    NONE
}
