package io.vivace.vision.transform;

/** How training pictures are brought to the wanted size, by the names of fastai 0.7; validation pictures show their middle. */
public enum Crop {
    /** Scaled to cover it and cut out at a random place. */
    RANDOM,
    /** Scaled to cover it and cut out of the middle. */
    CENTER,
    /** Stretched to it, in training and validation. */
    NO,
    /** A random part of 8 to 100 % of the area and of shape ¾ to 4/3, scaled to it. */
    GOOGLENET
}
