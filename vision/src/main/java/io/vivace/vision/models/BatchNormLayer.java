package io.vivace.vision.models;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Buffer;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;

/**
 * Convolution, ReLU and batch norm (Ioffe and Szegedy 2015) written out in tensor operations, to see what batch norm does: every
 * channel of the batch is brought to mean 0 and spread 1, then stretched by m and moved by a, which are learnt. In evaluation the
 * running statistics take the place of the batch's. {@link io.vivace.nn.BatchNorm2d} computes the same in one pass over memory.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, in, H, W]</td></tr>
 * <tr><td>output</td><td>[N, out, ⌈H / stride⌉, ⌈W / stride⌉]</td></tr>
 * <tr><td>m (starts at 1), a (starts at 0), running_mean, running_var</td><td>[out]</td></tr>
 * </table>
 *
 * <pre>{@code
 * var net = sequential(BatchNormLayer.of(3, 20, 2), BatchNormLayer.of(20, 40, 2), AdaptivePool2d.max(1), flatten(), Linear.of(40, 10));
 * }</pre>
 */
public final class BatchNormLayer extends Module {
    private static final double MOMENTUM = 0.1;
    private static final double EPS = 1e-5;

    private final Conv2d conv;
    private final Parameter m;
    private final Parameter a;
    private final Buffer runningMean;
    private final Buffer runningVar;

    private BatchNormLayer(int in, int out, int stride) {
        conv = child("conv", Conv2d.of(in, out, 3).stride(stride).noBias());
        Shape channels = Shape.of(out);
        m = parameter("m", channels, Parameter.Role.NORM, Init.constant(1));
        a = parameter("a", channels, Parameter.Role.NORM, Init.constant(0));
        runningMean = buffer("running_mean", DType.F32, channels, 0);
        runningVar = buffer("running_var", DType.F32, channels, 1);
    }

    /**
     * {@return a layer with a 3×3 convolution without bias}
     *
     * @param in channels of the input
     * @param out channels of the output
     * @param stride of the convolution
     */
    public static BatchNormLayer of(int in, int out, int stride) {
        return new BatchNormLayer(in, out, stride);
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor y = conv.forward(x).relu();
        Tensor mean = byChannel(runningMean.value());
        Tensor variance = byChannel(runningVar.value());
        if (isTraining()) {
            mean = y.mean(true, 0, 2, 3);
            variance = y.sub(mean).square().mean(true, 0, 2, 3);
            follow(mean, variance, y.elements() / y.size(1));
        }
        Tensor normal = y.sub(mean).div(variance.add(EPS).sqrt());
        return normal.mul(byChannel(m.value())).add(byChannel(a.value()));
    }

    /** The running statistics take a tenth of the batch's; the variance stored is the unbiased one. */
    private void follow(Tensor mean, Tensor variance, long pixels) {
        double unbiased = pixels / Math.max(1.0, pixels - 1.0);
        Autograd.noGrad(() -> {
            Shape channels = runningMean.shape();
            runningMean
                    .value()
                    .mul_(1 - MOMENTUM)
                    .add_(mean.detach().reshape(channels.toArray()).mul(MOMENTUM));
            runningVar
                    .value()
                    .mul_(1 - MOMENTUM)
                    .add_(variance.detach().reshape(channels.toArray()).mul(MOMENTUM * unbiased));
        });
    }

    /** From [C] to [1, C, 1, 1]. */
    private static Tensor byChannel(Tensor t) {
        return t.reshape(1, t.size(0), 1, 1);
    }

    @Override
    public String describe() {
        return "BatchNormLayer(" + conv.describe() + ", ReLU, norm)";
    }
}
