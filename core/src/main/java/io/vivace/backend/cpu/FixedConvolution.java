package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.vivace.backend.ConvSpec;
import io.vivace.backend.Finish;
import io.vivace.backend.FixedProduct;
import io.vivace.memory.DType;
import io.vivace.memory.View;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.jspecify.annotations.Nullable;

/** A convolution for inference. Activations are channels-last. */
final class FixedConvolution implements FixedProduct {
    private enum Op {
        CONVOLUTION
    }

    private final FixedWeights weights;
    private final @Nullable View bias;
    private final ConvSpec spec;
    private final Finish finish;

    FixedConvolution(FixedWeights weights, @Nullable View bias, ConvSpec spec, Finish finish) {
        this.weights = weights;
        this.bias = bias;
        this.spec = spec;
        this.finish = finish;
    }

    @Override
    public void run(View x, @Nullable View added, View y) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            Reach reach = Reach.of(x, weights.plain(), y, spec);
            View shown = reach.isPartial() ? reach.shown(scratch, x) : x;
            View in = scratch.inChannelsLast(shown);
            View out = y.isChannelsLast() ? y : scratch.channelsLast(y.dtype(), y.shape());
            View other = added == null ? null : scratch.inChannelsLast(added);
            ConvSpec of = reach.isPartial() ? reach.spec() : spec;
            if (WinogradConvolution.suits(in, weights.plain(), out, of)) {
                WinogradConvolution.forward(in, weights.coordinates(), bias, out, of, FinishedLines.of(finish, other));
            } else {
                run(in, other, out, of);
            }
            if (out != y) {
                CpuCopies.INSTANCE.copy(out, y);
            }
        }
    }

    private void run(View x, @Nullable View added, View y, ConvSpec shown) {
        Onednn dnn = Onednn.current();
        Call call = dnn.call(key(dnn, x, y, shown), () -> create(dnn, x, y, shown));
        // the key again: making a call may have put other words into it
        long w = weights.laidOut(key(dnn, x, y, shown), call);
        call.set(DNNL_ARG_SRC, x).set(DNNL_ARG_WEIGHTS, w).set(DNNL_ARG_DST, y);
        if (bias != null) {
            call.set(DNNL_ARG_BIAS, bias);
        }
        if (added != null) {
            call.set(Finishes.argument(finish), added);
        }
        call.run();
    }

    private Key key(Onednn dnn, View x, View y, ConvSpec s) {
        Key k = dnn.key(Op.CONVOLUTION).add(x.dtype().ordinal()).add(bias == null ? 0 : 1);
        for (int i = 0; i < 4; i++) {
            k.add(x.shape().size(i))
                    .add(weights.plain().shape().size(i))
                    .add(y.shape().size(i));
        }
        k.add(s.strideH()).add(s.strideW()).add(s.padH()).add(s.padW());
        k.add(s.dilationH()).add(s.dilationW()).add(s.groups());
        return Finishes.add(k, finish);
    }

    private Call create(Onednn dnn, View x, View y, ConvSpec shown) {
        var g = new CpuConvolutions.Geometry(x, weights.plain(), y, shown);
        var attributes = Finishes.attributes(finish, g.y);
        var pd = bias == null
                ? new convolution_forward.primitive_desc(
                        Onednn.engine(),
                        prop_kind.forward_inference,
                        algorithm.convolution_direct,
                        g.x,
                        g.weights(x.dtype()),
                        g.y,
                        g.strides,
                        g.dilations,
                        g.before,
                        g.after,
                        attributes,
                        false)
                : new convolution_forward.primitive_desc(
                        Onednn.engine(),
                        prop_kind.forward_inference,
                        algorithm.convolution_direct,
                        g.x,
                        g.weights(x.dtype()),
                        Onednn.flat(DType.F32, y.shape().size(1)),
                        g.y,
                        g.strides,
                        g.dilations,
                        g.before,
                        g.after,
                        attributes,
                        false);
        Call call = new Call(new convolution_forward(pd), dnn)
                .arg(DNNL_ARG_SRC, pd.src_desc())
                .arg(DNNL_ARG_WEIGHTS, pd.weights_desc())
                .arg(DNNL_ARG_DST, pd.dst_desc());
        if (bias != null) {
            call.arg(DNNL_ARG_BIAS, pd.bias_desc());
        }
        return finish.adds() ? call.arg(Finishes.argument(finish), g.y) : call;
    }

    @Override
    public void close() {
        weights.close();
    }
}
