package io.vivace.vision.transform;

/** A step on the way of a point from the result to the picture. Points are {x, y} and are changed in place. */
sealed interface Bend permits Homography, Field {
    /** Takes a point one step nearer to the picture. */
    void apply(double[] point);

    /** Takes a point one step nearer to the result. */
    void undo(double[] point);

    /** {@return the same step in a frame that is larger by a factor} */
    Bend enlarged(int factor);
}
