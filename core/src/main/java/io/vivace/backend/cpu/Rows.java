package io.vivace.backend.cpu;

import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.function.Supplier;

/**
 * Walks views of one shape together, row by row. Axes that all views step through evenly are merged, and the row is the
 * axis along which the last view (by custom the result) moves least; so dense operands of one layout are a single row.
 */
final class Rows {
    /** The longest part of a row that is handed out. */
    static final int MAX_ROW = 1 << 14;

    /** Does the work of one row. */
    interface Row {
        /**
         * One row, or a part of a long one.
         *
         * @param at element offset of each view's first element of the row
         * @param n number of elements
         */
        void run(long[] at, int n);
    }

    private final long[] dims;
    private final long[][] strides; // [axis][view]
    private final View[] views;

    private Rows(View[] views, long[] dims, long[][] strides) {
        this.views = views;
        this.dims = dims;
        this.strides = strides;
    }

    static Rows of(View... views) {
        Shape shape = views[0].shape();
        int rank = shape.rank();
        int n = views.length;
        Integer[] order = new Integer[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        View last = views[n - 1];
        java.util.Arrays.sort(order, (a, b) -> compare(views, last, a, b));
        long[] dims = new long[Math.max(rank, 1)];
        long[][] strides = new long[Math.max(rank, 1)][n];
        int k = 0; // merged axes, outermost first
        for (int i = 0; i < rank; i++) {
            int axis = order[i];
            long d = shape.size(axis);
            if (d == 1) {
                continue;
            }
            if (k > 0 && mergeable(views, strides[k - 1], axis, d)) {
                dims[k - 1] *= d;
            } else {
                dims[k++] = d;
            }
            for (int v = 0; v < n; v++) {
                strides[k - 1][v] = views[v].stride(axis);
            }
        }
        if (k == 0) {
            dims[k++] = shape.elements();
            java.util.Arrays.fill(strides[0], 1);
        }
        return new Rows(views, java.util.Arrays.copyOf(dims, k), java.util.Arrays.copyOf(strides, k));
    }

    private static int compare(View[] views, View last, int a, int b) {
        int c = Long.compare(last.stride(b), last.stride(a));
        for (int v = views.length - 2; c == 0 && v >= 0; v--) {
            c = Long.compare(views[v].stride(b), views[v].stride(a));
        }
        return c;
    }

    private static boolean mergeable(View[] views, long[] outer, int axis, long d) {
        for (int v = 0; v < views.length; v++) {
            if (outer[v] != views[v].stride(axis) * d) {
                return false;
            }
        }
        return true;
    }

    /** {@return the distance between neighbours in a row of this view, in elements} */
    int step(int view) {
        return (int) strides[dims.length - 1][view];
    }

    /** Calls {@code row} for every row, in memory order of the last view, in parts of at most 16384 elements. */
    void each(Row row) {
        for (long d : dims) {
            if (d == 0) {
                return;
            }
        }
        int k = dims.length;
        long[] index = new long[k];
        long[] start = new long[views.length];
        for (int v = 0; v < start.length; v++) {
            start[v] = views[v].offset();
        }
        long[] at = new long[start.length];
        long n = dims[k - 1];
        while (true) {
            for (long done = 0; done < n; done += MAX_ROW) {
                for (int v = 0; v < at.length; v++) {
                    at[v] = start[v] + done * strides[k - 1][v];
                }
                row.run(at, (int) Math.min(MAX_ROW, n - done));
            }
            int axis = k - 2;
            while (axis >= 0 && ++index[axis] == dims[axis]) {
                for (int v = 0; v < start.length; v++) {
                    start[v] -= (dims[axis] - 1) * strides[axis][v];
                }
                index[axis--] = 0;
            }
            if (axis < 0) {
                return;
            }
            for (int v = 0; v < start.length; v++) {
                start[v] += strides[axis][v];
            }
        }
    }

    /**
     * Does the work of all rows, in any order and by several threads if there is much of it.
     *
     * @param workers makes the work of one thread, with arrays of its own
     */
    void share(Supplier<Row> workers) {
        long total = 1;
        for (long d : dims) {
            total *= d;
        }
        if (total == 0) {
            return;
        }
        int k = dims.length;
        long n = dims[k - 1];
        long cuts = (n + MAX_ROW - 1) / MAX_ROW;
        long parts = total / n * cuts;
        long together =
                Math.max(1, Math.min(MAX_ROW / Math.min(n, MAX_ROW), parts)); // short rows are taken many at a time
        Team.share((parts + together - 1) / together, total, () -> {
            Row row = workers.get();
            long[] at = new long[views.length];
            return group -> {
                long end = Math.min(parts, (group + 1) * together);
                for (long part = group * together; part < end; part++) {
                    long from = part % cuts * MAX_ROW;
                    locate(part / cuts, from, at);
                    row.run(at, (int) Math.min(MAX_ROW, n - from));
                }
            };
        });
    }

    /** Puts the offsets of an element of a row. */
    private void locate(long row, long from, long[] at) {
        int inner = dims.length - 1;
        for (int v = 0; v < at.length; v++) {
            at[v] = views[v].offset() + from * strides[inner][v];
        }
        long rest = row;
        for (int axis = inner - 1; axis >= 0; axis--) {
            long i = rest % dims[axis];
            rest /= dims[axis];
            for (int v = 0; v < at.length; v++) {
                at[v] += i * strides[axis][v];
            }
        }
    }

    /** {@return the longest part that {@link #each} hands out} */
    int longest() {
        return (int) Math.min(MAX_ROW, dims[dims.length - 1]);
    }
}
