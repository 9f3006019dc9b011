package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Enlarges the frame around a random point.
 *
 * @param min least factor
 * @param max greatest factor
 * @param p the probability
 */
public record Zoom(double min, double max, double p) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            sketch.zoom(rng.uniform(min, max), rng.nextDouble(), rng.nextDouble());
        }
    }
}
