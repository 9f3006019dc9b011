package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.softmax_forward;

/**
 * Cross-entropy of rows of scores. For every row two numbers are kept, the score x* of some class of fair probability and
 * the logarithm s of that probability; then ln softmax(x) = x − x* + s, right to a rounding error whatever the scores are.
 * The probabilities come from oneDNN, a few rows at a time, into memory that stays in the cache.
 */
final class ScoreRows {
    private static final long BLOCK = 1 << 18; // elements
    private static final float FAIR = 1e-20f;
    private static final int EXP = 1;

    private enum Op {
        SOFTMAX,
        GRADIENT
    }

    private ScoreRows() {}

    static void forward(View x, View classes, View facts, View losses) {
        long n = x.shape().size(0);
        if (n == 0) {
            return;
        }
        long width = x.shape().size(1);
        long rows = Math.min(n, Math.max(1, BLOCK / width));
        Elements index = Elements.of(classes);
        Elements kept = Elements.of(facts);
        Elements results = Elements.of(losses);
        try (var scratch = new Scratch()) {
            View shares = scratch.rowMajor(DType.F32, Shape.of(rows, width));
            View sums = scratch.rowMajor(DType.F32, Shape.of(rows, 1));
            View ones = scratch.rowMajor(x.dtype(), Shape.of(width, 1));
            CpuCopies.INSTANCE.fill(ones, 1);
            for (long from = 0; from < n; from += rows) {
                long count = Math.min(rows, n - from);
                View part = some(x, from, count);
                View probabilities = some(shares, 0, count);
                View total = some(sums, 0, count);
                softmax(part, probabilities);
                new CpuMatmuls().matmul(part, ones, null, total);
                Elements scores = Elements.of(part);
                Elements p = Elements.of(probabilities);
                Elements t = Elements.of(total);
                for (long r = 0; r < count; r++) {
                    long row = from + r;
                    long at = r * width + index.longAt(classes.offset() + row);
                    float score = scores.floatAt(part.offset() + at);
                    float share = p.floatAt(probabilities.offset() + at);
                    boolean usual = share > FAIR && Float.isFinite(t.floatAt(total.offset() + r));
                    double[] fact = usual
                            ? new double[] {score, Math.log(share)}
                            : exactly(scores, part.offset() + r * width, (int) width);
                    kept.put(facts.offset() + row, (float) fact[0]);
                    kept.put(facts.offset() + n + row, (float) fact[1]);
                    results.put(losses.offset() + row, (float) -(score - fact[0] + fact[1]));
                }
            }
        }
    }

    /** {@return rows of a row-major matrix} */
    private static View some(View v, long from, long count) {
        long width = v.shape().size(1);
        return v.as(Shape.of(count, width), new long[] {width, 1}, v.offset() + from * width);
    }

    private static void softmax(View x, View y) {
        Onednn dnn = Onednn.current();
        dnn.call(dnn.key(Op.SOFTMAX).add(x).add(y), () -> {
                    var pd = new softmax_forward.primitive_desc(
                            Onednn.engine(),
                            prop_kind.forward_inference,
                            algorithm.softmax_accurate,
                            matrix(x),
                            matrix(y),
                            1);
                    return new Call(new softmax_forward(pd), dnn)
                            .arg(DNNL_ARG_SRC, pd.src_desc())
                            .arg(DNNL_ARG_DST, pd.dst_desc());
                })
                .set(DNNL_ARG_SRC, x)
                .set(DNNL_ARG_DST, y)
                .run();
    }

    private static memory.desc matrix(View v) {
        long rows = v.shape().size(0);
        long width = v.shape().size(1);
        return new memory.desc(new long[] {rows, width}, Onednn.type(v.dtype()), new long[] {width, 1}, false);
    }

    /** {@return the largest score and the logarithm of its probability, NaN where there is one or an infinite score} */
    private static double[] exactly(Elements scores, long at, int n) {
        float[] row = new float[n];
        scores.read(at, 1, row, n);
        double top = Double.NEGATIVE_INFINITY;
        for (float v : row) {
            top = Math.max(top, v);
        }
        double sum = 0;
        for (float v : row) {
            sum += Math.exp(v - top);
        }
        return new double[] {top, -Math.log(sum)};
    }

    static void backward(View x, View classes, View facts, View share, View dx) {
        long n = x.shape().size(0);
        long width = x.shape().size(1);
        if (x.elements() == 0) {
            return;
        }
        Elements kept = Elements.of(facts);
        Elements given = Elements.of(share);
        try (var scratch = new Scratch()) {
            View factors = scratch.rowMajor(DType.F32, Shape.of(n));
            Elements factor = Elements.of(factors);
            for (long r = 0; r < n; r++) { // oneDNN's exponential loses NaN; the factor brings it back
                float s = kept.floatAt(facts.offset() + n + r);
                factor.put(factors.offset() + r, Float.isNaN(s) ? s : given.floatAt(share.offset() + r));
            }
            long shift = facts.address() + n * Float.BYTES;
            gradient(x, dx)
                    .set(DNNL_ARG_SRC_0, x)
                    .set(DNNL_ARG_SRC_1, facts.address())
                    .set(operand(0), shift)
                    .set(operand(EXP + 1), factors)
                    .set(DNNL_ARG_DST, dx)
                    .run();
            Elements index = Elements.of(classes);
            Elements scores = Elements.of(x);
            Elements out = Elements.of(dx);
            for (long r = 0; r < n; r++) {
                long at = r * width + index.longAt(classes.offset() + r);
                double log = (double) scores.floatAt(x.offset() + at)
                        - kept.floatAt(facts.offset() + r)
                        + kept.floatAt(facts.offset() + n + r);
                out.put(dx.offset() + at, (float) (Math.expm1(log) * factor.floatAt(factors.offset() + r)));
            }
        }
    }

    /** {@return the argument of a step after the subtraction} */
    private static int operand(int step) {
        return (step + 1) * DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | DNNL_ARG_SRC_1;
    }

    /** e^(x − x* + s) · factor; as [1, N, C] with one number per channel, the form that oneDNN has fast code for. */
    private static Call gradient(View x, View dx) {
        Onednn dnn = Onednn.current();
        return dnn.call(dnn.key(Op.GRADIENT).add(x).add(dx), () -> {
            long n = x.shape().size(0);
            long width = x.shape().size(1);
            long[] dims = {1, n, width};
            long[] strides = {n * width, width, 1};
            var from = new memory.desc(dims, Onednn.type(x.dtype()), strides, false);
            var to = new memory.desc(dims, Onednn.type(dx.dtype()), strides, false);
            var perRow = new memory.desc(new long[] {1, n, 1}, Onednn.type(DType.F32), new long[] {n, 1, 1}, false);
            var steps = new post_ops();
            steps.append_binary(algorithm.binary_add, perRow);
            steps.append_eltwise(algorithm.eltwise_exp, 0, 0);
            steps.append_binary(algorithm.binary_mul, perRow);
            var attributes = new primitive_attr();
            attributes.set_post_ops(steps);
            var pd = new binary.primitive_desc(
                    Onednn.engine(), algorithm.binary_sub, from, perRow, to, attributes, false);
            return new Call(new binary(pd), dnn)
                    .arg(DNNL_ARG_SRC_0, from)
                    .arg(DNNL_ARG_SRC_1, perRow)
                    .arg(operand(0), perRow)
                    .arg(operand(EXP + 1), perRow)
                    .arg(DNNL_ARG_DST, to);
        });
    }
}
