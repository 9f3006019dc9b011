package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Looks at the frame from another side: a homography that moves the corners symmetrically (fastai 1 symmetric_warp).
 *
 * @param magnitude the most a side moves, in half frames
 * @param p the probability
 */
public record Warp(double magnitude, double p) implements Transform {
    private static final double[][] CORNERS = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double m0 = rng.uniform(-magnitude, magnitude);
            double m1 = rng.uniform(-magnitude, magnitude);
            double m2 = rng.uniform(-magnitude, magnitude);
            double m3 = rng.uniform(-magnitude, magnitude);
            double[][] to = {{-1 - m3, -1 - m1}, {-1 - m2, 1 + m1}, {1 + m3, -1 - m0}, {1 + m2, 1 + m0}};
            double w = sketch.frame().width() / 2.0;
            double h = sketch.frame().height() / 2.0;
            sketch.bend(Matrix.product(Matrix.scale(w, h), Matrix.homography(to, CORNERS), Matrix.scale(1 / w, 1 / h)));
        }
    }
}
