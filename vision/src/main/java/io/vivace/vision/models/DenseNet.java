package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.AvgPool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * DenseNet-121 (Huang et al. 2016) under the names of torchvision: in a block, every layer sees what all before it made;
 * 7,978,856 parameters.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 */
public final class DenseNet extends Module implements Backbone {
    /** Channels that a layer adds. */
    private static final int GROWTH = 32;

    private static final List<Integer> BLOCKS = List.of(6, 12, 24, 16);

    private final int channels;
    private final int classes;
    private final Sequential features;
    private final Module relu = Layers.relu().inPlace();
    private final Module pool = AdaptivePool2d.avg(1);
    private final Module flatten = Layers.flatten();
    private final Module classifier;

    private DenseNet(int channels, int classes) {
        this.channels = channels;
        this.classes = classes;
        List<Map.Entry<String, Module>> layers = new ArrayList<>();
        layers.add(Map.entry("conv0", conv(channels, 64, 7).stride(2)));
        layers.add(Map.entry("norm0", BatchNorm2d.of(64)));
        layers.add(Map.entry("relu0", Layers.relu().inPlace()));
        layers.add(Map.entry("pool0", MaxPool2d.of(3).stride(2).padding(1)));
        int width = 64;
        for (int b = 1; b <= BLOCKS.size(); b++) {
            int count = BLOCKS.get(b - 1);
            layers.add(Map.entry("denseblock" + b, block(width, count)));
            width += count * GROWTH;
            if (b < BLOCKS.size()) {
                layers.add(Map.entry("transition" + b, transition(width)));
                width /= 2;
            }
        }
        layers.add(Map.entry("norm5", BatchNorm2d.of(width)));
        features = child("features", Sequential.named(layers));
        classifier = child("classifier", Linear.of(width, classes).starting(Init.pytorch(), Init.constant(0)));
    }

    private static Conv2d conv(int in, int out, int size) {
        return Conv2d.of(in, out, size).noBias().starting(Init.kaimingNormal(), Init.constant(0));
    }

    private static Sequential block(int width, int count) {
        List<Map.Entry<String, Module>> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            layers.add(Map.entry("denselayer" + (i + 1), new DenseLayer(width + i * GROWTH)));
        }
        return Sequential.named(layers);
    }

    private static Sequential transition(int width) {
        return Sequential.named(List.of(
                Map.entry("norm", BatchNorm2d.of(width)),
                Map.entry("relu", Layers.relu().inPlace()),
                Map.entry("conv", conv(width, width / 2, 1)),
                Map.entry("pool", AvgPool2d.of(2))));
    }

    /** {@return DenseNet-121} */
    public static DenseNet densenet121() {
        return new DenseNet(3, 1000);
    }

    /**
     * {@return a new net for images with another number of channels}
     *
     * @param channels of the input
     */
    public DenseNet channels(int channels) {
        return new DenseNet(channels, classes);
    }

    /**
     * {@return a new net with another number of outputs}
     *
     * @param classes outputs
     */
    public DenseNet classes(int classes) {
        return new DenseNet(channels, classes);
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("densenet121").with("channels", channels).with("classes", classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, features, relu, pool, flatten, classifier);
    }

    /** {@return the features, which end in batch norm without ReLU; a layer group starts at layer 7 (fastai)} */
    @Override
    public Body body() {
        return new Body(features, List.of(7));
    }

    /** Batch norm, ReLU, 1×1, batch norm, ReLU, 3×3; the input and the new channels side by side come out. */
    private static final class DenseLayer extends Module {
        private final Module norm1;
        private final Module conv1;
        private final Module norm2;
        private final Module conv2;

        DenseLayer(int in) {
            norm1 = child("norm1", BatchNorm2d.of(in).relu());
            conv1 = child("conv1", conv(in, 4 * GROWTH, 1));
            norm2 = child("norm2", BatchNorm2d.of(4 * GROWTH).relu());
            conv2 = child("conv2", conv(4 * GROWTH, GROWTH, 3));
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor made = chain(x, norm1, conv1, norm2, conv2);
            Tensor both = Tensor.cat(1, x, made);
            made.closeUnlessKept();
            return both;
        }
    }
}
