package io.vivace.vision.transform;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Size;

/**
 * Scales a random part of the picture to the size of the result (fastai 0.7 CropType.GOOGLENET). It differs from {@link
 * RandomResizedCrop} in how shapes are drawn. After ten parts that do not fit into the picture it takes the largest one of the
 * result's shape in its middle.
 *
 * @param minArea least share of the picture's area
 * @param minAspect least width divided by height; width and height change places with probability ½
 * @param maxAspect the greatest
 */
public record GoogLeNetCrop(double minArea, double minAspect, double maxAspect) implements Transform {
    private static final int TRIES = 10;

    /** Checks the numbers. */
    public GoogLeNetCrop {
        Numbers.probability("googLeNetCrop", minArea);
        Numbers.factors("googLeNetCrop", minAspect, maxAspect);
    }

    @Override
    public boolean changesFrame() {
        return true;
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        Size s = sketch.image();
        for (int i = 0; i < TRIES; i++) {
            double area = rng.uniform(minArea, 1) * s.height() * s.width();
            double aspect = rng.uniform(minAspect, maxAspect);
            int a = (int) (Math.sqrt(area * aspect) + 0.5);
            int b = (int) (Math.sqrt(area / aspect) + 0.5);
            boolean swap = rng.chance(0.5);
            int w = swap ? b : a;
            int h = swap ? a : b;
            if (w >= 1 && h >= 1 && w <= s.width() && h <= s.height()) {
                sketch.window(rng.nextInt(s.height() - h + 1), rng.nextInt(s.width() - w + 1), Size.of(h, w));
                return;
            }
        }
        sketch.windowInMiddle();
    }
}
