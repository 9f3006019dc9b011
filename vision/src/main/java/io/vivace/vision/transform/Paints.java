package io.vivace.vision.transform;

import java.util.List;

/** What changes the values of a picture; part of {@link Transforms}. */
sealed interface Paints permits Transforms {
    /** Adds or replaces a change. */
    Transforms with(Transform piece);

    /**
     * {@return the same with changes of brightness and of contrast, each with probability ¾}
     *
     * @param max how much, 0 to below 1
     */
    default Transforms lighting(double max) {
        Numbers.belowOne("lighting", max);
        return with(new Brightness(max, Transforms.USUAL)).with(new Contrast(max, Transforms.USUAL));
    }

    /**
     * {@return the same with stronger and weaker colours, with probability ¾}
     *
     * @param max how much, 0 to below 1
     */
    default Transforms saturation(double max) {
        return with(new Saturation(max, Transforms.USUAL));
    }

    /**
     * {@return the same with other colours, with probability ¾}
     *
     * @param max the most, as a part of the circle of colours, 0 to ½
     */
    default Transforms hue(double max) {
        return with(new Hue(max, Transforms.USUAL));
    }

    /**
     * {@return the same with half of the training pictures blurred}
     *
     * @param side of the square whose mean a pixel becomes; 5 in fastai 0.7
     */
    default Transforms blur(int side) {
        return with(new Blur(List.of(side), 0.5));
    }

    /** {@return the same with a rectangle of noise in half of the training pictures (random erasing, as published)} */
    default Transforms erasing() {
        return with(new Erasing(0.02, 0.4, 0.3, Erasing.Fill.NOISE, 0.5));
    }

    /**
     * {@return the same with noise in place of one channel of every training picture (fastai 1 rgb_randomize)}
     *
     * @param threshold the most, 0 to 1; 0.3 in fastai
     */
    default Transforms rgbRandomize(double threshold) {
        return with(new RandomChannel(-1, threshold, 1));
    }

    /**
     * {@return the same with black squares}
     *
     * @param holes how many
     * @param length side in pixels, at least 1
     * @param p the probability
     */
    default Transforms cutout(int holes, int length, double p) {
        if (holes < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "cutout: give at least 0 holes of at least 1 pixel, got " + holes + " of " + length);
        }
        Numbers.probability("cutout", p);
        return with(new Cutout(holes, length, p));
    }
}
