package io.vivace.vision.models;

import io.vivace.nn.AvgPool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Layers;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Towers of convolutions beside one another (Szegedy et al. 2016). How they are put together is one thing, the names of their weights
 * another: all of a block's parts are its direct children.
 */
final class InceptionBlock extends Module {
    private static final double EPS = 1e-3;

    private final Module flow;

    /**
     * Makes a block.
     *
     * @param parts what has weights, by name
     * @param flow how the parts are put together
     */
    InceptionBlock(Map<String, Module> parts, Module flow) {
        this.flow = flow;
        parts.forEach(this::child);
    }

    /** {@return branches side by side, named branch0, branch1 ...} */
    static InceptionBlock of(Module... branches) {
        return new InceptionBlock(numbered(branches), Layers.concat(1, branches));
    }

    /**
     * {@return x + scale · conv2d(branches side by side)} Scales below 1 keep wide nets from falling silent (section 3.3).
     *
     * @param scale of what is added
     * @param channels of input and output
     * @param inner channels of all branches together
     * @param branches that read the input
     */
    static InceptionBlock residual(double scale, int channels, int inner, Module... branches) {
        Map<String, Module> parts = numbered(branches);
        Module conv = Conv2d.of(inner, channels, 1);
        parts.put("conv2d", conv);
        Module scaled = Layers.lambda("times " + scale, x -> x.mul(scale));
        return new InceptionBlock(parts, Layers.residual(Layers.concat(1, branches), conv, scaled));
    }

    /** {@return the same block, its output max(·, 0)} */
    InceptionBlock relu() {
        return new InceptionBlock(
                children(), Layers.sequential(flow, Layers.relu().inPlace()));
    }

    /** {@return a convolution that keeps the picture's size, batch norm, ReLU} */
    static Sequential conv(int in, int out, int rows, int columns) {
        return normed(out, Conv2d.of(in, out, rows, columns));
    }

    /** {@return the same without padding: the picture becomes smaller by 2, or half as large} */
    static Sequential cropping(int in, int out, int stride) {
        return normed(out, Conv2d.of(in, out, 3).stride(stride).padding(0));
    }

    private static Sequential normed(int out, Conv2d conv) {
        return Sequential.named(List.of(
                Map.entry("conv", conv.noBias()),
                Map.entry("bn", BatchNorm2d.of(out).eps(EPS).relu())));
    }

    /** {@return the largest of 3×3 pixels, half as many} */
    static Module halving() {
        return MaxPool2d.of(3).stride(2);
    }

    /** {@return the mean of 3×3 pixels, then a convolution 1×1} */
    static Sequential means(int in, int out) {
        return Layers.sequential(AvgPool2d.of(3).stride(1).padding(1).ignorePadding(), conv(in, out, 1, 1));
    }

    private static Map<String, Module> numbered(Module... branches) {
        Map<String, Module> parts = new LinkedHashMap<>();
        for (int i = 0; i < branches.length; i++) {
            parts.put("branch" + i, branches[i]);
        }
        return parts;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return flow.forward(x);
    }

    @Override
    public String describe() {
        return "Inception block";
    }
}
