package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.vivace.backend.Reduce;
import io.vivace.memory.DType;
import io.vivace.memory.View;
import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/** Softmax by oneDNN, and its logarithm from there. */
final class Softmax {
    private enum Op {
        FORWARD,
        BACKWARD
    }

    private Softmax() {}

    static void forward(View x, int axis, View y) {
        try (var scratch = new Scratch()) {
            View target = y.isDense() ? y : scratch.rowMajor(y.dtype(), y.shape());
            View source = scratch.inLayoutOf(target, x);
            run(source, axis, target);
            double sum = RowSums.of(source, 1, source.elements())[0];
            if (Double.isNaN(sum) || sum == Double.POSITIVE_INFINITY) {
                spreadNan(scratch, source, axis, target);
            }
            if (target != y) {
                CpuCopies.INSTANCE.copy(target, y);
            }
        }
    }

    /** Both views are dense and have one layout. */
    private static void run(View source, int axis, View target) {
        Onednn dnn = Onednn.current();
        dnn.call(dnn.key(Op.FORWARD).add(axis).add(target), () -> {
                    var pd = describe(target, axis, algorithm.softmax_accurate);
                    return new Call(new softmax_forward(pd), dnn)
                            .arg(DNNL_ARG_SRC, pd.src_desc())
                            .arg(DNNL_ARG_DST, pd.dst_desc());
                })
                .set(DNNL_ARG_SRC, source)
                .set(DNNL_ARG_DST, target)
                .run();
    }

    /** One NaN or infinity makes NaN of all results along the axis; oneDNN loses it where it looks for the maximum. */
    private static void spreadNan(Scratch scratch, View x, int axis, View y) {
        View top = scratch.rowMajor(x.dtype(), x.shape().with(axis, 1));
        new CpuReductions().reduce(Reduce.MAX, x, top);
        View limits = top.expand(x.shape());
        Rows rows = Rows.of(limits, y);
        Elements tops = Elements.of(limits);
        Elements results = Elements.of(y);
        float[] row = new float[rows.longest()];
        float[] limit = new float[rows.longest()];
        rows.each((at, n) -> {
            tops.read(at[0], rows.step(0), limit, n);
            results.read(at[1], rows.step(1), row, n);
            for (int i = 0; i < n; i++) {
                row[i] = limit[i] < Float.POSITIVE_INFINITY ? row[i] : Float.NaN;
            }
            results.write(at[1], rows.step(1), row, n);
        });
    }

    private static softmax_forward.primitive_desc describe(View y, int axis, algorithm kind) {
        var d = Onednn.desc(y);
        return new softmax_forward.primitive_desc(Onednn.engine(), prop_kind.forward_training, kind, d, d, axis);
    }

    /**
     * x − max x + ln max softmax(x). oneDNN's own logarithm of the softmax is off by up to 4e-6 and can be positive, which
     * makes losses of confident predictions negative; the largest probability of a row is at least 1/n, and its logarithm is
     * taken exactly.
     */
    static void logarithm(View x, int axis, View y) {
        try (var scratch = new Scratch()) {
            boolean direct = y.dtype() == DType.F32 && y.isDense();
            View target = direct ? y : scratch.rowMajor(DType.F32, y.shape());
            View source = scratch.inLayoutOf(target, scratch.as(DType.F32, x));
            run(source, axis, target);
            Rows lanes = Rows.of(start(source, axis), start(target, axis));
            var pass = new LogPass(source, target, axis);
            if (target.stride(axis) == 1) {
                lanes.each((at, n) -> pass.alongAxis(at, lanes.step(0), n));
            } else {
                lanes.each((at, n) -> pass.acrossAxis(at, lanes.step(0), n));
            }
            if (target != y) {
                CpuCopies.INSTANCE.copy(target, y);
            }
        }
    }

    /** {@return the first position of the axis} */
    private static View start(View v, int axis) {
        return v.as(v.shape().with(axis, 1), v.strides(), v.offset());
    }

    /** Replaces probabilities by their logarithms, for lanes along an axis. Both views have the same strides. */
    private static final class LogPass {
        private final Elements scores;
        private final Elements results;
        private final int size;
        private final int stride;

        LogPass(View source, View target, int axis) {
            scores = Elements.of(source);
            results = Elements.of(target);
            size = Math.toIntExact(target.shape().size(axis));
            stride = Math.toIntExact(target.stride(axis));
        }

        /** Lane after lane: the axis is innermost in memory. */
        void alongAxis(long[] at, int step, int lanes) {
            float[] x = new float[size];
            float[] p = new float[size];
            for (int lane = 0; lane < lanes; lane++) {
                long to = at[1] + (long) lane * step;
                scores.read(at[0] + (long) lane * step, 1, x, size);
                results.read(to, 1, p, size);
                float top = x[0];
                float share = p[0];
                for (int i = 1; i < size; i++) {
                    top = Math.max(top, x[i]);
                    share = Math.max(share, p[i]);
                }
                float shift = (float) Math.log(share);
                for (int i = 0; i < size; i++) {
                    x[i] = x[i] - top + shift;
                }
                results.write(to, 1, x, size);
            }
        }

        /** All lanes together, position after position. */
        void acrossAxis(long[] at, int step, int lanes) {
            float[] row = new float[lanes];
            float[] top = new float[lanes];
            float[] shift = new float[lanes];
            Arrays.fill(top, Float.NEGATIVE_INFINITY);
            for (int k = 0; k < size; k++) {
                scores.read(at[0] + (long) k * stride, step, row, lanes);
                for (int i = 0; i < lanes; i++) {
                    top[i] = Math.max(top[i], row[i]);
                }
                results.read(at[1] + (long) k * stride, step, row, lanes);
                for (int i = 0; i < lanes; i++) {
                    shift[i] = Math.max(shift[i], row[i]);
                }
            }
            for (int i = 0; i < lanes; i++) {
                shift[i] = (float) Math.log(shift[i]);
            }
            for (int k = 0; k < size; k++) {
                scores.read(at[0] + (long) k * stride, step, row, lanes);
                for (int i = 0; i < lanes; i++) {
                    row[i] = row[i] - top[i] + shift[i];
                }
                results.write(at[1] + (long) k * stride, step, row, lanes);
            }
        }
    }

    static void backward(View y, View dy, int axis, boolean log, View dx) {
        try (var scratch = new Scratch()) {
            View target = dx.isDense() ? dx : scratch.rowMajor(dx.dtype(), dx.shape());
            View result = scratch.inLayoutOf(target, y);
            View grad = scratch.inLayoutOf(target, dy);
            Onednn dnn = Onednn.current();
            dnn.call(dnn.key(Op.BACKWARD).add(axis).add(log ? 1 : 0).add(target), () -> {
                        algorithm kind = log ? algorithm.softmax_log : algorithm.softmax_accurate;
                        var d = Onednn.desc(target);
                        var pd = new softmax_backward.primitive_desc(
                                Onednn.engine(), kind, d, d, d, axis, describe(target, axis, kind));
                        return new Call(new softmax_backward(pd), dnn)
                                .arg(DNNL_ARG_DST, d)
                                .arg(DNNL_ARG_DIFF_DST, d)
                                .arg(DNNL_ARG_DIFF_SRC, d);
                    })
                    .set(DNNL_ARG_DST, result)
                    .set(DNNL_ARG_DIFF_DST, grad)
                    .set(DNNL_ARG_DIFF_SRC, target)
                    .run();
            if (target != dx) {
                CpuCopies.INSTANCE.copy(target, dx);
            }
        }
    }
}
