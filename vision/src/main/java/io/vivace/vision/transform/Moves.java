package io.vivace.vision.transform;

/** What moves the places of a picture; part of {@link Transforms}. */
sealed interface Moves permits Transforms {
    /** Adds or replaces a change. */
    Transforms with(Transform piece);

    /** Leaves changes out. */
    Transforms without(Class<? extends Transform> kind);

    /** {@return the same with half of the training pictures mirrored left to right} */
    default Transforms flip() {
        return with(new Flip(0.5));
    }

    /** {@return the same with training pictures turned by one of the eight symmetries of the square} */
    default Transforms dihedral() {
        return with(new Dihedral());
    }

    /**
     * {@return the same with rotations, with probability ¾}
     *
     * @param maxDegrees the most, either way, 0 to 360
     */
    default Transforms rotate(double maxDegrees) {
        if (!(maxDegrees >= 0 && maxDegrees <= 360)) {
            throw new IllegalArgumentException("rotate: give degrees from 0 to 360, got " + maxDegrees);
        }
        return with(new Rotate(maxDegrees, Transforms.USUAL));
    }

    /**
     * {@return the same with zooms to a random point, with probability ¾}
     *
     * @param max largest factor; the least is 1
     */
    default Transforms zoom(double max) {
        Numbers.atLeastOne("zoom", max);
        return with(new Zoom(1, max, Transforms.USUAL));
    }

    /**
     * {@return the same with a zoom of every training picture to a random point (fastai 1 rand_zoom)}
     *
     * @param min least factor
     * @param max greatest factor
     */
    default Transforms randZoom(double min, double max) {
        Numbers.factors("randZoom", min, max);
        return with(new Zoom(min, max, 1));
    }

    /**
     * {@return the same with training pictures enlarged and cut out (fastai 1 zoom_crop)}
     *
     * @param scale the factor, or the largest one if it is random
     * @param random whether factor, point and place are random; else the middle is shown
     */
    default Transforms zoomCrop(double scale, boolean random) {
        Numbers.atLeastOne("zoomCrop", scale);
        return random
                ? randZoom(1, scale).with(new RandomCrop(0))
                : without(RandomCrop.class).with(new ZoomToMiddle(scale, scale, 1));
    }

    /**
     * {@return the same with random parts of the frame in other shapes (fastai 1 rand_resize_crop with its usual ratios)}
     *
     * @param maxScale greatest factor of the area; 2 in fastai
     */
    default Transforms randResizeCrop(double maxScale) {
        return with(new ZoomSquish(maxScale, 0.75, 1.33));
    }

    /**
     * {@return the same with pictures made narrower or wider, with probability ¾}
     *
     * @param min least factor; below 1 for wider things
     * @param max greatest factor; above 1 for higher things
     */
    default Transforms squish(double min, double max) {
        return with(new Squish(min, max, Transforms.USUAL));
    }

    /**
     * {@return the same with every training picture stretched along rows or columns (fastai 0.7 RandomStretch)}
     *
     * @param max the most, as a part of the picture
     */
    default Transforms stretch(double max) {
        return with(new Stretch(max, 1));
    }

    /**
     * {@return the same with a rotation, a zoom to the middle, a stretch or nothing, each with probability ¼ (fastai 0.7
     * RandomRotateZoom)}
     *
     * @param degrees the most, either way
     * @param zoom the most, as a part of the picture
     * @param stretch the most, likewise
     */
    default Transforms rotateZoom(double degrees, double zoom, double stretch) {
        return with(OneOf.orNone(new Rotate(degrees, 1), new ZoomToMiddle(1, 1 + zoom, 1), new Stretch(stretch, 1)));
    }

    /**
     * {@return the same with perspective warps, with probability ¾}
     *
     * @param magnitude the most a side moves, in half pictures; below 1
     */
    default Transforms warp(double magnitude) {
        Numbers.belowOne("warp", magnitude);
        return with(new Warp(magnitude, Transforms.USUAL));
    }

    /**
     * {@return the same with warps that move each corner by itself, with probability ¾}
     *
     * @param magnitude the most a corner moves, in half pictures; below 1
     */
    default Transforms perspectiveWarp(double magnitude) {
        return with(new PerspectiveWarp(magnitude, Transforms.USUAL));
    }

    /**
     * {@return the same with one corner moved in one of eight directions, with probability ¾}
     *
     * @param magnitude the most it moves, in half pictures; below 1
     */
    default Transforms skew(double magnitude) {
        return with(new Skew(magnitude, Transforms.USUAL));
    }

    /**
     * {@return the same with a tilt in one of four directions, with probability ¾}
     *
     * @param magnitude the most a corner moves, in half pictures; below 1
     */
    default Transforms tilt(double magnitude) {
        return with(new Tilt(magnitude, Transforms.USUAL));
    }

    /**
     * {@return the same with every pixel taken from a random place near its own, with probability ¾}
     *
     * @param magnitude the most, in half pictures; 0.01 is much
     */
    default Transforms jitter(double magnitude) {
        return with(new Jitter(magnitude, Transforms.USUAL));
    }
}
