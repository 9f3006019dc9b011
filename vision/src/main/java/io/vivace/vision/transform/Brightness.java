package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Adds the same to the logit of every value: black and white stay, the middle moves (fastai 1 brightness).
 *
 * @param max m: value ½ becomes one between ½(1 − m) and ½(1 + m)
 * @param p the probability
 */
public record Brightness(double max, double p) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            sketch.tone(to(rng.uniform(0.5 * (1 - max), 0.5 * (1 + max))));
        }
    }

    /**
     * {@return the change that takes ½ to a value}
     *
     * @param middle the value, between 0 and 1
     */
    public static Tone to(double middle) {
        double add = Logit.of(middle);
        return Tone.of(v -> Logit.inverse(Logit.of(v) + add));
    }
}
