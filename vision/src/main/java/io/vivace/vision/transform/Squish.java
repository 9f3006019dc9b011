package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Changes width or height alone (fastai 1 squish): of a number s up to 1, the columns of the middle s of the frame fill its width;
 * of one above, the rows of the middle 1/s fill its height.
 *
 * @param min least s
 * @param max greatest s
 * @param p the probability
 */
public record Squish(double min, double max, double p) implements Transform {
    /** Checks the numbers. */
    public Squish {
        Numbers.factors("squish", min, max);
        Numbers.probability("squish", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            sketch.bend(matrix(rng.uniform(min, max)));
        }
    }

    static double[] matrix(double s) {
        return s <= 1 ? Matrix.scale(s, 1) : Matrix.scale(1, 1 / s);
    }
}
