package io.vivace.backend.cpu;

import io.vivace.backend.Reduce;
import io.vivace.backend.ReductionKernels;
import io.vivace.memory.Shape;
import io.vivace.memory.View;

/** Reductions in Java with double accumulators; sums of runs and softmax by oneDNN. */
final class CpuReductions implements ReductionKernels {
    @Override
    public void reduce(Reduce op, View x, View y) {
        if (y.elements() == 0) {
            return;
        }
        if (op == Reduce.MEAN || x.dtype().isFloating()) {
            floats(op, x, y);
        } else {
            longs(op, x, y);
        }
    }

    /** {@return a view that repeats a row-major array of y's shape over x's shape} */
    private static View spread(View x, View y) {
        return y.as(y.shape(), y.shape().rowMajorStrides(), 0).expand(x.shape());
    }

    /** {@return whether each result is the sum of one run of memory, long enough for oneDNN to be worth it} */
    private static boolean sumsRuns(View x, View y) {
        if (x.elements() < 4096 || x.elements() == y.elements()) {
            return false;
        }
        if (y.elements() == 1) {
            return x.isDense();
        }
        boolean reducing = false;
        for (int i = 0; i < x.shape().rank(); i++) {
            boolean reduced = x.shape().size(i) != y.shape().size(i);
            if (reducing && !reduced && x.shape().size(i) > 1) {
                return false;
            }
            reducing |= reduced;
        }
        return x.isRowMajor();
    }

    private static void floats(Reduce op, View x, View y) {
        int size = Math.toIntExact(y.elements());
        if ((op == Reduce.SUM || op == Reduce.MEAN) && sumsRuns(x, y)) {
            write(RowSums.of(x, size, x.elements() / size), op == Reduce.MEAN ? (double) size / x.elements() : 1, y);
            return;
        }
        double[] acc = new double[size];
        java.util.Arrays.fill(
                acc,
                switch (op) {
                    case SUM, MEAN -> 0;
                    case PROD -> 1;
                    case MAX -> Double.NEGATIVE_INFINITY;
                    case MIN -> Double.POSITIVE_INFINITY;
                });
        Rows rows = Rows.of(spread(x, y), x);
        Elements in = Elements.of(x);
        float[] row = new float[rows.longest()];
        int step = rows.step(0);
        rows.each((at, n) -> {
            in.read(at[1], rows.step(1), row, n);
            int to = (int) at[0];
            switch (op) {
                case SUM, MEAN -> add(row, n, acc, to, step);
                case PROD -> {
                    for (int i = 0; i < n; i++) {
                        acc[to + i * step] *= row[i];
                    }
                }
                case MAX -> max(row, n, acc, to, step);
                case MIN -> {
                    for (int i = 0; i < n; i++) {
                        acc[to + i * step] = Math.min(acc[to + i * step], row[i]);
                    }
                }
            }
        });
        write(acc, op == Reduce.MEAN ? (double) y.elements() / x.elements() : 1, y);
    }

    private static void write(double[] sums, double scale, View y) {
        Rows results = Rows.of(y.as(y.shape(), y.shape().rowMajorStrides(), 0), y);
        Elements out = Elements.of(y);
        float[] values = new float[results.longest()];
        int from = results.step(0);
        results.each((at, n) -> {
            for (int i = 0; i < n; i++) {
                values[i] = (float) (sums[(int) at[0] + i * from] * scale);
            }
            out.write(at[1], results.step(1), values, n);
        });
    }

    private static void add(float[] row, int n, double[] acc, int to, int step) {
        if (step == 0) {
            double a = 0;
            double b = 0;
            double c = 0;
            double d = 0;
            int i = 0;
            for (; i + 3 < n; i += 4) {
                a += row[i];
                b += row[i + 1];
                c += row[i + 2];
                d += row[i + 3];
            }
            for (; i < n; i++) {
                a += row[i];
            }
            acc[to] += a + b + (c + d);
        } else if (step == 1) {
            for (int i = 0; i < n; i++) {
                acc[to + i] += row[i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                acc[to + i * step] += row[i];
            }
        }
    }

    private static void max(float[] row, int n, double[] acc, int to, int step) {
        if (step == 0) {
            float top = row[0];
            for (int i = 1; i < n; i++) {
                top = Math.max(top, row[i]);
            }
            acc[to] = Math.max(acc[to], top);
        } else {
            for (int i = 0; i < n; i++) {
                acc[to + i * step] = Math.max(acc[to + i * step], row[i]);
            }
        }
    }

    private static void longs(Reduce op, View x, View y) {
        int size = Math.toIntExact(y.elements());
        long[] acc = new long[size];
        java.util.Arrays.fill(
                acc,
                switch (op) {
                    case SUM, MEAN -> 0;
                    case PROD -> 1;
                    case MAX -> Long.MIN_VALUE;
                    case MIN -> Long.MAX_VALUE;
                });
        Rows rows = Rows.of(spread(x, y), x);
        Elements in = Elements.of(x);
        long[] row = new long[rows.longest()];
        int step = rows.step(0);
        rows.each((at, n) -> {
            in.read(at[1], rows.step(1), row, n);
            int to = (int) at[0];
            for (int i = 0; i < n; i++) {
                int k = to + i * step;
                acc[k] = switch (op) {
                    case SUM, MEAN -> acc[k] + row[i];
                    case PROD -> acc[k] * row[i];
                    case MAX -> Math.max(acc[k], row[i]);
                    case MIN -> Math.min(acc[k], row[i]);
                };
            }
        });
        writeLongs(acc, y);
    }

    private static void writeLongs(long[] acc, View y) {
        Rows results = Rows.of(y.as(y.shape(), y.shape().rowMajorStrides(), 0), y);
        Elements out = Elements.of(y);
        long[] values = new long[results.longest()];
        int from = results.step(0);
        results.each((at, n) -> {
            for (int i = 0; i < n; i++) {
                values[i] = acc[(int) at[0] + i * from];
            }
            out.write(at[1], results.step(1), values, n);
        });
    }

    @Override
    public void argReduce(boolean largest, View x, int axis, View y) {
        if (y.elements() == 0) {
            return;
        }
        int size = Math.toIntExact(y.elements());
        float[] best = new float[size];
        long[] bestLong = new long[size];
        long[] where = new long[size];
        Shape slice = x.shape().with(axis, 1);
        Elements in = Elements.of(x);
        long n = x.shape().size(axis);
        boolean floating = x.dtype().isFloating();
        for (long k = 0; k < n; k++) {
            long position = k;
            View part = x.as(slice, x.strides(), x.offset() + k * x.stride(axis));
            Rows rows = Rows.of(spread(part, y), part);
            float[] row = new float[rows.longest()];
            long[] rowLong = new long[rows.longest()];
            int step = rows.step(0);
            rows.each((at, m) -> {
                if (floating) {
                    in.read(at[1], rows.step(1), row, m);
                } else {
                    in.read(at[1], rows.step(1), rowLong, m);
                }
                for (int i = 0; i < m; i++) {
                    int to = (int) at[0] + i * step;
                    boolean better = position == 0
                            || (floating
                                    ? better(largest, row[i], best[to])
                                    : largest ? rowLong[i] > bestLong[to] : rowLong[i] < bestLong[to]);
                    if (better) {
                        best[to] = row[i];
                        bestLong[to] = rowLong[i];
                        where[to] = position;
                    }
                }
            });
        }
        writeLongs(where, y);
    }

    private static boolean better(boolean largest, float candidate, float best) {
        if (Float.isNaN(best)) {
            return false;
        }
        return Float.isNaN(candidate) || (largest ? candidate > best : candidate < best);
    }

    @Override
    public void cumsum(View x, int axis, boolean reverse, View y) {
        if (y.elements() == 0) {
            return;
        }
        int size = Math.toIntExact(y.elements() / y.shape().size(axis));
        double[] acc = new double[size];
        long[] accLong = new long[size];
        boolean floating = y.dtype().isFloating();
        Shape slice = x.shape().with(axis, 1);
        View sums = y.as(slice, slice.rowMajorStrides(), 0);
        Elements in = Elements.of(x);
        Elements out = Elements.of(y);
        long n = x.shape().size(axis);
        for (long k = 0; k < n; k++) {
            long at0 = reverse ? n - 1 - k : k;
            View from = x.as(slice, x.strides(), x.offset() + at0 * x.stride(axis));
            View to = y.as(slice, y.strides(), y.offset() + at0 * y.stride(axis));
            Rows rows = Rows.of(sums, from, to);
            float[] row = new float[rows.longest()];
            long[] rowLong = new long[rows.longest()];
            int step = rows.step(0);
            rows.each((at, m) -> {
                int s = (int) at[0];
                if (floating) {
                    in.read(at[1], rows.step(1), row, m);
                    for (int i = 0; i < m; i++) {
                        row[i] = (float) (acc[s + i * step] += row[i]);
                    }
                    out.write(at[2], rows.step(2), row, m);
                } else {
                    in.read(at[1], rows.step(1), rowLong, m);
                    for (int i = 0; i < m; i++) {
                        rowLong[i] = accLong[s + i * step] += rowLong[i];
                    }
                    out.write(at[2], rows.step(2), rowLong, m);
                }
            });
        }
    }

    @Override
    public void softmax(View x, int axis, boolean log, View y) {
        if (y.elements() == 0) {
            return;
        }
        if (log) {
            Softmax.logarithm(x, axis, y);
        } else {
            Softmax.forward(x, axis, y);
        }
    }

    @Override
    public void softmaxBackward(View y, View dy, int axis, boolean log, View dx) {
        if (dx.elements() > 0) {
            Softmax.backward(y, dy, axis, log, dx);
        }
    }

    @Override
    public void crossEntropy(View x, View classes, View facts, View losses) {
        ScoreRows.forward(x, classes, facts, losses);
    }

    @Override
    public void crossEntropyBackward(View x, View classes, View facts, View share, View dx) {
        ScoreRows.backward(x, classes, facts, share, dx);
    }
}
