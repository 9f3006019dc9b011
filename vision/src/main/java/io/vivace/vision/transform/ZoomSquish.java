package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Shows a random part of the frame in another shape (fastai 1 zoom_squish, the heart of rand_resize_crop). After eight parts that
 * do not fit into the frame it leaves it as it is.
 *
 * @param maxScale the part's share of the frame's area is 1/a, a from 1 to this
 * @param minRatio least width divided by height, both as shares of the frame's; width and height change places with probability ½
 * @param maxRatio the greatest
 */
public record ZoomSquish(double maxScale, double minRatio, double maxRatio) implements Transform {
    private static final int TRIES = 8;

    /** Checks the numbers. */
    public ZoomSquish {
        Numbers.atLeastOne("zoomSquish", maxScale);
        Numbers.factors("zoomSquish", minRatio, maxRatio);
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        for (int i = 0; i < TRIES; i++) {
            double side = 1 / Math.sqrt(rng.uniform(1, maxScale));
            double ratio = Math.sqrt(rng.uniform(minRatio, maxRatio));
            boolean swap = rng.chance(0.5);
            double width = swap ? side / ratio : side * ratio;
            double height = swap ? side * ratio : side / ratio;
            if (width <= 1 && height <= 1) {
                show(sketch, width, height, rng.nextDouble(), rng.nextDouble());
                return;
            }
        }
    }

    private static void show(Sketch sketch, double width, double height, double row, double column) {
        double dx = (1 - width) * (2 * column - 1) * sketch.frame().width() / 2;
        double dy = (1 - height) * (2 * row - 1) * sketch.frame().height() / 2;
        sketch.bend(Matrix.product(Matrix.move(dx, dy), Matrix.scale(width, height)));
    }
}
