package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Moves values away from or towards the mean of the picture and shifts them (fastai 0.7 RandomLighting).
 *
 * @param balance the most that is added, either way
 * @param contrast c: the factor is 1 + d or 1/(1 − d), d uniform between −c and c
 */
public record Lighting(double balance, double contrast) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        double shift = rng.uniform(-balance, balance);
        double d = rng.uniform(-contrast, contrast);
        sketch.tone(of(shift, d >= 0 ? 1 + d : 1 / (1 - d)));
    }

    /**
     * {@return the change}
     *
     * @param shift what is added
     * @param factor what the distance to the mean is multiplied by
     */
    public static Tone of(double shift, double factor) {
        return mean -> {
            double m = mean.getAsDouble();
            return v -> Math.min(1, Math.max(0, (v - m) * factor + m + shift));
        };
    }
}
