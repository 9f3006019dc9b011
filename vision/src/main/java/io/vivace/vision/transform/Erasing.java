package io.vivace.vision.transform;

import io.vivace.tensor.Rng;

/**
 * Fills a rectangle at a random place, all of it inside the picture (Zhong et al. 2017, random erasing). After a hundred
 * rectangles that do not fit it leaves the picture as it is.
 *
 * @param minArea least share of the result's area; 0.02 in the paper
 * @param maxArea greatest; 0.4 in the paper
 * @param minAspect least height divided by width; the greatest is its inverse; 0.3 in the paper
 * @param fill what stands there
 * @param p the probability; ½ in the paper
 */
public record Erasing(double minArea, double maxArea, double minAspect, Fill fill, double p) implements Transform {
    private static final int TRIES = 100;

    /** What stands in place of the picture. */
    public enum Fill {
        /** Black. */
        BLACK,
        /** One random colour. */
        COLOR,
        /** A random value for each number, as in the paper. */
        NOISE
    }

    /** Checks the numbers. */
    public Erasing {
        Numbers.probability("erasing", minArea);
        Numbers.probability("erasing", maxArea);
        Numbers.probability("erasing", p);
        if (minArea > maxArea || !(minAspect > 0 && minAspect <= 1)) {
            throw new IllegalArgumentException(
                    "erasing: give shares of the area in order and a least aspect above 0, at most 1, got " + minArea
                            + ", " + maxArea + " and " + minAspect);
        }
    }

    @Override
    public void draw(Rng rng, Sketch sketch) {
        if (!rng.chance(p)) {
            return;
        }
        int height = sketch.out().height();
        int width = sketch.out().width();
        for (int i = 0; i < TRIES; i++) {
            double area = rng.uniform(minArea, maxArea) * height * width;
            double aspect = rng.uniform(minAspect, 1 / minAspect);
            int h = (int) Math.round(Math.sqrt(area * aspect));
            int w = (int) Math.round(Math.sqrt(area / aspect));
            if (h >= 1 && w >= 1 && h <= height && w <= width) {
                int top = rng.nextInt(height - h + 1);
                int left = rng.nextInt(width - w + 1);
                sketch.fill(top, left, top + h, left + w, filling(rng));
                return;
            }
        }
    }

    private Filling filling(Rng rng) {
        return switch (fill) {
            case BLACK -> Filling.BLACK;
            case COLOR -> Filling.color(rng.nextDouble(), rng.nextDouble(), rng.nextDouble());
            case NOISE -> Filling.noise(rng.nextLong(), 1);
        };
    }
}
