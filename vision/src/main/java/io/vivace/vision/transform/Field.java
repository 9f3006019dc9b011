package io.vivace.vision.transform;

import io.vivace.vision.image.Size;

/**
 * A step that moves every point by an amount of its own: amounts are given at the middles of a grid's cells, which cover the
 * frame, and the nearest four are weighed in between.
 */
final class Field implements Bend {
    private static final int STEPS = 20;

    private final Size frame;
    private final Size grid;
    private final float[] rows;
    private final float[] columns;

    /** Rows and columns to move by, in pixels of the frame, for each cell. */
    Field(Size frame, Size grid, float[] rows, float[] columns) {
        this.frame = frame;
        this.grid = grid;
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public void apply(double[] p) {
        double x = p[0];
        double y = p[1];
        p[0] = x + at(columns, x, y);
        p[1] = y + at(rows, x, y);
    }

    /** Noise may fold the frame, so that there is no single answer: takes the best point it comes by. */
    @Override
    public void undo(double[] p) {
        double toX = p[0];
        double toY = p[1];
        double x = toX;
        double y = toY;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < STEPS && least > 1e-9; i++) {
            double missX = toX - x - at(columns, x, y);
            double missY = toY - y - at(rows, x, y);
            double miss = Math.hypot(missX, missY);
            if (miss < least) {
                least = miss;
                p[0] = x;
                p[1] = y;
            }
            x += missX;
            y += missY;
        }
    }

    @Override
    public Bend enlarged(int factor) {
        return new Field(frame.times(factor), grid, times(rows, factor), times(columns, factor));
    }

    private static float[] times(float[] amounts, int factor) {
        float[] more = amounts.clone();
        for (int i = 0; i < more.length; i++) {
            more[i] *= factor;
        }
        return more;
    }

    /** Points are given from the middle of the frame. */
    private double at(float[] amounts, double x, double y) {
        double c = (x / frame.width() + 0.5) * grid.width() - 0.5;
        double r = (y / frame.height() + 0.5) * grid.height() - 0.5;
        int left = (int) Math.floor(c);
        int top = (int) Math.floor(r);
        double right = c - left;
        double low = r - top;
        double upper = (1 - right) * cell(amounts, top, left) + right * cell(amounts, top, left + 1);
        double lower = (1 - right) * cell(amounts, top + 1, left) + right * cell(amounts, top + 1, left + 1);
        return (1 - low) * upper + low * lower;
    }

    private float cell(float[] amounts, int row, int column) {
        int r = Math.min(grid.height() - 1, Math.max(0, row));
        int c = Math.min(grid.width() - 1, Math.max(0, column));
        return amounts[r * grid.width() + c];
    }
}
