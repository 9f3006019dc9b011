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
public final class Transforms implements Moves, Paints {
    /** The probability of most changes. */
    static final double USUAL = 0.75;

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

    /** {@return what suits photos, with fastai 1's names for all numbers; without changes it is {@link #standard()}} */
    public static TransformOptions getTransforms() {
        return new TransformOptions();
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
     * {@return the same with something else outside the picture; {@link Border#REFLECT} unless this is called} fastai 1's padding
     * modes zeros, border and reflection are {@link Border#ZERO}, {@link Border#EDGE} and {@link Border#MIRROR}.
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
        return with(new RandomCrop(pixels));
    }

    /**
     * {@return the same, but with all 2·pixels + 1 rows and columns to begin at (fastai 1 rand_pad)}
     *
     * @param pixels on all four sides
     */
    public Transforms randPad(int pixels) {
        return with(new RandomCrop(pixels, true));
    }

    /**
     * {@return the same with one of fastai 0.7's ways to come to size}
     *
     * @param how the way
     */
    public Transforms crop(Crop how) {
        Transforms t =
                without(RandomCrop.class).without(RandomResizedCrop.class).without(GoogLeNetCrop.class);
        return switch (how) {
            case RANDOM -> t.resize(Resize.CROP).with(new RandomCrop(0, false));
            case CENTER -> t.resize(Resize.CROP);
            case NO -> t.resize(Resize.SQUISH);
            case GOOGLENET ->
                t.resize(Resize.CROP).without(RandomScale.class).with(new GoogLeNetCrop(0.08, 0.75, 4 / 3.0));
        };
    }

    /**
     * {@return the same, but training pictures are random parts scaled to size}
     *
     * @param minArea least share of the picture's area, such as 0.08
     */
    public Transforms randomResizedCrop(double minArea) {
        Numbers.probability("randomResizedCrop", minArea);
        return with(new RandomResizedCrop(minArea, 0.75));
    }

    /**
     * {@return the same, but training pictures are made larger at random before they are cut, with probability ¾}
     *
     * @param max largest factor
     */
    public Transforms randomScale(double max) {
        Numbers.atLeastOne("randomScale", max);
        return with(new RandomScale(max, USUAL));
    }

    // ---------------------------------------------------------------------------------------------- pieces

    /**
     * {@return the same with this change, in place of one of its class if there is one}
     *
     * @param piece one of this package or your own
     */
    @Override
    public Transforms with(Transform piece) {
        var all = new ArrayList<>(pieces);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).getClass() == piece.getClass()) {
                all.set(i, piece);
                return new Transforms(all, resize, shortSide, border);
            }
        }
        return and(piece);
    }

    /**
     * {@return the same with this change, even if there is one of its class} It comes last, or first if it changes the frame.
     *
     * @param piece one of this package or your own
     */
    public Transforms and(Transform piece) {
        var all = new ArrayList<>(pieces);
        all.add(piece.changesFrame() ? 0 : all.size(), piece);
        return new Transforms(all, resize, shortSide, border);
    }

    /**
     * {@return the same without changes of a class}
     *
     * @param kind such as {@code Flip.class}
     */
    @Override
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

    @Override
    public String toString() {
        return resize + (shortSide > 0 ? ", short side " + shortSide : "") + ", border " + border + ", " + pieces;
    }
}
