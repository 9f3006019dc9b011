package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Size;

/**
 * Makes the frame larger before the result is cut out of it (fastai 0.7 RandomScale, its {@code max_zoom}).
 *
 * @param max the largest factor; the smallest is 1
 * @param p the probability
 */
public record RandomScale(double max, double p) implements Transform {
    @Override
    public boolean changesFrame() {
        return true;
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (rng.chance(p)) {
            double f = rng.uniform(1, max);
            Size s = sketch.frame();
            sketch.frame(Framing.shorterSideTo(s, (int) (f * Math.min(s.height(), s.width()))));
        }
    }
}
