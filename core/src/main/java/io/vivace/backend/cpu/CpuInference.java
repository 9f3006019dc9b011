package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;

import io.vivace.backend.ConvSpec;
import io.vivace.backend.Finish;
import io.vivace.backend.FixedProduct;
import io.vivace.backend.InferenceKernels;
import io.vivace.backend.PoolSpec;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.pooling_forward;
import org.jspecify.annotations.Nullable;

/** oneDNN's products with what follows them in the same pass. */
final class CpuInference implements InferenceKernels {
    private enum Op {
        MAX
    }

    @Override
    public FixedProduct convolution(View w, @Nullable View scale, @Nullable View bias, ConvSpec spec, Finish finish) {
        Shape s = w.shape();
        var weights = spec.groups() == 1
                ? new FixedWeights(w, scale, s.toArray())
                : new FixedWeights(w, scale, spec.groups(), s.size(0) / spec.groups(), s.size(1), s.size(2), s.size(3));
        return new FixedConvolution(weights, bias, spec, finish);
    }

    @Override
    public FixedProduct linear(View w, @Nullable View scale, @Nullable View bias, Finish finish) {
        return new FixedLinear(new FixedWeights(w, scale, w.shape().toArray()), bias, finish);
    }

    @Override
    public void max(View x, View y, PoolSpec spec) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View out = y.isChannelsLast() ? y : scratch.channelsLast(y.dtype(), y.shape());
            Onednn dnn = Onednn.current();
            Key key = dnn.key(Op.MAX).add(in).add(out);
            key.add(spec.kernelH()).add(spec.kernelW()).add(spec.strideH()).add(spec.strideW());
            dnn.call(key.add(spec.padH()).add(spec.padW()), () -> max(dnn, in, out, spec))
                    .set(DNNL_ARG_SRC, in)
                    .set(DNNL_ARG_DST, out)
                    .run();
            if (out != y) {
                CpuCopies.INSTANCE.copy(out, y);
            }
        }
    }

    private static Call max(Onednn dnn, View x, View y, PoolSpec s) {
        var pd = new pooling_forward.primitive_desc(
                Onednn.engine(),
                prop_kind.forward_inference,
                algorithm.pooling_max,
                CpuConvolutions.Geometry.channelsLast(x),
                CpuConvolutions.Geometry.channelsLast(y),
                new long[] {s.strideH(), s.strideW()},
                new long[] {s.kernelH(), s.kernelW()},
                new long[] {0, 0},
                new long[] {s.padH(), s.padW()},
                new long[] {
                    after(x, y, 2, s.kernelH(), s.strideH(), s.padH()),
                    after(x, y, 3, s.kernelW(), s.strideW(), s.padW())
                });
        return new Call(new pooling_forward(pd), dnn)
                .arg(DNNL_ARG_SRC, pd.src_desc())
                .arg(DNNL_ARG_DST, pd.dst_desc());
    }

    /** {@return the padding behind an axis with which its windows are as many as those of the result} */
    private static long after(View x, View y, int axis, int kernel, int stride, int pad) {
        long last = (y.shape().size(axis) - 1) * stride + kernel;
        return Math.max(0, last - x.shape().size(axis) - pad);
    }
}
