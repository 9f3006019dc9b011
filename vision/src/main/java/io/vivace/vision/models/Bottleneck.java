package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The residual block of ResNet-50 and deeper (He et al. 2015, figure 5 right): 1×1 to fewer channels, 3×3, 1×1 to four times
 * as many. The stride is in the 3×3 convolution, as in torchvision ("ResNet v1.5").
 */
final class Bottleneck extends Module {
    static final int EXPANSION = 4;

    private final Module conv1;
    private final Module bn1;
    private final Module conv2;
    private final Module bn2;
    private final Module conv3;
    private final Module bn3;
    private final Module relu;
    private final @Nullable Module downsample;

    Bottleneck(int in, int width, int stride) {
        int out = width * EXPANSION;
        conv1 = child("conv1", BasicBlock.conv(in, width, 1, 1));
        bn1 = child("bn1", BatchNorm2d.of(width).relu());
        conv2 = child("conv2", BasicBlock.conv(width, width, 3, stride));
        bn2 = child("bn2", BatchNorm2d.of(width).relu());
        conv3 = child("conv3", BasicBlock.conv(width, out, 1, 1));
        bn3 = child("bn3", BatchNorm2d.of(out));
        relu = child("relu", Layers.relu().inPlace());
        downsample = stride == 1 && in == out ? null : child("downsample", BasicBlock.downsample(in, out, stride));
    }

    @Override
    protected Tensor compute(Tensor x) {
        return BasicBlock.add(chain(x, conv1, bn1, conv2, bn2, conv3, bn3), x, downsample, relu);
    }
}
