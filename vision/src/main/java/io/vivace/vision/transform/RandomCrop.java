package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Cuts the result out at a random place.
 *
 * @param padding border put around the frame first, in pixels
 * @param lastPlace whether the last of all rows and columns to begin at is among them, as in fastai 1; fastai 0.7 leaves it out
 */
public record RandomCrop(int padding, boolean lastPlace) implements Transform {
    /** Checks the border. */
    public RandomCrop {
        if (padding < 0) {
            throw new IllegalArgumentException("padCrop: a border has at least 0 pixels, got " + padding);
        }
    }

    /**
     * All places without a border, all but the last with one.
     *
     * @param padding border in pixels
     */
    public RandomCrop(int padding) {
        this(padding, padding == 0);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        double row = rng.nextDouble();
        double column = rng.nextDouble();
        sketch.cropAt(padding, lastPlace, row, column);
    }
}
