package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Image;

/**
 * Makes colours stronger or weaker. Grey pictures stay as they are.
 *
 * @param max m: factors lie between 1 − m and 1/(1 − m), their logarithm uniform
 * @param p the probability
 */
public record Saturation(double max, double p) implements Transform {
    /** Checks the numbers. */
    public Saturation {
        Numbers.belowOne("saturation", max);
        Numbers.probability("saturation", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double bound = -Math.log(1 - max);
            double factor = Math.exp(rng.uniform(-bound, bound));
            sketch.pixels(image -> of(image, factor));
        }
    }

    /**
     * {@return a picture whose colours have another distance to their grey}
     *
     * @param image any picture
     * @param factor of the distance: 0 makes it grey, 1 leaves it as it is
     */
    public static Image of(Image image, double factor) {
        return Colors.changed(image, rgb -> {
            double grey = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
            for (int c = 0; c < 3; c++) {
                rgb[c] = grey + factor * (rgb[c] - grey);
            }
        });
    }
}
