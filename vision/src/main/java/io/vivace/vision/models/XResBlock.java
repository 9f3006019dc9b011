package io.vivace.vision.models;

import io.vivace.nn.AvgPool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The residual block of {@link XResNet}: the scale of the branch's last batch norm starts at 0, so that the block starts as its
 * shortcut, and a shortcut that halves the picture takes means of 2×2 pixels before its 1×1 convolution (He et al. 2018, "Bag of
 * Tricks", figure 2c).
 */
final class XResBlock extends Module {
    private static final Init START = Init.kaimingNormal();
    private static final Init ZERO = Init.constant(0);

    private final Sequential branch;
    private final @Nullable Module shortcut;
    private final Module relu = Layers.relu().inPlace();

    /**
     * A block.
     *
     * @param in channels of the input
     * @param width channels inside
     * @param expansion 1 for two 3×3 convolutions, else 1×1, 3×3, 1×1 with this many times the channels at the end
     * @param stride of the 3×3 convolution (the first one)
     */
    XResBlock(int in, int width, int expansion, int stride) {
        int out = width * expansion;
        branch = child(
                "convs",
                expansion == 1
                        ? Layers.sequential(layer(in, width, 3, stride), last(width, out, 3))
                        : Layers.sequential(
                                layer(in, width, 1, 1), layer(width, width, 3, stride), last(width, out, 1)));
        List<Module> way = new ArrayList<>();
        if (stride != 1) {
            way.add(AvgPool2d.of(2).ceil());
        }
        if (in != out) {
            way.add(child("idconv", Layers.sequential(conv(in, out, 1, 1), BatchNorm2d.of(out))));
        }
        shortcut = way.isEmpty() ? null : Layers.sequential(way);
    }

    /** Convolution, batch norm, ReLU. */
    static Sequential layer(int in, int out, int size, int stride) {
        return Layers.sequential(
                conv(in, out, size, stride), BatchNorm2d.of(out).relu());
    }

    private static Sequential last(int in, int out, int size) {
        return Layers.sequential(conv(in, out, size, 1), BatchNorm2d.of(out).starting(0, 0));
    }

    private static Conv2d conv(int in, int out, int size, int stride) {
        return Conv2d.of(in, out, size).stride(stride).noBias().starting(START, ZERO);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chainSum(x, branch.steps(), x, shortcut, relu);
    }
}
