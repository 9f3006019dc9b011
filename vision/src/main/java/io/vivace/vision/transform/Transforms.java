package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How pictures come to their size, and what is changed at random in training. Immutable: every method gives a new
 * description. Naming a change again replaces its numbers.
 *
 * <pre>{@code
 * Transforms.standard().rotate(20).lighting(0.3)
 * Transforms.none().padCrop(4).flip()             // small pictures, as for CIFAR-10
 * }</pre>
 */
public final class Transforms {
    private static final double AFFINE = 0.75;
    private static final double LARGEST_FACTOR = 100;

    private final List<Transform> pieces;
    private final Resize resize;
    private final int shortSide;
    private final Border border;

    private Transforms(List<Transform> pieces, Resize resize, int shortSide, Border border) {
        this.pieces = List.copyOf(pieces);
        this.resize = resize;
        this.shortSide = shortSide;
        this.border = border;
    }

    // ---------------------------------------------------------------------------------------------- presets

    /** {@return nothing random but the place where a picture is cut to size} */
    public static Transforms none() {
        return new Transforms(List.of(new RandomCrop(0)), Resize.CROP, 0, Border.REFLECT);
    }

    /**
     * {@return what suits photos of things: flips, rotations up to 10°, zooms up to 1.1, warps up to 0.2, brightness and
     * contrast up to 0.2; geometry and lighting each with probability ¾ (fastai 1 get_transforms)}
     */
    public static Transforms standard() {
        return none().flip().warp(0.2).zoom(1.1).rotate(10).lighting(0.2);
    }

    /** {@return rotations up to 10° and a little light (fastai 0.7 transforms_basic)} */
    public static Transforms basic() {
        return none().rotate(10).with(new Lighting(0.05, 0.05));
    }

    /** {@return the basic ones and flips: for pictures taken from the side (fastai 0.7 transforms_side_on)} */
    public static Transforms sideOn() {
        return basic().flip();
    }

    /** {@return the basic ones and all symmetries: for pictures taken from above (fastai 0.7 transforms_top_down)} */
    public static Transforms topDown() {
        return basic().dihedral();
    }

    // ---------------------------------------------------------------------------------------------- size

    /**
     * {@return the same with another way to come to size; {@link Resize#CROP} unless this is called}
     *
     * @param how the way
     */
    public Transforms resize(Resize how) {
        return new Transforms(pieces, how, shortSide, border);
    }

    /**
     * {@return the same, but pictures are scaled until their shorter side has this length, and the result is cut out of
     * them: at random in training, from the middle in validation}
     *
     * @param pixels the length
     */
    public Transforms shortSide(int pixels) {
        if (pixels < 1) {
            throw new IllegalArgumentException("shortSide: a side has at least 1 pixel, got " + pixels);
        }
        return new Transforms(pieces, resize, pixels, border);
    }

    /**
     * {@return the same with something else outside the picture; {@link Border#REFLECT} unless this is called}
     *
     * @param outside what stands there
     */
    public Transforms border(Border outside) {
        return new Transforms(pieces, resize, shortSide, outside);
    }

    /**
     * {@return the same with a border around training pictures before they are cut, at a random one of 2·pixels rows and
     * columns}
     *
     * @param pixels on all four sides
     */
    public Transforms padCrop(int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("padCrop: a border has at least 0 pixels, got " + pixels);
        }
        return with(new RandomCrop(pixels));
    }

    /**
     * {@return the same, but training pictures are random parts scaled to size}
     *
     * @param minArea least share of the picture's area, such as 0.08
     */
    public Transforms randomResizedCrop(double minArea) {
        return probability("randomResizedCrop", minArea).with(new RandomResizedCrop(minArea, 0.75));
    }

    /**
     * {@return the same, but training pictures are made larger at random before they are cut, with probability ¾}
     *
     * @param max largest factor
     */
    public Transforms randomScale(double max) {
        return with(new RandomScale(atLeastOne("randomScale", max), AFFINE));
    }

    // ---------------------------------------------------------------------------------------------- geometry

    /** {@return the same with half of the training pictures mirrored left to right} */
    public Transforms flip() {
        return with(new Flip(0.5));
    }

    /** {@return the same with training pictures turned by one of the eight symmetries of the square} */
    public Transforms dihedral() {
        return with(new Dihedral());
    }

    /**
     * {@return the same with rotations, with probability ¾}
     *
     * @param maxDegrees the most, either way, 0 to 360
     */
    public Transforms rotate(double maxDegrees) {
        if (!(maxDegrees >= 0 && maxDegrees <= 360)) {
            throw new IllegalArgumentException("rotate: give degrees from 0 to 360, got " + maxDegrees);
        }
        return with(new Rotate(maxDegrees, AFFINE));
    }

    /**
     * {@return the same with zooms to a random point, with probability ¾}
     *
     * @param max largest factor; the least is 1
     */
    public Transforms zoom(double max) {
        return with(new Zoom(1, atLeastOne("zoom", max), AFFINE));
    }

    /**
     * {@return the same with perspective warps, with probability ¾}
     *
     * @param magnitude the most a side moves, in half pictures; below 1
     */
    public Transforms warp(double magnitude) {
        return belowOne("warp", magnitude).with(new Warp(magnitude, AFFINE));
    }

    // ---------------------------------------------------------------------------------------------- values

    /**
     * {@return the same with changes of brightness and of contrast, each with probability ¾}
     *
     * @param max how much, 0 to below 1
     */
    public Transforms lighting(double max) {
        return belowOne("lighting", max).with(new Brightness(max, AFFINE)).with(new Contrast(max, AFFINE));
    }

    /**
     * {@return the same with black squares}
     *
     * @param holes how many
     * @param length side in pixels, at least 1
     * @param p the probability
     */
    public Transforms cutout(int holes, int length, double p) {
        if (holes < 0 || length < 1) {
            throw new IllegalArgumentException(
                    "cutout: give at least 0 holes of at least 1 pixel, got " + holes + " of " + length);
        }
        return probability("cutout", p).with(new Cutout(holes, length, p));
    }

    /**
     * {@return the same with this change, in place of one of its class if there is one}
     *
     * @param piece one of this package or your own
     */
    public Transforms with(Transform piece) {
        var all = new ArrayList<>(pieces);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).getClass() == piece.getClass()) {
                all.set(i, piece);
                return new Transforms(all, resize, shortSide, border);
            }
        }
        all.add(piece);
        return new Transforms(all, resize, shortSide, border);
    }

    /**
     * {@return the same without changes of a class}
     *
     * @param kind such as {@code Flip.class}
     */
    public Transforms without(Class<? extends Transform> kind) {
        return new Transforms(pieces.stream().filter(p -> !kind.isInstance(p)).toList(), resize, shortSide, border);
    }

    // ---------------------------------------------------------------------------------------------- using

    /** {@return what changes at random in training, in order} */
    public List<Transform> pieces() {
        return pieces;
    }

    /**
     * {@return how pictures come to size}
     *
     * @param size of the result; null leaves pictures as they are, or as {@link #shortSide} makes them
     */
    public Framing framing(@Nullable Size size) {
        return new Framing(size, resize, shortSide, border);
    }

    private Transforms probability(String what, double v) {
        if (!(v >= 0 && v <= 1)) {
            throw new IllegalArgumentException(what + ": give a number between 0 and 1, got " + v);
        }
        return this;
    }

    private Transforms belowOne(String what, double v) {
        if (!(v >= 0 && v < 1)) {
            throw new IllegalArgumentException(what + ": give a number from 0 to below 1, got " + v);
        }
        return this;
    }

    private static double atLeastOne(String what, double factor) {
        if (!(factor >= 1 && factor <= LARGEST_FACTOR)) {
            throw new IllegalArgumentException(
                    what + ": the largest factor is from 1 to " + LARGEST_FACTOR + ", got " + factor);
        }
        return factor;
    }

    @Override
    public String toString() {
        return resize + (shortSide > 0 ? ", short side " + shortSide : "") + ", border " + border + ", " + pieces;
    }
}
