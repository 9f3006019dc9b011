package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Blackens squares at random places, partly outside at the edges (DeVries and Taylor 2017; both versions
 * of fastai).
 *
 * @param holes how many
 * @param length side of each in pixels
 * @param p the probability
 */
public record Cutout(int holes, int length, double p) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            for (int i = 0; i < holes; i++) {
                int top = (int) Math.floor(rng.nextInt(sketch.out().height()) - length / 2.0);
                int left = (int) Math.floor(rng.nextInt(sketch.out().width()) - length / 2.0);
                sketch.hole(top, left, top + length, left + length);
            }
        }
    }
}
