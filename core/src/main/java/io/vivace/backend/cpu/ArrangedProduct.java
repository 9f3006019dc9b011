package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.vivace.memory.View;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.jspecify.annotations.Nullable;

/**
 * Products with weights that many rows share, whether at once or step by step: out = a·w + bias, or out += a·w. For many
 * rows the weights are first laid out as oneDNN asks for, once and not in every product; f32 weights of bf16 products are
 * rounded on the way.
 */
final class ArrangedProduct {
    private static final long WORTH_ARRANGING = 128;

    private enum Op {
        PRODUCT,
        ARRANGE
    }

    private final Call call; // others may share it, with other weights
    private final long weights;
    private final long bias;

    /**
     * Prepares the product.
     *
     * @param scratch what the arranged weights live in
     * @param a [N, K], such as all later ones
     * @param w [K, M], of the same type or f32
     * @param bias f32 [M], or null
     * @param out [N, M], such as all later ones
     * @param adds whether it is added to what is there
     * @param times how often it will be computed
     */
    ArrangedProduct(Scratch scratch, View a, View w, @Nullable View bias, View out, boolean adds, int times) {
        boolean arrange = w.dtype() != a.dtype() || times * a.shape().size(0) >= WORTH_ARRANGING;
        Onednn dnn = Onednn.current();
        call = dnn.call(
                key(dnn, Op.PRODUCT, a, w, out)
                        .add(adds ? 1 : 0)
                        .add(arrange ? 1 : 0)
                        .add(bias == null ? 0 : 1),
                () -> create(dnn, a, w, bias, out, adds, arrange));
        this.bias = bias == null ? 0 : scratch.inRowMajor(bias).address();
        if (!arrange) {
            weights = w.address();
            return;
        }
        long to = scratch.bytes(call.bytes(DNNL_ARG_WEIGHTS)).address();
        dnn.call(key(dnn, Op.ARRANGE, a, w, out).add(adds ? 1 : 0).add(bias == null ? 0 : 1), () -> {
                    memory.desc from = Onednn.desc(w);
                    memory.desc arranged = call.desc(DNNL_ARG_WEIGHTS);
                    var pd = new reorder.primitive_desc(Onednn.engine(), from, Onednn.engine(), arranged);
                    return new Call(new reorder(pd), dnn)
                            .arg(DNNL_ARG_FROM, from)
                            .arg(DNNL_ARG_TO, arranged);
                })
                .set(DNNL_ARG_FROM, w)
                .set(DNNL_ARG_TO, to)
                .run();
        weights = to;
    }

    private static Key key(Onednn dnn, Op op, View a, View w, View out) {
        return dnn.key(op).add(a).add(w).add(out);
    }

    private static Call create(
            Onednn dnn, View a, View w, @Nullable View bias, View out, boolean adds, boolean arrange) {
        var attributes = new primitive_attr();
        if (adds) {
            var sum = new post_ops();
            sum.append_sum();
            attributes.set_post_ops(sum);
        }
        memory.desc weights = arrange
                ? new memory.desc(w.shape().toArray(), Onednn.type(a.dtype()), memory.format_tag.any, false)
                : Onednn.desc(w);
        memory.desc from = Onednn.desc(a);
        memory.desc to = Onednn.desc(out);
        var pd = bias == null
                ? new matmul.primitive_desc(Onednn.engine(), from, weights, to, attributes, false)
                : new matmul.primitive_desc(Onednn.engine(), from, weights, row(bias), to, attributes, false);
        Call c = new Call(new matmul(pd), dnn)
                .arg(DNNL_ARG_SRC, pd.src_desc())
                .arg(DNNL_ARG_WEIGHTS, pd.weights_desc())
                .arg(DNNL_ARG_DST, pd.dst_desc());
        return bias == null ? c : c.arg(DNNL_ARG_BIAS, pd.bias_desc());
    }

    private static memory.desc row(View bias) {
        long n = bias.elements();
        return new memory.desc(new long[] {1, n}, Onednn.type(bias.dtype()), new long[] {n, 1}, false);
    }

    /**
     * Computes it.
     *
     * @param a in the layout of the one that this was prepared for
     * @param out likewise
     */
    void run(View a, View out) {
        if (bias != 0) {
            call.set(DNNL_ARG_BIAS, bias);
        }
        call.set(DNNL_ARG_SRC, a)
                .set(DNNL_ARG_WEIGHTS, weights)
                .set(DNNL_ARG_DST, out)
                .run();
    }
}
