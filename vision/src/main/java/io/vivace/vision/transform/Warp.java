package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Looks at the frame from another side: a homography that moves the two ends of each side by the same, in opposite directions
 * (fastai 1 symmetric_warp).
 *
 * @param magnitude the most a corner moves, in half frames, either way
 * @param p the probability
 */
public record Warp(double magnitude, double p) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double[] m = new double[4];
            for (int i = 0; i < 4; i++) {
                m[i] = rng.uniform(-magnitude, magnitude);
            }
            Corners.move(sketch, corners(m));
        }
    }

    /** {@return where the corners go for magnitudes of the right, left, lower and upper side} */
    static double[][] corners(double[] m) {
        double[][] to = Corners.atRest();
        for (int i = 0; i < 4; i++) {
            Corners.push(to, i, 0, m[3 - i % 2]);
            Corners.push(to, i, 1, m[1 - i / 2]);
        }
        return to;
    }
}
