package io.vivace.backend.cpu;

import io.vivace.backend.IndexingKernels;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.Arrays;

/**
 * Gathering and scattering in Java. An operand is walked together with the index and the other operand by giving it
 * stride 0 on the indexed axis; the index times the axis' real stride is added to where the walk stands.
 */
final class CpuIndexing implements IndexingKernels {
    @Override
    public void gather(View x, int axis, View index, View y) {
        if (y.elements() == 0) {
            return;
        }
        Rows rows = Rows.of(still(x, axis, y.shape()), index, y);
        Elements from = Elements.of(x);
        Elements where = Elements.of(index);
        Elements to = Elements.of(y);
        long[] i = new long[rows.longest()];
        long move = x.stride(axis);
        int step = rows.step(0);
        boolean wholeRows = rows.step(1) == 0;
        if (y.dtype().isFloating()) {
            float[] row = new float[rows.longest()];
            rows.each((at, n) -> {
                if (wholeRows) {
                    from.read(at[0] + where.longAt(at[1]) * move, step, row, n);
                } else {
                    where.read(at[1], rows.step(1), i, n);
                    for (int k = 0; k < n; k++) {
                        row[k] = from.floatAt(at[0] + (long) k * step + i[k] * move);
                    }
                }
                to.write(at[2], rows.step(2), row, n);
            });
        } else {
            long[] row = new long[rows.longest()];
            rows.each((at, n) -> {
                where.read(at[1], rows.step(1), i, n);
                for (int k = 0; k < n; k++) {
                    row[k] = from.longAt(at[0] + (long) k * step + i[k] * move);
                }
                to.write(at[2], rows.step(2), row, n);
            });
        }
    }

    @Override
    public void scatterAdd(View x, int axis, View index, View y) {
        if (x.elements() == 0) {
            return;
        }
        if (y.dtype() == DType.BF16) { // many small addends would vanish in eight bits: add up in f32
            try (var scratch = new Scratch()) {
                View sum = scratch.as(DType.F32, y);
                scatterAdd(scratch.as(DType.F32, x), axis, index, sum);
                CpuCopies.INSTANCE.copy(sum, y);
            }
            return;
        }
        Rows rows = Rows.of(still(y, axis, x.shape()), index, x);
        Elements to = Elements.of(y);
        Elements where = Elements.of(index);
        Elements from = Elements.of(x);
        long[] i = new long[rows.longest()];
        long move = y.stride(axis);
        int step = rows.step(0);
        boolean wholeRows = rows.step(1) == 0 && step != 0;
        if (y.dtype().isFloating()) {
            float[] row = new float[rows.longest()];
            float[] sum = new float[rows.longest()];
            rows.each((at, n) -> {
                from.read(at[2], rows.step(2), row, n);
                if (wholeRows) {
                    long start = at[0] + where.longAt(at[1]) * move;
                    to.read(start, step, sum, n);
                    for (int k = 0; k < n; k++) {
                        sum[k] += row[k];
                    }
                    to.write(start, step, sum, n);
                } else {
                    where.read(at[1], rows.step(1), i, n);
                    for (int k = 0; k < n; k++) {
                        long spot = at[0] + (long) k * step + i[k] * move;
                        to.put(spot, to.floatAt(spot) + row[k]);
                    }
                }
            });
        } else {
            long[] row = new long[rows.longest()];
            rows.each((at, n) -> {
                from.read(at[2], rows.step(2), row, n);
                where.read(at[1], rows.step(1), i, n);
                for (int k = 0; k < n; k++) {
                    long spot = at[0] + (long) k * step + i[k] * move;
                    to.put(spot, to.longAt(spot) + row[k]);
                }
            });
        }
    }

    @Override
    public void scatter(View x, int axis, View index, View y) {
        if (x.elements() == 0) {
            return;
        }
        Rows rows = Rows.of(still(y, axis, x.shape()), index, x);
        Elements to = Elements.of(y);
        Elements where = Elements.of(index);
        Elements from = Elements.of(x);
        long[] i = new long[rows.longest()];
        long move = y.stride(axis);
        int step = rows.step(0);
        if (y.dtype().isFloating()) {
            float[] row = new float[rows.longest()];
            rows.each((at, n) -> {
                from.read(at[2], rows.step(2), row, n);
                where.read(at[1], rows.step(1), i, n);
                for (int k = 0; k < n; k++) {
                    to.put(at[0] + (long) k * step + i[k] * move, row[k]);
                }
            });
        } else {
            long[] row = new long[rows.longest()];
            rows.each((at, n) -> {
                from.read(at[2], rows.step(2), row, n);
                where.read(at[1], rows.step(1), i, n);
                for (int k = 0; k < n; k++) {
                    to.put(at[0] + (long) k * step + i[k] * move, row[k]);
                }
            });
        }
    }

    @Override
    public void select(View x, int axis, View index, View y) {
        gather(x, axis, along(axis, index, y.shape()), y);
    }

    @Override
    public void selectAdd(View x, int axis, View index, View y) {
        scatterAdd(x, axis, along(axis, index, x.shape()), y);
    }

    /** {@return the view in another shape, standing still on an axis} */
    private static View still(View v, int axis, Shape shape) {
        long[] s = v.strides();
        s[axis] = 0;
        return v.as(shape, s, v.offset());
    }

    /** {@return the index [n] as one of a shape, the same for all positions of the other axes} */
    private static View along(int axis, View index, Shape shape) {
        long[] s = new long[shape.rank()];
        s[axis] = index.stride(0);
        return index.as(shape, s, index.offset());
    }

    @Override
    public void sort(View x, boolean descending, View values, View indices) {
        if (values.elements() == 0) {
            return;
        }
        int axis = x.shape().rank() - 1;
        int n = Math.toIntExact(x.shape().size(axis));
        int k = Math.toIntExact(values.shape().size(axis));
        Shape starts = x.shape().with(axis, 1);
        Rows rows = Rows.of(start(x, starts), start(indices, starts), start(values, starts));
        Elements from = Elements.of(x);
        Elements where = Elements.of(indices);
        Elements to = Elements.of(values);
        Order order = x.dtype().isFloating() ? new FloatOrder(n, descending) : new LongOrder(n, descending);
        long[] position = new long[k];
        rows.each((at, m) -> {
            for (int r = 0; r < m; r++) {
                order.sort(from, at[0] + (long) r * rows.step(0), (int) x.stride(axis), position);
                where.write(at[1] + (long) r * rows.step(1), (int) indices.stride(axis), position, k);
                order.write(to, at[2] + (long) r * rows.step(2), (int) values.stride(axis), position);
            }
        });
    }

    private static View start(View v, Shape starts) {
        return v.as(starts, v.strides(), v.offset());
    }

    /** Sorts one row. */
    private interface Order {
        void sort(Elements from, long at, int step, long[] position);

        void write(Elements to, long at, int step, long[] position);
    }

    /** Floats: their bits, made comparable as integers, with the position below them, sort as longs; so it is stable. */
    private static final class FloatOrder implements Order {
        private final boolean descending;
        private final float[] row;
        private final float[] sorted;
        private final long[] keys;

        FloatOrder(int n, boolean descending) {
            this.descending = descending;
            row = new float[n];
            sorted = new float[n];
            keys = new long[n];
        }

        @Override
        public void sort(Elements from, long at, int step, long[] position) {
            from.read(at, step, row, row.length);
            for (int i = 0; i < row.length; i++) {
                int bits = Float.floatToIntBits(row[i] + 0f); // −0 equals 0, all NaNs are one
                int key = bits ^ (bits >> 31 & Integer.MAX_VALUE);
                keys[i] = (long) (descending ? ~key : key) << 32 | i;
            }
            Arrays.sort(keys);
            for (int i = 0; i < position.length; i++) {
                position[i] = keys[i] & 0xffffffffL;
            }
        }

        @Override
        public void write(Elements to, long at, int step, long[] position) {
            for (int i = 0; i < position.length; i++) {
                sorted[i] = row[(int) position[i]];
            }
            to.write(at, step, sorted, position.length);
        }
    }

    /** Integers, by a stable sort of positions. */
    private static final class LongOrder implements Order {
        private final boolean descending;
        private final long[] row;
        private final long[] sorted;
        private final Integer[] order;

        LongOrder(int n, boolean descending) {
            this.descending = descending;
            row = new long[n];
            sorted = new long[n];
            order = new Integer[n];
        }

        @Override
        public void sort(Elements from, long at, int step, long[] position) {
            from.read(at, step, row, row.length);
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, (a, b) -> descending ? Long.compare(row[b], row[a]) : Long.compare(row[a], row[b]));
            for (int i = 0; i < position.length; i++) {
                position[i] = order[i];
            }
        }

        @Override
        public void write(Elements to, long at, int step, long[] position) {
            for (int i = 0; i < position.length; i++) {
                sorted[i] = row[(int) position[i]];
            }
            to.write(at, step, sorted, position.length);
        }
    }

    @Override
    public long[] nonzero(View x) {
        if (x.elements() == 0) {
            return new long[0];
        }
        try (var scratch = new Scratch()) {
            View flags = scratch.rowMajor(DType.BOOL, x.shape());
            CpuCopies.INSTANCE.copy(x, flags);
            Elements e = Elements.of(flags);
            int n = Math.toIntExact(x.elements());
            long[] found = new long[16];
            int count = 0;
            for (int i = 0; i < n; i++) {
                if (e.longAt(flags.offset() + i) != 0) {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, count * 2);
                    }
                    found[count++] = i;
                }
            }
            return Arrays.copyOf(found, count);
        }
    }

    @Override
    public long firstInvalid(View index, long bound) {
        if (index.elements() == 0) {
            return Long.MIN_VALUE;
        }
        Rows rows = Rows.of(index);
        Elements e = Elements.of(index);
        long[] row = new long[rows.longest()];
        long[] bad = {Long.MIN_VALUE};
        rows.each((at, n) -> {
            e.read(at[0], rows.step(0), row, n);
            for (int i = 0; i < n && bad[0] == Long.MIN_VALUE; i++) {
                if (row[i] < 0 || row[i] >= bound) {
                    bad[0] = row[i];
                }
            }
        });
        return bad[0];
    }
}
