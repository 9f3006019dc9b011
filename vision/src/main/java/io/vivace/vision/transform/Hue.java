package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Image;

/**
 * Turns the circle of colours, so that reds become yellow or violet. Grey pictures stay as they are.
 *
 * @param max the most, as a part of the circle, either way; at most ½
 * @param p the probability
 */
public record Hue(double max, double p) implements Transform {
    /** Checks the numbers. */
    public Hue {
        if (!(max >= 0 && max <= 0.5)) {
            throw new IllegalArgumentException("hue: give a part of the circle from 0 to 0.5, got " + max);
        }
        Numbers.probability("hue", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double turn = rng.uniform(-max, max);
            sketch.pixels(image -> of(image, turn));
        }
    }

    /**
     * {@return a picture with other colours of the same value and saturation (HSV)}
     *
     * @param image any picture
     * @param turn part of the circle: ⅓ makes reds green
     */
    public static Image of(Image image, double turn) {
        return Colors.changed(image, rgb -> {
            double most = Math.max(rgb[0], Math.max(rgb[1], rgb[2]));
            double range = most - Math.min(rgb[0], Math.min(rgb[1], rgb[2]));
            if (range > 0) {
                double sixths = Colors.sixths(rgb, most, range) + 6 * turn;
                for (int c = 0; c < 3; c++) {
                    rgb[c] = most - range * Colors.missing(sixths - 2 * c);
                }
            }
        });
    }
}
