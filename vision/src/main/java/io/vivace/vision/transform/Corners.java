package io.vivace.vision.transform;

import io.vivace.vision.image.Size;

/** The corners of the frame, {x, y} from −1 to 1 in the order of the perspectives of fastai 1: upper left, lower left, right ones. */
final class Corners {
    private static final double[][] AT_REST = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};

    private Corners() {}

    /** {@return the corners as they are} */
    static double[][] atRest() {
        double[][] c = new double[4][];
        for (int i = 0; i < 4; i++) {
            c[i] = AT_REST[i].clone();
        }
        return c;
    }

    /** Moves a corner away from the middle along an axis, 0 for x and 1 for y. */
    static void push(double[][] corners, int corner, int axis, double by) {
        corners[corner][axis] += AT_REST[corner][axis] * by;
    }

    /** Notes that the frame's corners are to be seen elsewhere. */
    static void move(Sketch sketch, double[][] to) {
        Size s = sketch.frame();
        double w = s.width() / 2.0;
        double h = s.height() / 2.0;
        sketch.bend(Matrix.product(Matrix.scale(w, h), Matrix.homography(to, AT_REST), Matrix.scale(1 / w, 1 / h)));
    }
}
