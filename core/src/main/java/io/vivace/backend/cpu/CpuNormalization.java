package io.vivace.backend.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;
import static org.bytedeco.dnnl.global.dnnl.dnnl_backward;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_fuse_norm_relu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_global_stats;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_scale;
import static org.bytedeco.dnnl.global.dnnl.dnnl_use_shift;

import io.vivace.backend.NormalizationKernels;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.memory;
import org.jspecify.annotations.Nullable;

/** oneDNN's batch normalisation on channels-last memory. Scale and shift are always passed: the gradients come with them. */
final class CpuNormalization implements NormalizationKernels {
    private enum Op {
        FORWARD,
        BACKWARD
    }

    @Override
    public long maskBytes(View x, double eps) {
        return x.elements() == 0
                ? 0
                : forward(Onednn.current(), x, false, eps, true).bytes(DNNL_ARG_WORKSPACE);
    }

    @Override
    public void batchNorm(
            View x,
            @Nullable View scale,
            @Nullable View shift,
            View mean,
            View variance,
            boolean given,
            double eps,
            @Nullable View mask,
            View y) {
        if (y.elements() == 0) {
            return;
        }
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View out = y.isChannelsLast() ? y : scratch.channelsLast(y.dtype(), y.shape());
            View factors = channels(scratch, scale, 1, x);
            View summands = channels(scratch, shift, 0, x);
            Call call = forward(Onednn.current(), x, given, eps, mask != null)
                    .set(DNNL_ARG_SRC, in)
                    .set(DNNL_ARG_DST, out)
                    .set(DNNL_ARG_MEAN, scratch.inRowMajor(mean))
                    .set(DNNL_ARG_VARIANCE, scratch.inRowMajor(variance))
                    .set(DNNL_ARG_SCALE, factors)
                    .set(DNNL_ARG_SHIFT, summands);
            if (mask != null) {
                call.set(DNNL_ARG_WORKSPACE, mask);
            }
            call.run();
            if (mask != null && !(finite(variance) && finite(factors) && finite(summands))) {
                batchNorm(in, factors, summands, mean, variance, true, eps, null, out);
                new CpuElementwise().unary(Unary.RELU, 0, 0, out, out);
            }
            if (out != y) {
                CpuCopies.INSTANCE.copy(out, y);
            }
        }
    }

    /**
     * {@return whether no number is NaN or infinite} oneDNN's fused ReLU makes 0 of NaN, which would hide a training that went
     * wrong; wherever the input has a NaN, so has the variance.
     */
    private static boolean finite(View perChannel) {
        float[] v = new float[(int) perChannel.elements()];
        Elements.of(perChannel).read(perChannel.offset(), 1, v, v.length);
        boolean all = true;
        for (float f : v) {
            all &= Float.isFinite(f);
        }
        return all;
    }

    @Override
    public void batchNormBackward(
            View x,
            View dy,
            @Nullable View scale,
            View mean,
            View variance,
            boolean given,
            double eps,
            @Nullable View mask,
            View dx,
            View dscale,
            View dshift) {
        if (dx.elements() == 0) {
            CpuCopies.INSTANCE.fill(dscale, 0);
            CpuCopies.INSTANCE.fill(dshift, 0);
            return;
        }
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View grad = scratch.inChannelsLast(dy);
            View out = dx.isChannelsLast() ? dx : scratch.channelsLast(dx.dtype(), dx.shape());
            Call call = backward(Onednn.current(), x, given, eps, mask != null)
                    .set(DNNL_ARG_SRC, in)
                    .set(DNNL_ARG_DIFF_DST, grad)
                    .set(DNNL_ARG_DIFF_SRC, out)
                    .set(DNNL_ARG_MEAN, scratch.inRowMajor(mean))
                    .set(DNNL_ARG_VARIANCE, scratch.inRowMajor(variance))
                    .set(DNNL_ARG_SCALE, channels(scratch, scale, 1, x))
                    .set(DNNL_ARG_DIFF_SCALE, dscale)
                    .set(DNNL_ARG_DIFF_SHIFT, dshift);
            if (mask != null) {
                call.set(DNNL_ARG_WORKSPACE, mask);
            }
            call.run();
            if (out != dx) {
                CpuCopies.INSTANCE.copy(out, dx);
            }
        }
    }

    /** {@return one number per channel, the default where none is given} */
    private static View channels(Scratch scratch, @Nullable View v, double otherwise, View x) {
        if (v != null) {
            return scratch.inRowMajor(v);
        }
        View all = scratch.rowMajor(DType.F32, Shape.of(x.shape().size(1)));
        CpuCopies.INSTANCE.fill(all, otherwise);
        return all;
    }

    private static Key key(Onednn dnn, Op op, View x, boolean given, double eps, boolean relu) {
        Key k = dnn.key(op).add(x.dtype().ordinal()).add(given ? 1 : 0).add(eps).add(relu ? 1 : 0);
        for (int i = 0; i < 4; i++) {
            k.add(x.shape().size(i));
        }
        return k;
    }

    private static int flags(boolean given, boolean relu) {
        return dnnl_use_scale | dnnl_use_shift | (given ? dnnl_use_global_stats : 0) | (relu ? dnnl_fuse_norm_relu : 0);
    }

    private static memory.desc layout(View x) {
        return new memory.desc(x.shape().toArray(), Onednn.type(x.dtype()), memory.format_tag.nhwc, false);
    }

    private static batch_normalization_forward.primitive_desc description(
            View x, boolean given, double eps, boolean relu) {
        return new batch_normalization_forward.primitive_desc(
                Onednn.engine(), dnnl_forward_training, layout(x), layout(x), (float) eps, flags(given, relu));
    }

    private static Call forward(Onednn dnn, View x, boolean given, double eps, boolean relu) {
        return dnn.call(key(dnn, Op.FORWARD, x, given, eps, relu), () -> {
            var pd = description(x, given, eps, relu);
            Call c = new Call(new batch_normalization_forward(pd), dnn)
                    .arg(DNNL_ARG_SRC, pd.src_desc())
                    .arg(DNNL_ARG_DST, pd.dst_desc())
                    .arg(DNNL_ARG_MEAN, pd.mean_desc())
                    .arg(DNNL_ARG_VARIANCE, pd.variance_desc())
                    .arg(DNNL_ARG_SCALE, pd.weights_desc())
                    .arg(DNNL_ARG_SHIFT, pd.weights_desc());
            return relu ? c.arg(DNNL_ARG_WORKSPACE, pd.workspace_desc()) : c;
        });
    }

    private static Call backward(Onednn dnn, View x, boolean given, double eps, boolean relu) {
        return dnn.call(key(dnn, Op.BACKWARD, x, given, eps, relu), () -> {
            var hint = description(x, given, eps, relu);
            var pd = new batch_normalization_backward.primitive_desc(
                    Onednn.engine(),
                    dnnl_backward,
                    layout(x),
                    layout(x),
                    layout(x),
                    (float) eps,
                    flags(given, relu),
                    hint);
            Call c = new Call(new batch_normalization_backward(pd), dnn)
                    .arg(DNNL_ARG_SRC, pd.src_desc())
                    .arg(DNNL_ARG_DIFF_DST, pd.diff_dst_desc())
                    .arg(DNNL_ARG_DIFF_SRC, pd.diff_src_desc())
                    .arg(DNNL_ARG_MEAN, hint.mean_desc())
                    .arg(DNNL_ARG_VARIANCE, hint.variance_desc())
                    .arg(DNNL_ARG_SCALE, hint.weights_desc())
                    .arg(DNNL_ARG_DIFF_SCALE, hint.weights_desc())
                    .arg(DNNL_ARG_DIFF_SHIFT, hint.weights_desc());
            return relu ? c.arg(DNNL_ARG_WORKSPACE, hint.workspace_desc()) : c;
        });
    }
}
