package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Cuts the result out at a place uniform among all there are.
 *
 * @param padding border put around the frame first, in pixels; if there is any, the last of all places is left out
 */
public record RandomCrop(int padding) implements Transform {
    @Override
    public void draw(Rng rng, Sketch sketch) {
        double row = rng.nextDouble();
        double column = rng.nextDouble();
        if (padding == 0) {
            sketch.cropAt(row, column);
        } else {
            sketch.padAndCropAt(padding, row, column);
        }
    }
}
