package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Enlarges the frame around its middle (fastai 0.7 RandomZoom, whose numbers are one less).
 *
 * @param min least factor
 * @param max greatest factor
 * @param p the probability; 1 in fastai
 */
public record ZoomToMiddle(double min, double max, double p) implements Transform {
    /** Checks the numbers. */
    public ZoomToMiddle {
        Numbers.factors("zoomToMiddle", min, max);
        Numbers.probability("zoomToMiddle", p);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            sketch.zoom(rng.uniform(min, max), 0.5, 0.5);
        }
    }
}
