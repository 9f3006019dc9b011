package io.vivace.vision.models;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The residual block of ResNet-50 and deeper (He et al. 2015, figure 5 right): 1×1 to fewer channels, 3×3, 1×1 to four times
 * as many. The stride is in the 3×3 convolution, as in torchvision ("ResNet v1.5"). ResNeXt's block (Xie et al. 2016, figure 3c)
 * has groups of channels there, and more channels.
 */
final class Bottleneck extends Module {
    static final int EXPANSION = 4;

    private final List<Module> branch;
    private final Module relu;
    private final @Nullable Module downsample;

    /**
     * Makes a block.
     *
     * @param width a fourth of the channels of its output
     * @param inner channels of the 3×3 convolution
     * @param groups of them that do not see one another
     */
    Bottleneck(int in, int width, int inner, int groups, int stride) {
        int out = width * EXPANSION;
        branch = List.of(
                child("conv1", BasicBlock.conv(in, inner, 1, 1)),
                child("bn1", BatchNorm2d.of(inner).relu()),
                child("conv2", BasicBlock.conv(inner, inner, 3, stride).groups(groups)),
                child("bn2", BatchNorm2d.of(inner).relu()),
                child("conv3", BasicBlock.conv(inner, out, 1, 1)),
                child("bn3", BatchNorm2d.of(out)));
        relu = child("relu", Layers.relu().inPlace());
        downsample = stride == 1 && in == out ? null : child("downsample", BasicBlock.downsample(in, out, stride));
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chainSum(x, branch, x, downsample, relu);
    }
}
