package io.vivace.metric;

/** How the scores of several classes become one number. */
public enum Average {
    /** The score of class 1, where there are two classes. */
    BINARY,
    /** The score of all decisions together. */
    MICRO,
    /** The mean over the classes. */
    MACRO,
    /** The mean over the classes, weighted by their number of items. */
    WEIGHTED
}
