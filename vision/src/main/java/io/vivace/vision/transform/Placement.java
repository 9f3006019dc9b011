package io.vivace.vision.transform;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the pixels of a result come from, all numbers known.
 *
 * @param image size of the picture
 * @param border what stands outside of it
 * @param windowTop first row of the part of the picture that is scaled to the frame
 * @param windowLeft its first column
 * @param window its size
 * @param frame what it is scaled to
 * @param out size of the result
 * @param top row of the frame at which the result begins
 * @param left column of the frame at which the result begins
 * @param bends from the result to the picture, about the middle of the frame
 * @param turn bit 1: left and right exchanged, 2: top and bottom, 4: rows and columns, before the other two
 * @param zoom how much the bends enlarge
 */
record Placement(
        Size image,
        Border border,
        int windowTop,
        int windowLeft,
        Size window,
        Size frame,
        Size out,
        int top,
        int left,
        List<Bend> bends,
        int turn,
        double zoom) {
    /** {@return whether pixels cannot be copied or scaled but must be looked up} */
    boolean bent() {
        return !bends.isEmpty();
    }

    /**
     * {@return the same for a picture of which this one's is a smaller copy, in a result that is larger, too}
     *
     * @param larger its size, a multiple of the picture's
     * @param factor of the result
     */
    Placement enlarged(Size larger, int factor) {
        int rows = larger.height() / image.height();
        int columns = larger.width() / image.width();
        return new Placement(
                larger,
                border,
                windowTop * rows,
                windowLeft * columns,
                Size.of(window.height() * rows, window.width() * columns),
                frame.times(factor),
                out.times(factor),
                top * factor,
                left * factor,
                bends.stream().map(b -> b.enlarged(factor)).toList(),
                turn,
                zoom);
    }

    /** {@return all steps from the result to the picture, neighbouring matrices put together} */
    List<Bend> steps() {
        List<Bend> all = new ArrayList<>();
        double halfWidth = frame.width() / 2.0;
        double halfHeight = frame.height() / 2.0;
        double[] m = Matrix.product(Matrix.move(-halfWidth, -halfHeight), toFrame());
        for (Bend b : bends) {
            if (b instanceof Homography h) {
                m = Matrix.product(h.matrix(), m);
            } else {
                all.add(new Homography(m));
                all.add(b);
                m = Matrix.identity();
            }
        }
        all.add(new Homography(Matrix.product(frameToPicture(), Matrix.move(halfWidth, halfHeight), m)));
        return all;
    }

    /** From the result to the frame. */
    double[] toFrame() {
        return Matrix.product(Matrix.move(left, top), turnMatrix());
    }

    private double[] frameToPicture() {
        return Matrix.product(
                Matrix.move(windowLeft, windowTop),
                Matrix.scale((double) window.width() / frame.width(), (double) window.height() / frame.height()));
    }

    /** From the result to what it was before it was turned: flips undone first. */
    private double[] turnMatrix() {
        double[] m = (turn & 4) == 0 ? Matrix.identity() : new double[] {0, 1, 0, 1, 0, 0, 0, 0, 1};
        if ((turn & 1) != 0) {
            m = Matrix.product(m, new double[] {-1, 0, out.width(), 0, 1, 0, 0, 0, 1});
        }
        return (turn & 2) == 0 ? m : Matrix.product(m, new double[] {1, 0, 0, 0, -1, out.height(), 0, 0, 1});
    }
}
