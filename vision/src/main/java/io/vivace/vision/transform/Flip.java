package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Exchanges left and right.
 *
 * @param p the probability
 */
public record Flip(double p) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            sketch.flipHorizontally();
        }
    }
}
