package io.vivace.backend.cpu;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the steps of a sequence are taken, and what all kinds of recurrent layers do with all steps at once.
 *
 * @param steps T
 * @param items N
 * @param size H
 * @param reverse whether the last step comes first
 */
record Sequence(int steps, int items, int size, boolean reverse) {
    static Sequence of(View y, boolean reverse) {
        Shape s = y.shape();
        return new Sequence((int) s.size(0), (int) s.size(1), (int) s.size(2), reverse);
    }

    /** {@return where the k-th step stands} */
    int place(int k) {
        return reverse ? steps - 1 - k : k;
    }

    /** {@return one step [N, ...] of row-major [T, N, ...]} */
    static View at(View v, int place) {
        long width = v.shape().size(2);
        long n = v.shape().size(1);
        return v.as(Shape.of(n, width), new long[] {width, 1}, v.offset() + place * n * width);
    }

    /** {@return the k-th step's predecessor in a sequence of states that starts with another} */
    View before(int k, View states, View start) {
        return k == 0 ? start : at(states, place(k - 1));
    }

    /** {@return all steps of row-major [T, N, X] as the rows of a matrix} */
    static View rows(View v) {
        long width = v.shape().size(2);
        return v.as(Shape.of(v.shape().size(0) * v.shape().size(1), width), new long[] {width, 1}, v.offset());
    }

    /** {@return a matrix with its axes exchanged} */
    static View transposed(View m) {
        return m.as(Shape.of(m.shape().size(1), m.shape().size(0)), new long[] {m.stride(1), m.stride(0)}, m.offset());
    }

    /** {@return the state before each step, [T, N, H]} */
    View allBefore(Scratch scratch, View states, View start) {
        View all = scratch.rowMajor(states.dtype(), states.shape());
        CpuCopies.INSTANCE.copy(start, at(all, place(0)));
        if (steps > 1) {
            CpuCopies.INSTANCE.copy(part(states, reverse ? 1 : 0, steps - 1), part(all, reverse ? 0 : 1, steps - 1));
        }
        return all;
    }

    private static View part(View v, int from, int n) {
        View first = at(v, from);
        return v.as(v.shape().with(0, n), v.strides(), first.offset());
    }

    /** Gradients of input, weights and bias from those of the gates, of all steps in one product each. */
    static void gradients(
            Scratch scratch, View x, View dgates, View wx, @Nullable View dx, @Nullable View dwx, @Nullable View dbx) {
        var products = new CpuMatmuls();
        View g = rows(dgates);
        if (dx != null && dx.elements() > 0) {
            new ArrangedProduct(scratch, g, wx, null, rows(dx), false, 1).run(g, rows(dx));
        }
        if (dwx != null) {
            products.matmul(transposed(g), rows(x), null, dwx);
        }
        if (dbx != null) {
            View ones = scratch.rowMajor(dgates.dtype(), Shape.of(1, g.shape().size(0)));
            CpuCopies.INSTANCE.fill(ones, 1);
            long n = dbx.elements();
            products.matmul(ones, g, null, dbx.as(Shape.of(1, n), new long[] {n, 1}, dbx.offset()));
        }
    }

    /** Fills what is not null with zeros. */
    static void clear(@Nullable View... views) {
        for (View v : views) {
            if (v != null) {
                CpuCopies.INSTANCE.fill(v, 0);
            }
        }
    }

    /** {@return f32 [N, width] for one step} */
    View step(Scratch scratch, long width) {
        return scratch.rowMajor(DType.F32, Shape.of(items, width));
    }
}
