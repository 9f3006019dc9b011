package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The residual block of ResNet-18 and 34 (He et al. 2015, figure 5 left): ReLU(BN(conv(ReLU(BN(conv(x))))) + x), where x goes
 * through a 1×1 convolution if its size or channels change.
 */
final class BasicBlock extends Module {
    static final Init START = Init.kaimingNormal(Init.Fan.OUT, Init.RELU_GAIN);
    static final Init ZERO = Init.constant(0);

    private final List<Module> branch;
    private final Module relu;
    private final @Nullable Module downsample;

    BasicBlock(int in, int width, int stride) {
        Module conv1 = child("conv1", conv(in, width, 3, stride));
        Module bn1 = child("bn1", BatchNorm2d.of(width).relu());
        relu = child("relu", Layers.relu().inPlace());
        Module conv2 = child("conv2", conv(width, width, 3, 1));
        branch = List.of(conv1, bn1, conv2, child("bn2", BatchNorm2d.of(width)));
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
        return chainSum(x, branch, x, downsample, relu);
    }
}
