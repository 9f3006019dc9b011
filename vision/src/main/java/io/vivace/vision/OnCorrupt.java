package io.vivace.vision;

/** What to do about a picture that cannot be decoded. */
public enum OnCorrupt {
    /** Stop with an exception that names it. */
    STOP,
    /** Leave it out, warn once and count it. */
    SKIP
}
