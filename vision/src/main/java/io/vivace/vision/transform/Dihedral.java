package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/** Turns a square by one of its eight symmetries, a rectangle by one of its four. For pictures taken from above. */
public record Dihedral() implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        int k = rng.nextInt(8);
        if ((k & 4) != 0 && sketch.out().height() == sketch.out().width()) {
            sketch.transpose();
        }
        if ((k & 1) != 0) {
            sketch.flipHorizontally();
        }
        if ((k & 2) != 0) {
            sketch.flipVertically();
        }
    }
}
