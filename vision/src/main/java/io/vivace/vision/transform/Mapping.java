package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Size;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How places in a picture and in the result of a sketch belong together: what points, boxes and masks need to follow their
 * picture. Places are (row, column), 0 at the upper left edge, so that the middle of the first pixel lies at (½, ½). Boxes
 * are {top, left, bottom, right}, the edges of what they hold: a box of one pixel is {r, c, r + 1, c + 1}. Immutable.
 *
 * <pre>{@code
 * Mapping m = sketch.mapping();
 * double[] nose = m.toResult(120.5, 80.5);
 * Optional<double[]> dog = m.box(new double[] {10, 20, 110, 220}, 0.2); // none if less than a fifth is left
 * byte[] mask = m.mask(labels, 0);
 * }</pre>
 */
public final class Mapping {
    private final Placement at;
    private final List<Bend> steps;

    Mapping(Placement at) {
        this.at = at;
        steps = at.steps();
    }

    /** {@return size of the picture} */
    public Size picture() {
        return at.image();
    }

    /** {@return size of the result} */
    public Size result() {
        return at.out();
    }

    // ---------------------------------------------------------------------------------------------- points

    /**
     * {@return row and column of the picture that are shown at a place of the result} It may lie outside of the picture.
     *
     * @param row in the result
     * @param column in the result
     */
    public double[] toPicture(double row, double column) {
        double[] p = {column, row};
        for (Bend s : steps) {
            s.apply(p);
        }
        return new double[] {p[1], p[0]};
    }

    /**
     * {@return row and column of the result where a place of the picture is shown} It may lie outside of the result. Places
     * beyond the horizon of a perspective are shown nowhere: they give a place far outside. Under jitter it is right within
     * the jitter's magnitude.
     *
     * @param row in the picture
     * @param column in the picture
     */
    public double[] toResult(double row, double column) {
        double[] p = {column, row};
        toResult(p);
        return new double[] {p[1], p[0]};
    }

    /** Points are {x, y} here. */
    private void toResult(double[] p) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            steps.get(i).undo(p);
        }
    }

    // ---------------------------------------------------------------------------------------------- boxes

    /**
     * {@return the smallest box in the result around a box of the picture} It may reach out of the result.
     *
     * @param box {top, left, bottom, right} in the picture
     */
    public double[] box(double[] box) {
        return around(box, this::toResult);
    }

    /**
     * {@return the smallest box around a box of the picture, cut off at the edges of the result; none if too little of it is
     * left}
     *
     * @param box {top, left, bottom, right} in the picture
     * @param minShare least part of its area that must be left, 0 to 1; 0 drops only what has no area left
     */
    public Optional<double[]> box(double[] box, double minShare) {
        double[] whole = box(box);
        double[] part = clipped(whole);
        double left = area(part);
        return left > 0 && left >= minShare * area(whole) ? Optional.of(part) : Optional.empty();
    }

    /**
     * {@return the rows and columns that a box covers after it was painted and resampled by nearest neighbours as a mask is:
     * {first row, first column, last row, last column}, or {0, 0, 0, 0} if nothing of it is left} This is how fastai 0.7
     * moved boxes. The last row and column belong to the box; as edges they are one more.
     *
     * @param box {top, left, bottom, right} in the picture, right and bottom not painted; fractions are cut off
     */
    public double[] paintedBox(double[] box) {
        return new PaintedBox(at, steps).of(box, box(box));
    }

    /**
     * {@return the smallest box in the picture around a box of the result} It may reach out of the picture.
     *
     * @param box {top, left, bottom, right} in the result
     */
    public double[] boxToPicture(double[] box) {
        return around(box, this::toPicture);
    }

    private interface Move {
        double[] of(double row, double column);
    }

    /** Straight edges stay straight, so corners are enough, unless there is a field among the steps. */
    private double[] around(double[] box, Move move) {
        int parts = steps.stream().allMatch(Homography.class::isInstance) ? 1 : 16;
        double[] b = {
            Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY
        };
        for (int i = 0; i <= parts; i++) {
            double row = box[0] + (box[2] - box[0]) * i / parts;
            double column = box[1] + (box[3] - box[1]) * i / parts;
            include(b, move.of(row, box[1]));
            include(b, move.of(row, box[3]));
            include(b, move.of(box[0], column));
            include(b, move.of(box[2], column));
        }
        return b;
    }

    private static void include(double[] b, double[] point) {
        b[0] = Math.min(b[0], point[0]);
        b[1] = Math.min(b[1], point[1]);
        b[2] = Math.max(b[2], point[0]);
        b[3] = Math.max(b[3], point[1]);
    }

    /** Where pixels are only scaled, nothing but the window is shown. */
    private double[] clipped(double[] b) {
        double[] seen = {0, 0, at.out().height(), at.out().width()};
        if (!at.bent()) {
            Size w = at.window();
            double top = at.windowTop();
            double left = at.windowLeft();
            seen = inside(seen, box(new double[] {top, left, top + w.height(), left + w.width()}));
        }
        return inside(seen, b);
    }

    private static double[] inside(double[] bounds, double[] b) {
        return new double[] {
            Math.min(bounds[2], Math.max(bounds[0], b[0])),
            Math.min(bounds[3], Math.max(bounds[1], b[1])),
            Math.min(bounds[2], Math.max(bounds[0], b[2])),
            Math.min(bounds[3], Math.max(bounds[1], b[3]))
        };
    }

    private static double area(double[] b) {
        return Math.max(0, b[2] - b[0]) * Math.max(0, b[3] - b[1]);
    }

    // ---------------------------------------------------------------------------------------------- masks

    /**
     * {@return the mask of the result: each pixel has the label of the pixel of the picture that its middle shows}
     *
     * @param labels of the picture, [height, width], row-major
     * @param outside label of what the picture does not show, 0 to 255
     * @throws IllegalArgumentException if the mask is not of the picture's size
     */
    public byte[] mask(byte[] labels, int outside) {
        return mask(labels, null, outside);
    }

    /**
     * {@return the mask of the result, continued outside as the picture is}
     *
     * @param labels of the picture, [height, width], row-major
     * @throws IllegalArgumentException if the mask is not of the picture's size
     */
    public byte[] mask(byte[] labels) {
        return mask(labels, at.border(), 0);
    }

    private byte[] mask(byte[] labels, @Nullable Border border, int outside) {
        require(labels, at.image(), "the picture");
        return new Nearest(at, steps, border).of(labels, (byte) outside);
    }

    /**
     * {@return a mask of the result as one of the picture: each pixel has the label of the pixel of the result that shows its
     * middle}
     *
     * @param labels of the result, [height, width], row-major
     * @param outside label of what the result does not show, 0 to 255
     * @throws IllegalArgumentException if the mask is not of the result's size
     */
    public byte[] maskToPicture(byte[] labels, int outside) {
        require(labels, at.out(), "the result");
        Size to = at.image();
        Size from = at.out();
        byte[] back = new byte[to.height() * to.width()];
        double[] p = new double[2];
        for (int i = 0, r = 0; r < to.height(); r++) {
            for (int c = 0; c < to.width(); c++, i++) {
                p[0] = c + 0.5;
                p[1] = r + 0.5;
                toResult(p);
                boolean shown = p[0] >= 0 && p[1] >= 0 && p[0] < from.width() && p[1] < from.height();
                back[i] = shown ? labels[((int) p[1]) * from.width() + (int) p[0]] : (byte) outside;
            }
        }
        return back;
    }

    private static void require(byte[] labels, Size size, String what) {
        if (labels.length != size.height() * size.width()) {
            throw new IllegalArgumentException("a mask of " + what + " has a label for each of its " + size
                    + " pixels, got " + labels.length + " labels");
        }
    }
}
