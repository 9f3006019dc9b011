package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import io.vivace.backend.ConvSpec;
import io.vivace.backend.ConvolutionKernels;
import io.vivace.memory.DType;
import io.vivace.memory.Storage;
import io.vivace.memory.View;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's convolutions. Activations go in and out channels-last; weights are brought from their plain layout into the one
 * that the primitive asks for, and their gradient back, within the call.
 */
final class CpuConvolutions implements ConvolutionKernels {
    private enum Op {
        FORWARD,
        BACKWARD_DATA,
        BACKWARD_WEIGHTS,
        /** Weights into the layout of the forward primitive. */
        ORDER_FORWARD,
        /** Weights into the layout of the backward-data primitive. */
        ORDER_BACKWARD,
        /** A gradient of weights from the layout of its primitive. */
        PLAIN
    }

    @Override
    public void forward(View x, View w, @Nullable View bias, View y, ConvSpec spec) {
        if (y.elements() == 0) {
            return;
        }
        WindowProduct product = WindowProduct.of(x, w, y, spec);
        if (product != null) {
            product.forward(x, w, bias, y);
            return;
        }
        try (var scratch = new Scratch()) {
            Reach reach = Reach.of(x, w, y, spec);
            if (reach.isPartial()) {
                forward(reach.shown(scratch, x), w, bias, y, reach.spec());
                return;
            }
            if (WinogradConvolution.suits(x, w, y, spec)) {
                WinogradConvolution.forward(x, w, bias, y, spec);
                return;
            }
            View in = scratch.inChannelsLast(x);
            View out = y.isChannelsLast() ? y : scratch.channelsLast(y.dtype(), y.shape());
            Onednn dnn = Onednn.current();
            Call call = dnn.call(key(dnn, Op.FORWARD, x, w, y, spec).add(bias == null ? 0 : 1), () -> {
                var g = new Geometry(x, w, y, spec);
                var pd = g.forward(x.dtype(), bias != null);
                Call c = new Call(new convolution_forward(pd), dnn)
                        .arg(DNNL_ARG_SRC, pd.src_desc())
                        .arg(DNNL_ARG_WEIGHTS, pd.weights_desc())
                        .arg(DNNL_ARG_DST, pd.dst_desc());
                return bias == null ? c : c.arg(DNNL_ARG_BIAS, pd.bias_desc());
            });
            View plain = plain(scratch, w);
            Key order = key(dnn, Op.ORDER_FORWARD, x, w, y, spec).add(plain).add(bias == null ? 0 : 1);
            call.set(DNNL_ARG_SRC, in)
                    .set(DNNL_ARG_WEIGHTS, ordered(scratch, dnn, order, call, plain, spec))
                    .set(DNNL_ARG_DST, out);
            if (bias != null) {
                call.set(DNNL_ARG_BIAS, scratch.inRowMajor(bias));
            }
            call.run();
            if (out != y) {
                CpuCopies.INSTANCE.copy(out, y);
            }
        }
    }

    @Override
    public void backwardData(View dy, View w, View dx, ConvSpec spec) {
        if (dx.elements() == 0) {
            return;
        }
        if (dy.elements() == 0) {
            CpuCopies.INSTANCE.fill(dx, 0);
            return;
        }
        WindowProduct product = WindowProduct.of(dx, w, dy, spec);
        if (product != null) {
            product.backwardData(dy, w, dx);
            return;
        }
        if (Col2Im.suits(dy, w, dx, spec)) {
            Col2Im.backwardData(dy, w, dx, spec);
            return;
        }
        try (var scratch = new Scratch()) {
            Reach reach = Reach.of(dx, w, dy, spec);
            if (reach.isPartial()) {
                View part = reach.empty(scratch, dx);
                backwardData(dy, w, part, reach.spec());
                reach.put(part, dx);
                return;
            }
            if (WinogradConvolution.suits(dx, w, dy, spec)) {
                WinogradConvolution.backwardData(dy, w, dx, spec);
                return;
            }
            View grad = scratch.inChannelsLast(dy);
            View out = dx.isChannelsLast() ? dx : scratch.channelsLast(dx.dtype(), dx.shape());
            Onednn dnn = Onednn.current();
            Call call = dnn.call(key(dnn, Op.BACKWARD_DATA, dx, w, dy, spec), () -> {
                var g = new Geometry(dx, w, dy, spec);
                var pd = new convolution_backward_data.primitive_desc(
                        Onednn.engine(),
                        algorithm.convolution_direct,
                        g.x,
                        g.weights(dx.dtype()),
                        g.y,
                        g.strides,
                        g.dilations,
                        g.before,
                        g.after,
                        g.forward(dx.dtype(), false));
                return new Call(new convolution_backward_data(pd), dnn)
                        .arg(DNNL_ARG_DIFF_DST, pd.diff_dst_desc())
                        .arg(DNNL_ARG_WEIGHTS, pd.weights_desc())
                        .arg(DNNL_ARG_DIFF_SRC, pd.diff_src_desc());
            });
            View plain = plain(scratch, w);
            Key order = key(dnn, Op.ORDER_BACKWARD, dx, w, dy, spec).add(plain);
            call.set(DNNL_ARG_DIFF_DST, grad)
                    .set(DNNL_ARG_WEIGHTS, ordered(scratch, dnn, order, call, plain, spec))
                    .set(DNNL_ARG_DIFF_SRC, out)
                    .run();
            if (out != dx) {
                CpuCopies.INSTANCE.copy(out, dx);
            }
        }
    }

    /** Sums over the batch are formed in f32 whatever the type of the operands, and converted once. */
    @Override
    public void backwardWeights(View x, View dy, View dw, ConvSpec spec) {
        if (dw.elements() == 0) {
            return;
        }
        if (dy.elements() == 0) {
            CpuCopies.INSTANCE.fill(dw, 0);
            return;
        }
        WindowProduct product = WindowProduct.of(x, dw, dy, spec);
        if (product != null) {
            product.backwardWeights(x, dy, dw);
            return;
        }
        try (var scratch = new Scratch()) {
            Reach reach = Reach.of(x, dw, dy, spec);
            if (reach.isPartial()) {
                backwardWeights(reach.shown(scratch, x), dy, dw, reach.spec());
                return;
            }
            if (WinogradConvolution.suits(x, dw, dy, spec)) {
                WinogradConvolution.backwardWeights(x, dy, dw, spec);
                return;
            }
            View in = scratch.inChannelsLast(x);
            View grad = scratch.inChannelsLast(dy);
            Onednn dnn = Onednn.current();
            Call call = dnn.call(key(dnn, Op.BACKWARD_WEIGHTS, x, dw, dy, spec), () -> {
                var g = new Geometry(x, dw, dy, spec);
                var pd = new convolution_backward_weights.primitive_desc(
                        Onednn.engine(),
                        algorithm.convolution_direct,
                        g.x,
                        g.weights(DType.F32),
                        g.y,
                        g.strides,
                        g.dilations,
                        g.before,
                        g.after,
                        g.forward(x.dtype(), false));
                return new Call(new convolution_backward_weights(pd), dnn)
                        .arg(DNNL_ARG_SRC, pd.src_desc())
                        .arg(DNNL_ARG_DIFF_DST, pd.diff_dst_desc())
                        .arg(DNNL_ARG_DIFF_WEIGHTS, pd.diff_weights_desc());
            });
            long sums = scratch.bytes(call.bytes(DNNL_ARG_DIFF_WEIGHTS)).address();
            call.set(DNNL_ARG_SRC, in)
                    .set(DNNL_ARG_DIFF_DST, grad)
                    .set(DNNL_ARG_DIFF_WEIGHTS, sums)
                    .run();
            dnn.call(
                            key(dnn, Op.PLAIN, x, dw, dy, spec).add(dw),
                            () -> reorder(dnn, call.desc(DNNL_ARG_DIFF_WEIGHTS), layout(dw, spec.groups())))
                    .set(DNNL_ARG_FROM, sums)
                    .set(DNNL_ARG_TO, dw)
                    .run();
        }
    }

    /** {@return the weights, or a copy of them when they repeat values, which oneDNN cannot describe} */
    private static View plain(Scratch scratch, View w) {
        for (int i = 0; i < 4; i++) {
            if (w.stride(i) == 0 && w.shape().size(i) > 1) {
                return scratch.inRowMajor(w);
            }
        }
        return w;
    }

    /** {@return the address of a copy of the weights in the layout that a call declared} */
    private static long ordered(Scratch scratch, Onednn dnn, Key key, Call call, View w, ConvSpec spec) {
        Storage to = scratch.bytes(call.bytes(DNNL_ARG_WEIGHTS));
        int block = WeightPairs.block(w, call.desc(DNNL_ARG_WEIGHTS));
        if (block > 0) {
            WeightPairs.order(w, block, to);
        } else {
            dnn.call(key, () -> reorder(dnn, layout(w, spec.groups()), call.desc(DNNL_ARG_WEIGHTS)))
                    .set(DNNL_ARG_FROM, w)
                    .set(DNNL_ARG_TO, to.address())
                    .run();
        }
        return to.address();
    }

    private static Call reorder(Onednn dnn, memory.desc from, memory.desc to) {
        var pd = new reorder.primitive_desc(Onednn.engine(), from, Onednn.engine(), to);
        return new Call(new reorder(pd), dnn).arg(DNNL_ARG_FROM, from).arg(DNNL_ARG_TO, to);
    }

    /** {@return the weights as they lie} */
    private static memory.desc layout(View w, int groups) {
        long[] dims = grouped(w, groups);
        int lead = dims.length - 4;
        long[] strides = new long[dims.length];
        strides[0] = w.stride(0) * dims[lead];
        for (int i = 0; i < 4; i++) {
            strides[lead + i] = Math.max(1, w.stride(i));
        }
        return new memory.desc(dims, Onednn.type(w.dtype()), strides, false);
    }

    /** {@return the sizes [O, C, kh, kw], or, of several groups, [g, O/g, C/g, kh, kw]} */
    private static long[] grouped(View w, int groups) {
        var s = w.shape();
        return groups == 1 ? s.toArray() : new long[] {groups, s.size(0) / groups, s.size(1), s.size(2), s.size(3)};
    }

    private static Key key(Onednn dnn, Op op, View x, View w, View y, ConvSpec s) {
        Key k = dnn.key(op).add(x.dtype().ordinal());
        for (int i = 0; i < 4; i++) {
            k.add(x.shape().size(i)).add(w.shape().size(i)).add(y.shape().size(i));
        }
        return k.add(s.strideH())
                .add(s.strideW())
                .add(s.padH())
                .add(s.padW())
                .add(s.dilationH())
                .add(s.dilationW())
                .add(s.groups());
    }

    /** A convolution as oneDNN wants it described. */
    static final class Geometry {
        final memory.desc x;
        final memory.desc y;
        final long[] weights;
        final long[] strides;
        final long[] dilations;
        final long[] before;
        final long[] after = new long[2];

        Geometry(View x, View w, View y, ConvSpec s) {
            this.x = channelsLast(x);
            this.y = channelsLast(y);
            weights = grouped(w, s.groups());
            strides = new long[] {s.strideH(), s.strideW()};
            dilations = new long[] {s.dilationH() - 1, s.dilationW() - 1}; // oneDNN counts the skipped pixels
            before = new long[] {s.padH(), s.padW()};
            for (int i = 0; i < 2; i++) { // so that exactly the rows of y come out: strides may leave some of x unused
                long window = (dilations[i] + 1) * (w.shape().size(2 + i) - 1) + 1;
                after[i] = (y.shape().size(2 + i) - 1) * strides[i]
                        + window
                        - x.shape().size(2 + i)
                        - before[i];
            }
        }

        static memory.desc channelsLast(View v) {
            return new memory.desc(v.shape().toArray(), Onednn.type(v.dtype()), memory.format_tag.nhwc, false);
        }

        memory.desc weights(DType t) {
            return new memory.desc(weights, Onednn.type(t), memory.format_tag.any, false);
        }

        convolution_forward.primitive_desc forward(DType t, boolean bias) {
            return bias
                    ? new convolution_forward.primitive_desc(
                            Onednn.engine(),
                            prop_kind.forward_training,
                            algorithm.convolution_direct,
                            x,
                            weights(t),
                            Onednn.flat(t, weights.length == 4 ? weights[0] : weights[0] * weights[1]),
                            y,
                            strides,
                            dilations,
                            before,
                            after)
                    : new convolution_forward.primitive_desc(
                            Onednn.engine(),
                            prop_kind.forward_training,
                            algorithm.convolution_direct,
                            x,
                            weights(t),
                            y,
                            strides,
                            dilations,
                            before,
                            after);
        }
    }
}
