package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Size;

/**
 * Scales a random part of the picture to the size of the result (Szegedy et al. 2014, section 6). After ten parts that do
 * not fit into the picture it takes the largest one of the result's shape in its middle.
 *
 * @param minArea least share of the picture's area
 * @param minAspect least width divided by height; the greatest is its inverse
 */
public record RandomResizedCrop(double minArea, double minAspect) implements Transform {
    private static final int TRIES = 10;

    @Override
    public boolean changesFrame() {
        return true;
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        Size s = sketch.image();
        for (int i = 0; i < TRIES; i++) {
            double area = rng.uniform(minArea, 1) * s.height() * s.width();
            double aspect = Math.exp(rng.uniform(Math.log(minAspect), -Math.log(minAspect)));
            int w = (int) Math.round(Math.sqrt(area * aspect));
            int h = (int) Math.round(Math.sqrt(area / aspect));
            if (w >= 1 && h >= 1 && w <= s.width() && h <= s.height()) {
                sketch.window(rng.nextInt(s.height() - h + 1), rng.nextInt(s.width() - w + 1), Size.of(h, w));
                return;
            }
        }
        sketch.windowInMiddle();
    }
}
