package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.vivace.backend.MatmulKernels;
import io.vivace.memory.View;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;

/** oneDNN's matmul. */
final class CpuMatmuls implements MatmulKernels {
    private enum Op {
        MATMUL,
        ADDED
    }

    @Override
    public void matmul(View a, View b, @Nullable View bias, View c) {
        if (c.elements() == 0) {
            return;
        }
        if (a.elements() == 0) { // no inner products: only the bias is left
            CpuCopies.INSTANCE.fill(c, 0);
            if (bias != null) {
                CpuCopies.INSTANCE.copy(bias.expand(c.shape()), c);
            }
            return;
        }
        try (var scratch = new Scratch()) {
            View left = plain(scratch, bothRepeat(a, b) ? scratch.inRowMajor(a) : a);
            View right = plain(scratch, b);
            View out = c.isRowMajor() ? c : scratch.rowMajor(c.dtype(), c.shape());
            View shift = bias == null ? null : scratch.inRowMajor(bias).expand(biasShape(bias, c));
            Onednn dnn = Onednn.current();
            Key key = dnn.key(Op.MATMUL).add(left).add(right).add(out);
            if (shift != null) {
                key.add(shift);
            }
            Call call = dnn.call(key, () -> create(dnn, left, right, shift, out));
            call.set(DNNL_ARG_SRC, left).set(DNNL_ARG_WEIGHTS, right).set(DNNL_ARG_DST, out);
            if (shift != null) {
                call.set(DNNL_ARG_BIAS, shift);
            }
            call.run();
            if (out != c) {
                CpuCopies.INSTANCE.copy(out, c);
            }
        }
    }

    /** Multiplies matrices that are contiguous along one axis each: c = a·b, or c += a·b. */
    static void product(View a, View b, View c, boolean adds) {
        Onednn dnn = Onednn.current();
        Op op = adds ? Op.ADDED : Op.MATMUL;
        dnn.call(dnn.key(op).add(a).add(b).add(c), () -> adds ? adding(dnn, a, b, c) : create(dnn, a, b, null, c))
                .set(DNNL_ARG_SRC, a)
                .set(DNNL_ARG_WEIGHTS, b)
                .set(DNNL_ARG_DST, c)
                .run();
    }

    private static Call adding(Onednn dnn, View a, View b, View c) {
        var sum = new post_ops();
        sum.append_sum();
        var attributes = new primitive_attr();
        attributes.set_post_ops(sum);
        return call(
                dnn,
                new matmul.primitive_desc(
                        Onednn.engine(), Onednn.desc(a), Onednn.desc(b), Onednn.desc(c), attributes, false));
    }

    private static Call call(Onednn dnn, matmul.primitive_desc pd) {
        return new Call(new matmul(pd), dnn)
                .arg(DNNL_ARG_SRC, pd.src_desc())
                .arg(DNNL_ARG_WEIGHTS, pd.weights_desc())
                .arg(DNNL_ARG_DST, pd.dst_desc());
    }

    /** {@return whether both operands repeat along one batch axis, of which oneDNN lets only one} */
    private static boolean bothRepeat(View a, View b) {
        for (int i = 0; i < a.shape().rank() - 2; i++) {
            if (a.stride(i) == 0 && b.stride(i) == 0 && a.shape().size(i) > 1) {
                return true;
            }
        }
        return false;
    }

    private static io.vivace.memory.Shape biasShape(View bias, View c) {
        long[] d = new long[c.shape().rank()];
        java.util.Arrays.fill(d, 1);
        int lead = d.length - bias.shape().rank();
        for (int i = 0; i < bias.shape().rank(); i++) {
            d[lead + i] = bias.shape().size(i);
        }
        return io.vivace.memory.Shape.of(d);
    }

    private static Call create(Onednn dnn, View a, View b, @Nullable View bias, View c) {
        var pd = bias == null
                ? new matmul.primitive_desc(Onednn.engine(), Onednn.desc(a), Onednn.desc(b), Onednn.desc(c))
                : new matmul.primitive_desc(
                        Onednn.engine(), Onednn.desc(a), Onednn.desc(b), Onednn.desc(bias), Onednn.desc(c));
        Call call = call(dnn, pd);
        return bias == null ? call : call.arg(DNNL_ARG_BIAS, pd.bias_desc());
    }

    /** {@return the matrix as it is when one of its two axes is contiguous and nothing overlaps, else a copy} */
    private static View plain(Scratch scratch, View v) {
        int r = v.shape().rank() - 2;
        boolean single = v.shape().size(r) == 1 || v.shape().size(r + 1) == 1;
        if (single && !v.isDense()) {
            return scratch.inRowMajor(
                    v); // the step of an axis of size 1 means nothing, but oneDNN takes it at its word
        }
        long rows = v.stride(r);
        long cols = v.stride(r + 1);
        boolean straight = cols == 1 && rows >= v.shape().size(r + 1);
        boolean transposed = rows == 1 && cols >= v.shape().size(r);
        for (int i = 0; i < r && (straight || transposed); i++) {
            if (v.stride(i) != 0 && v.stride(i) < v.shape().size(r) * v.shape().size(r + 1)) {
                straight = false;
                transposed = false;
            }
        }
        return straight || transposed ? v : scratch.inRowMajor(v);
    }
}
