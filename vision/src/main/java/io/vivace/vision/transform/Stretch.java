package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Stretches the frame along rows or along columns and keeps its middle (fastai 0.7 RandomStretch).
 *
 * @param max s: the factor is between 1 and 1 + s
 * @param p the probability; 1 in fastai
 */
public record Stretch(double max, double p) implements Transform {
    /** Checks the numbers. */
    public Stretch {
        Numbers.atLeastOne("stretch: one more than what you gave", 1 + max);
        Numbers.probability("stretch", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double part = 1 / rng.uniform(1, 1 + max);
            sketch.bend(rng.chance(0.5) ? Matrix.scale(part, 1) : Matrix.scale(1, part));
        }
    }
}
