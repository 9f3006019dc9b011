package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Moves each corner of the frame by amounts of its own and all between them by the homography that does so (fastai 1
 * perspective_warp).
 *
 * @param magnitude the most a corner moves along rows and along columns, in half frames, either way
 * @param p the probability
 */
public record PerspectiveWarp(double magnitude, double p) implements Transform {
    /** Checks the numbers. */
    public PerspectiveWarp {
        Numbers.belowOne("perspectiveWarp", magnitude);
        Numbers.probability("perspectiveWarp", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double[][] to = Corners.atRest();
            for (double[] corner : to) {
                corner[0] += rng.uniform(-magnitude, magnitude);
                corner[1] += rng.uniform(-magnitude, magnitude);
            }
            Corners.move(sketch, to);
        }
    }
}
