package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNet V2 (Sandler et al. 2018) under the names of torchvision: inverted residuals, wide inside with depthwise
 * convolutions and narrow between, 3,504,872 parameters.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 */
public final class MobileNetV2 extends Module implements Backbone {
    private static final Init ZERO = Init.constant(0);

    /** Groups of blocks (paper, table 2). */
    private record Group(int expansion, int width, int blocks, int stride) {}

    private static final List<Group> GROUPS = List.of(
            new Group(1, 16, 1, 1),
            new Group(6, 24, 2, 2),
            new Group(6, 32, 3, 2),
            new Group(6, 64, 4, 2),
            new Group(6, 96, 3, 1),
            new Group(6, 160, 3, 2),
            new Group(6, 320, 1, 1));

    private final int channels;
    private final int classes;
    private final Sequential features;
    private final Module pool = AdaptivePool2d.avg(1);
    private final Module flatten = Layers.flatten();
    private final Sequential classifier;

    private MobileNetV2(int channels, int classes) {
        this.channels = channels;
        this.classes = classes;
        List<Module> layers = new ArrayList<>();
        layers.add(conv(channels, 32, 3, 2, 1));
        int in = 32;
        for (Group g : GROUPS) {
            for (int i = 0; i < g.blocks; i++) {
                layers.add(new InvertedResidual(in, g.width, i == 0 ? g.stride : 1, g.expansion));
                in = g.width;
            }
        }
        layers.add(conv(in, 1280, 1, 1, 1));
        features = child("features", Layers.sequential(layers));
        classifier = child(
                "classifier",
                Layers.sequential(Dropout.of(0.2), Linear.of(1280, classes).starting(Init.normal(0, 0.01), ZERO)));
    }

    private static Conv2d bare(int in, int out, int size, int stride, int groups) {
        return Conv2d.of(in, out, size).stride(stride).groups(groups).noBias().starting(BasicBlock.START, ZERO);
    }

    private static Sequential conv(int in, int out, int size, int stride, int groups) {
        return Layers.sequential(bare(in, out, size, stride, groups), BatchNorm2d.of(out), Layers.relu6());
    }

    /** {@return MobileNet V2 of width 1} */
    public static MobileNetV2 mobilenetV2() {
        return new MobileNetV2(3, 1000);
    }

    /**
     * {@return a new net for images with another number of channels}
     *
     * @param channels of the input
     */
    public MobileNetV2 channels(int channels) {
        return new MobileNetV2(channels, classes);
    }

    /**
     * {@return a new net with another number of outputs}
     *
     * @param classes outputs
     */
    public MobileNetV2 classes(int classes) {
        return new MobileNetV2(channels, classes);
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("mobilenet_v2").with("channels", channels).with("classes", classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, features, pool, flatten, classifier);
    }

    /** {@return the features; a layer group starts at layer 10 (fastai)} */
    @Override
    public Body body() {
        return new Body(features, List.of(10));
    }

    /** Expand by 1×1, convolve each channel, project by 1×1 without activation; added to the input where the shape stays. */
    private static final class InvertedResidual extends Module {
        private final Module conv;
        private final boolean adds;

        InvertedResidual(int in, int out, int stride, int expansion) {
            int inner = in * expansion;
            List<Module> layers = new ArrayList<>();
            if (expansion != 1) {
                layers.add(conv(in, inner, 1, 1, 1));
            }
            layers.add(conv(inner, inner, 3, stride, inner));
            layers.add(bare(inner, out, 1, 1, 1));
            layers.add(BatchNorm2d.of(out));
            conv = child("conv", Layers.sequential(layers));
            adds = stride == 1 && in == out;
        }

        @Override
        protected Tensor compute(Tensor x) {
            return adds ? chainSum(x, List.of(conv), x, null, null) : conv.forward(x);
        }
    }
}
