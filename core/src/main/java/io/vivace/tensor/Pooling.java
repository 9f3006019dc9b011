package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.PoolSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;

/**
 * Maximum and mean over windows of planes [N, C, H, W] and lines [N, C, L]. Results lie channels-last in memory. A maximum
 * over a NaN is NaN; of equal values the first gets the gradient.
 *
 * <p>The result has {@code ⌊(in + 2·pad − kernel) / stride⌋ + 1} windows along an axis; ceil mode rounds up, but drops a
 * last window that would start beyond the input and its padding before it.
 */
public final class Pooling {
    private Pooling() {}

    /**
     * {@return the largest value of each window, [N, C, H', W']}
     *
     * @param x input [N, C, H, W]
     * @param spec windows
     * @param ceil whether a last window may reach past the padded input
     * @throws IllegalArgumentException if the input has no 4 axes or no window fits
     */
    public static Tensor max2d(Tensor x, PoolSpec spec, boolean ceil) {
        return windows("max2d", max("max2d", x, x, spec, ceil), x, spec, ceil, true);
    }

    private static Tensor max(String op, Tensor shown, Tensor x, PoolSpec spec, boolean ceil) {
        Shape shape = shape(op, shown, x, spec, ceil);
        Tensor y = channelsLast(x.dtype(), shape);
        Tensor indices = channelsLast(DType.I32, shape);
        Backend.current().pooling().max(x.view(), y.view(), indices.view(), spec);
        return recordMax(op, x, y, indices);
    }

    /**
     * {@return the largest value of each window, [N, C, L']}
     *
     * @param x input [N, C, L]
     * @param kernel window size
     * @param stride distance between windows
     * @param pad positions added on both ends
     * @param ceil as in {@link #max2d}
     */
    public static Tensor max1d(Tensor x, int kernel, int stride, int pad, boolean ceil) {
        PoolSpec spec = line(kernel, stride, pad);
        Tensor y = max("max1d", x, plane("max1d", x), spec, ceil).squeeze(2);
        return windows("max1d", y, x, spec, ceil, true);
    }

    /**
     * {@return the mean of each window, [N, C, H', W']}
     *
     * @param x input [N, C, H, W]
     * @param spec windows
     * @param ceil whether a last window may reach past the padded input; what lies past it never counts
     * @param countPadding whether padding counts as zeros, rather than not at all
     * @throws IllegalArgumentException if the input has no 4 axes or no window fits
     */
    public static Tensor avg2d(Tensor x, PoolSpec spec, boolean ceil, boolean countPadding) {
        Tensor y = avg(x, shape("avg2d", x, x, spec, ceil), spec, countPadding);
        return windows("avg2d", y, x, spec, ceil, countPadding);
    }

    /**
     * {@return the mean of each window, [N, C, L']}
     *
     * @param x input [N, C, L]
     * @param kernel window size
     * @param stride distance between windows
     * @param pad positions added on both ends
     * @param ceil as in {@link #avg2d}
     * @param countPadding as in {@link #avg2d}
     */
    public static Tensor avg1d(Tensor x, int kernel, int stride, int pad, boolean ceil, boolean countPadding) {
        Tensor plane = plane("avg1d", x);
        PoolSpec spec = line(kernel, stride, pad);
        Tensor y = avg(plane, shape("avg1d", x, plane, spec, ceil), spec, countPadding)
                .squeeze(2);
        return windows("avg1d", y, x, spec, ceil, countPadding);
    }

    /**
     * {@return the largest value of each of h × w windows that cover the input, [N, C, h, w]} Window i of n covers the rows
     * ⌊i·H/n⌋ to ⌈(i+1)·H/n⌉.
     *
     * @param x input [N, C, H, W]
     * @param h rows of the result
     * @param w columns of the result
     * @throws IllegalArgumentException if the input has no 4 axes or its planes are empty
     */
    public static Tensor adaptiveMax2d(Tensor x, int h, int w) {
        return cover("adaptiveMax2d", adaptiveMax("adaptiveMax2d", x, x, h, w), x);
    }

    private static Tensor adaptiveMax(String op, Tensor shown, Tensor x, int h, int w) {
        Shape shape = adaptiveShape(op, shown, x, h, w);
        Tensor y = channelsLast(x.dtype(), shape);
        Tensor indices = channelsLast(DType.I32, shape);
        Backend.current().pooling().adaptiveMax(x.view(), y.view(), indices.view());
        return recordMax(op, x, y, indices);
    }

    /**
     * {@return the largest value of each of n windows that cover the input, [N, C, n]}
     *
     * @param x input [N, C, L]
     * @param n size of the result
     */
    public static Tensor adaptiveMax1d(Tensor x, int n) {
        Tensor y =
                adaptiveMax("adaptiveMax1d", x, plane("adaptiveMax1d", x), 1, n).squeeze(2);
        return cover("adaptiveMax1d", y, x);
    }

    /**
     * {@return the mean of each of h × w windows that cover the input, [N, C, h, w]}
     *
     * @param x input [N, C, H, W]
     * @param h rows of the result
     * @param w columns of the result
     * @throws IllegalArgumentException if the input has no 4 axes or its planes are empty
     */
    public static Tensor adaptiveAvg2d(Tensor x, int h, int w) {
        return cover("adaptiveAvg2d", adaptiveAvg(x, adaptiveShape("adaptiveAvg2d", x, x, h, w)), x);
    }

    /**
     * {@return the mean of each of n windows that cover the input, [N, C, n]}
     *
     * @param x input [N, C, L]
     * @param n size of the result
     */
    public static Tensor adaptiveAvg1d(Tensor x, int n) {
        Tensor plane = plane("adaptiveAvg1d", x);
        Tensor y = adaptiveAvg(plane, adaptiveShape("adaptiveAvg1d", x, plane, 1, n))
                .squeeze(2);
        return cover("adaptiveAvg1d", y, x);
    }

    /** {@return the result, of which a trace is told} */
    private static Tensor windows(String op, Tensor y, Tensor x, PoolSpec spec, boolean ceil, boolean countPadding) {
        if (Trace.isOn()) {
            Trace.step(op, y, new Tensor[] {x}, "spec", spec, "ceil", ceil, "countPadding", countPadding);
        }
        return y;
    }

    /** {@return the result, of which a trace is told} */
    private static Tensor cover(String op, Tensor y, Tensor x) {
        if (Trace.isOn()) {
            Trace.step(op, y, new Tensor[] {x});
        }
        return y;
    }

    // ---------------------------------------------------------------------------------------------- gradients

    private static Tensor recordMax(String op, Tensor x, Tensor y, Tensor indices) {
        Tensor out = Autograd.record(
                op,
                y,
                new Tensor[] {x},
                new Tensor[] {indices},
                g -> g.to(0, () -> scatter(op, g.out(), g.saved(0), g.shape(0))));
        if (!out.needsGrad()) {
            indices.close();
        }
        return out;
    }

    /** {@return every value at the position of its plane that its maximum came from, added up} */
    private static Tensor scatter(String op, Tensor dy, Tensor indices, Shape shape) {
        Tensor dx = channelsLast(dy.dtype(), shape);
        Backend.current().pooling().maxBackward(dy.view(), indices.view(), dx.view());
        return Autograd.record(
                op + "Backward",
                dx,
                new Tensor[] {dy},
                new Tensor[] {indices},
                g -> g.to(0, () -> pick(g.out(), g.saved(0))));
    }

    /** {@return the values at the positions that the maxima came from} */
    private static Tensor pick(Tensor x, Tensor indices) {
        long n = x.size(0);
        long c = x.size(1);
        Tensor planes = x.reshape(n, c, x.size(2) * x.size(3));
        Tensor positions = indices.to(DType.I64).reshape(n, c, indices.size(2) * indices.size(3));
        return planes.gather(2, positions).reshape(indices.shape());
    }

    private static Tensor avg(Tensor x, Shape shape, PoolSpec spec, boolean countPadding) {
        Tensor y = channelsLast(x.dtype(), shape);
        Backend.current().pooling().avg(x.view(), y.view(), spec, countPadding);
        return Autograd.record(
                "avg2d",
                y,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> avgBackward(g.out(), g.shape(0), spec, countPadding)));
    }

    private static Tensor avgBackward(Tensor dy, Shape shape, PoolSpec spec, boolean countPadding) {
        Tensor dx = channelsLast(dy.dtype(), shape);
        Backend.current().pooling().avgBackward(dy.view(), dx.view(), spec, countPadding);
        return Autograd.record(
                "avg2dBackward",
                dx,
                new Tensor[] {dy},
                Autograd.nothing(),
                g -> g.to(0, () -> avg(g.out(), g.shape(0), spec, countPadding)));
    }

    private static Tensor adaptiveAvg(Tensor x, Shape shape) {
        Tensor y = channelsLast(x.dtype(), shape);
        Backend.current().pooling().adaptiveAvg(x.view(), y.view());
        return Autograd.record(
                "adaptiveAvg2d",
                y,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> adaptiveAvgBackward(g.out(), g.shape(0))));
    }

    private static Tensor adaptiveAvgBackward(Tensor dy, Shape shape) {
        Tensor dx = channelsLast(dy.dtype(), shape);
        Backend.current().pooling().adaptiveAvgBackward(dy.view(), dx.view());
        return Autograd.record(
                "adaptiveAvg2dBackward",
                dx,
                new Tensor[] {dy},
                Autograd.nothing(),
                g -> g.to(0, () -> adaptiveAvg(g.out(), g.shape(0))));
    }

    // ---------------------------------------------------------------------------------------------- shapes

    static Tensor channelsLast(DType t, Shape shape) {
        return Tensor.empty(t, shape, shape.channelsLastStrides());
    }

    private static PoolSpec line(int kernel, int stride, int pad) {
        return new PoolSpec(1, kernel, 1, stride, 0, pad);
    }

    private static Tensor plane(String op, Tensor x) {
        if (x.rank() != 3) {
            throw new IllegalArgumentException(op + ": the input must be [N, C, L], got " + x.shape());
        }
        return x.unsqueeze(2);
    }

    private static void check(String op, Tensor x) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException(op + ": the input must be [N, C, H, W], got " + x.shape()
                    + (x.rank() == 3 ? "; a single image gets its batch axis by unsqueeze(0)" : ""));
        }
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    op + ": needs f32 or bf16, got " + x.dtype() + "; convert with to(DType.F32)");
        }
    }

    /** {@return a size as messages show it, for lines without the row that they are made to} */
    private static String size(Tensor shown, long h, long w) {
        return shown.rank() == 3 ? Long.toString(w) : h + "×" + w;
    }

    /**
     * {@return the shape of the result}
     *
     * @param shown the input as the caller knows it, for messages
     */
    static Shape shape(String op, Tensor shown, Tensor x, PoolSpec s, boolean ceil) {
        check(op, x);
        long h = windows(x.size(2), s.kernelH(), s.strideH(), s.padH(), ceil);
        long w = windows(x.size(3), s.kernelW(), s.strideW(), s.padW(), ceil);
        if (h < 1 || w < 1) {
            throw new IllegalArgumentException(op + ": a window of " + size(shown, s.kernelH(), s.kernelW())
                    + " does not fit into input " + shown.shape() + " with padding " + size(shown, s.padH(), s.padW())
                    + "; use a larger input or a smaller window");
        }
        return Shape.of(x.size(0), x.size(1), h, w);
    }

    private static long windows(long in, int kernel, int stride, int pad, boolean ceil) {
        long room = in + 2L * pad - kernel;
        if (in < 1 || (room < 0 && !ceil)) {
            return 0;
        }
        long n = Math.floorDiv(room + (ceil ? stride - 1 : 0), (long) stride) + 1;
        return ceil && (n - 1) * stride >= in + pad ? n - 1 : n;
    }

    private static Shape adaptiveShape(String op, Tensor shown, Tensor x, int h, int w) {
        check(op, x);
        if (h < 0 || w < 0 || x.size(2) < 1 || x.size(3) < 1) {
            throw new IllegalArgumentException(
                    op + ": cannot divide input " + shown.shape() + " into " + size(shown, h, w) + " windows");
        }
        return Shape.of(x.size(0), x.size(1), h, w);
    }
}
