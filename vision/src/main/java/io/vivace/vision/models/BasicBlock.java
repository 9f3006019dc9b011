package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The residual block of ResNet-18 and 34 (He et al. 2015, figure 5 left): ReLU(BN(conv(ReLU(BN(conv(x))))) + x), where x goes
 * through a 1×1 convolution if its size or channels change.
 */
final class BasicBlock extends Module {
    static final Init START = Init.kaimingNormal(Init.Fan.OUT, Init.RELU_GAIN);
    static final Init ZERO = Init.constant(0);

    private final Module conv1;
    private final Module bn1;
    private final Module relu;
    private final Module conv2;
    private final Module bn2;
    private final @Nullable Module downsample;

    BasicBlock(int in, int width, int stride) {
        conv1 = child("conv1", conv(in, width, 3, stride));
        bn1 = child("bn1", BatchNorm2d.of(width).relu());
        relu = child("relu", Layers.relu().inPlace());
        conv2 = child("conv2", conv(width, width, 3, 1));
        bn2 = child("bn2", BatchNorm2d.of(width));
        downsample = stride == 1 && in == width ? null : child("downsample", downsample(in, width, stride));
    }

    static Conv2d conv(int in, int out, int size, int stride) {
        return Conv2d.of(in, out, size).stride(stride).noBias().starting(START, ZERO);
    }

    static Sequential downsample(int in, int out, int stride) {
        return Layers.sequential(conv(in, out, 1, stride), BatchNorm2d.of(out));
    }

    @Override
    protected Tensor compute(Tensor x) {
        return add(chain(x, conv1, bn1, conv2, bn2), x, downsample, relu);
    }

    /** The batch norm's result is its own and nothing reads it later, so it takes the sum in place. */
    static Tensor add(Tensor branch, Tensor x, @Nullable Module downsample, Module relu) {
        if (downsample == null) {
            return relu.forward(branch.add_(x));
        }
        Tensor shortcut = downsample.forward(x);
        branch.add_(shortcut);
        shortcut.closeUnlessKept();
        return relu.forward(branch);
    }
}
