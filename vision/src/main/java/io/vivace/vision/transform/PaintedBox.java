package io.vivace.vision.transform;

import io.vivace.vision.image.Size;
import java.util.List;

/**
 * What a filled box would cover after resampling by nearest neighbours, without painting it: only pixels near the edges of
 * the moved box are looked at.
 */
final class PaintedBox {
    /** Rounding of moved corners cannot be further off than this. */
    private static final int ROOM = 2;

    private final Nearest nearest;
    private final Size picture;
    private final Size out;
    private final boolean straight;
    private int top;
    private int left;
    private int bottom;
    private int right;

    PaintedBox(Placement at, List<Bend> steps) {
        nearest = new Nearest(at, steps, null);
        picture = at.image();
        out = at.out();
        straight = steps.stream().allMatch(Homography.class::isInstance);
    }

    /** Corners beyond the horizon and noise may put pixels anywhere: then all are looked at. */
    double[] of(double[] box, double[] moved) {
        top = clip((int) box[0], picture.height());
        left = clip((int) box[1], picture.width());
        bottom = clip((int) box[2], picture.height());
        right = clip((int) box[3], picture.width());
        boolean near = straight && Math.max(moved[2] - moved[0], moved[3] - moved[1]) < 1e5;
        int r0 = near ? clip((int) Math.floor(moved[0]) - ROOM, out.height()) : 0;
        int c0 = near ? clip((int) Math.floor(moved[1]) - ROOM, out.width()) : 0;
        int r1 = near ? clip((int) Math.ceil(moved[2]) + ROOM, out.height()) : out.height();
        int c1 = near ? clip((int) Math.ceil(moved[3]) + ROOM, out.width()) : out.width();
        while (r0 < r1 && !row(r0, c0, c1)) {
            r0++;
        }
        if (r0 >= r1 || c0 >= c1) {
            return new double[4];
        }
        while (!row(r1 - 1, c0, c1)) {
            r1--;
        }
        while (!column(c0, r0, r1)) {
            c0++;
        }
        while (!column(c1 - 1, r0, r1)) {
            c1--;
        }
        return new double[] {r0, c0, r1 - 1, c1 - 1};
    }

    private boolean row(int row, int from, int to) {
        for (int c = from; c < to; c++) {
            if (painted(row, c)) {
                return true;
            }
        }
        return false;
    }

    private boolean column(int column, int from, int to) {
        for (int r = from; r < to; r++) {
            if (painted(r, column)) {
                return true;
            }
        }
        return false;
    }

    private boolean painted(int row, int column) {
        int source = nearest.source(row, column);
        if (source < 0) {
            return false;
        }
        int r = source / picture.width();
        int c = source % picture.width();
        return r >= top && r < bottom && c >= left && c < right;
    }

    private static int clip(int v, int length) {
        return Math.min(length, Math.max(0, v));
    }
}
