package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.vivace.backend.Finish;
import io.vivace.backend.FixedProduct;
import io.vivace.memory.DType;
import io.vivace.memory.View;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/** A linear layer for inference: [N, C] to [N, O], row-major. */
final class FixedLinear implements FixedProduct {
    private enum Op {
        LINEAR
    }

    private final FixedWeights weights;
    private final @Nullable View bias;
    private final Finish finish;

    FixedLinear(FixedWeights weights, @Nullable View bias, Finish finish) {
        this.weights = weights;
        this.bias = bias;
        this.finish = finish;
    }

    @Override
    public void run(View x, @Nullable View added, View y) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View in = scratch.inRowMajor(x);
            View out = y.isRowMajor() ? y : scratch.rowMajor(y.dtype(), y.shape());
            Onednn dnn = Onednn.current();
            Call call = dnn.call(key(dnn, in, out), () -> create(dnn, in, out));
            long w = weights.laidOut(key(dnn, in, out), call);
            call.set(DNNL_ARG_SRC, in).set(DNNL_ARG_WEIGHTS, w).set(DNNL_ARG_DST, out);
            if (bias != null) {
                call.set(DNNL_ARG_BIAS, bias);
            }
            if (added != null) {
                call.set(Finishes.argument(finish), scratch.inRowMajor(added));
            }
            call.run();
            if (out != y) {
                CpuCopies.INSTANCE.copy(out, y);
            }
        }
    }

    private Key key(Onednn dnn, View x, View y) {
        Key k = dnn.key(Op.LINEAR).add(x.dtype().ordinal()).add(bias == null ? 0 : 1);
        k.add(x.shape().size(0)).add(x.shape().size(1)).add(y.shape().size(1));
        return Finishes.add(k, finish);
    }

    private Call create(Onednn dnn, View x, View y) {
        var in = rows(x);
        var out = rows(y);
        var w = new memory.desc(
                weights.plain().shape().toArray(), Onednn.type(x.dtype()), memory.format_tag.any, false);
        var attributes = Finishes.attributes(finish, out);
        var engine = Onednn.engine();
        var kind = prop_kind.forward_inference;
        var pd = bias == null
                ? new inner_product_forward.primitive_desc(engine, kind, in, w, out, attributes, false)
                : new inner_product_forward.primitive_desc(
                        engine, kind, in, w, Onednn.flat(DType.F32, y.shape().size(1)), out, attributes, false);
        Call call = new Call(new inner_product_forward(pd), dnn)
                .arg(DNNL_ARG_SRC, pd.src_desc())
                .arg(DNNL_ARG_WEIGHTS, pd.weights_desc())
                .arg(DNNL_ARG_DST, pd.dst_desc());
        if (bias != null) {
            call.arg(DNNL_ARG_BIAS, pd.bias_desc());
        }
        return finish.adds() ? call.arg(Finishes.argument(finish), out) : call;
    }

    private static memory.desc rows(View v) {
        return new memory.desc(v.shape().toArray(), Onednn.type(v.dtype()), memory.format_tag.nc, false);
    }

    @Override
    public void close() {
        weights.close();
    }
}
