package io.vivace.vision.detection;

import io.vivace.vision.image.Size;

/**
 * A rectangle of pixels, rows before columns. Its numbers are places of pixels counted from 0: the first and the last row, and the
 * first and the last column, that belong to it. So a box of one pixel has {@code top == bottom} and a height of 1, and the whole of a
 * picture of 4 rows is {@code top = 0, bottom = 3}. What a net says need not be whole.
 *
 * <pre>{@code
 * Box car = Box.ofColumnsFirst(155, 96, 196, 174);     // as COCO writes it: x, y, width, height
 * car                                                  // Box[top=96.0, left=155.0, bottom=269.0, right=350.0]
 * }</pre>
 *
 * @param top first row
 * @param left first column
 * @param bottom last row
 * @param right last column
 */
public record Box(double top, double left, double bottom, double right) {
    /** What stands for a box of which nothing is left. */
    public static final Box NONE = new Box(0, 0, 0, 0);

    /** Checks that the numbers are finite. */
    public Box {
        if (!Double.isFinite(top + left + bottom + right)) {
            throw new IllegalArgumentException(
                    "a box has finite edges, got " + top + ", " + left + ", " + bottom + ", " + right);
        }
    }

    /**
     * {@return the box that COCO's files and the JSON form of Pascal VOC write as [x, y, width, height], counted from 0}
     *
     * @param x first column
     * @param y first row
     * @param width columns
     * @param height rows
     */
    public static Box ofColumnsFirst(double x, double y, double width, double height) {
        return new Box(y, x, y + height - 1, x + width - 1);
    }

    /**
     * {@return the box that Pascal VOC's XML files write as its first and last pixels, counted from 1}
     *
     * @param xmin first column
     * @param ymin first row
     * @param xmax last column
     * @param ymax last row
     */
    public static Box ofVoc(double xmin, double ymin, double xmax, double ymax) {
        return new Box(ymin - 1, xmin - 1, ymax - 1, xmax - 1);
    }

    /** {@return x, y, width and height, as COCO writes them: the opposite of {@link #ofColumnsFirst}} */
    public double[] toColumnsFirst() {
        return new double[] {left, top, width(), height()};
    }

    /** {@return how many rows it has} */
    public double height() {
        return bottom - top + 1;
    }

    /** {@return how many columns it has} */
    public double width() {
        return right - left + 1;
    }

    /** {@return how many pixels it has; none if it ends before it begins} */
    public double area() {
        return Math.max(0, height()) * Math.max(0, width());
    }

    /**
     * {@return how many pixels two boxes share}
     *
     * @param other a box
     */
    public double shared(Box other) {
        double rows = Math.min(bottom, other.bottom) - Math.max(top, other.top) + 1;
        double columns = Math.min(right, other.right) - Math.max(left, other.left) + 1;
        return Math.max(0, rows) * Math.max(0, columns);
    }

    /**
     * {@return the pixels that two boxes share, as a part of those that either has (Jaccard's index), 0 to 1}
     *
     * @param other a box
     */
    public double iou(Box other) {
        double both = shared(other);
        double either = area() + other.area() - both;
        return either <= 0 ? 0 : both / either;
    }

    /**
     * {@return this box somewhere else}
     *
     * @param rows down
     * @param columns to the right
     */
    public Box moved(double rows, double columns) {
        return new Box(top + rows, left + columns, bottom + rows, right + columns);
    }

    /**
     * {@return this box on a picture of another size: its edges, which lie between pixels, are multiplied}
     *
     * @param rows of the new picture for one of the old
     * @param columns likewise
     */
    public Box scaled(double rows, double columns) {
        return new Box(top * rows, left * columns, (bottom + 1) * rows - 1, (right + 1) * columns - 1);
    }

    /**
     * {@return what of this box is in a picture; it ends before it begins if that is nothing}
     *
     * @param picture its size
     */
    public Box clipped(Size picture) {
        return new Box(
                Math.max(0, top),
                Math.max(0, left),
                Math.min(picture.height() - 1, bottom),
                Math.min(picture.width() - 1, right));
    }
}
