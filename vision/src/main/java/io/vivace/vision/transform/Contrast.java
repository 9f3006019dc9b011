package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Multiplies the logit of every value by the same (fastai 1 contrast).
 *
 * @param max m: factors lie between 1 − m and 1/(1 − m), their logarithm uniform
 * @param p the probability
 */
public record Contrast(double max, double p) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double bound = -Math.log(1 - max);
            sketch.tone(by(Math.exp(rng.uniform(-bound, bound))));
        }
    }

    /**
     * {@return the change by a factor}
     *
     * @param factor above 1 for more contrast
     */
    public static Tone by(double factor) {
        return Tone.of(v -> Logit.inverse(Logit.of(v) * factor));
    }
}
