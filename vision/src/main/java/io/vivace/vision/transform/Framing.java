package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Size;
import org.jspecify.annotations.Nullable;

/**
 * How pictures of any size come to one size, without anything random: all that a trained model needs to know about its
 * input's geometry.
 *
 * @param size of the result; null leaves it as the scaling makes it
 * @param resize how to get there; not used when {@code shortSide} is given
 * @param shortSide what the shorter side is scaled to before the result is cut out; 0 for none
 * @param border what stands outside the picture
 */
public record Framing(@Nullable Size size, Resize resize, int shortSide, Border border) {
    private static final long LONGEST = 1 << 30;

    /**
     * {@return the sketch of the middle of a picture}
     *
     * @param image size of the picture
     */
    public Sketch sketch(Size image) {
        Size frame = frame(image);
        return new Sketch(image, frame, size == null ? frame : size, border);
    }

    /**
     * {@return the same for another size; the shorter side that pictures are scaled to grows or shrinks with it}
     *
     * @param other size of the result
     */
    public Framing resized(Size other) {
        if (shortSide == 0 || size == null) {
            return new Framing(other, resize, 0, border);
        }
        long before = Math.min(size.height(), size.width());
        long now = Math.min(other.height(), other.width());
        return new Framing(other, resize, Math.toIntExact(Math.max(now, shortSide * now / before)), border);
    }

    private Size frame(Size image) {
        if (shortSide > 0) {
            return shorterSideTo(image, shortSide);
        }
        if (size == null) {
            return image;
        }
        double rows = (double) size.height() / image.height();
        double columns = (double) size.width() / image.width();
        return switch (resize) {
            case NONE -> image;
            case SQUISH -> size;
            case CROP -> scaled(image, Math.max(rows, columns));
            case PAD -> scaled(image, Math.min(rows, columns));
        };
    }

    private static Size scaled(Size s, double f) {
        return Size.of(side(Math.round(s.height() * f)), side(Math.round(s.width() * f)));
    }

    /** {@return the size whose shorter side is as wanted, the longer one rounded down} */
    static Size shorterSideTo(Size image, int side) {
        long h = image.height();
        long w = image.width();
        return h <= w ? Size.of(side, side(w * side / h)) : Size.of(side(h * side / w), side);
    }

    private static int side(long pixels) {
        return (int) Math.min(LONGEST, Math.max(1, pixels));
    }
}
