package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Turns the frame about its middle.
 *
 * @param maxDegrees the most, either way
 * @param p the probability
 */
public record Rotate(double maxDegrees, double p) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double a = Math.toRadians(rng.uniform(-maxDegrees, maxDegrees));
            sketch.bend(new double[] {Math.cos(a), -Math.sin(a), 0, Math.sin(a), Math.cos(a), 0, 0, 0, 1});
        }
    }
}
