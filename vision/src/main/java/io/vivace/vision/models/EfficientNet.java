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
 * EfficientNets (Tan and Le 2019) under the names of torchvision: inverted residuals with squeeze and excitation and SiLU, some of
 * which are left out at random while training. B1 to B7 are B0 made wider and deeper together.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 *
 * <table>
 * <caption>Sizes</caption>
 * <tr><th></th><th>parameters</th><th>pictures of the paper</th></tr>
 * <tr><td>B0</td><td>5,288,548</td><td>224</td></tr>
 * <tr><td>B1</td><td>7,794,184</td><td>240</td></tr>
 * <tr><td>B2</td><td>9,109,994</td><td>260</td></tr>
 * <tr><td>B3</td><td>12,233,232</td><td>300</td></tr>
 * <tr><td>B4</td><td>19,341,616</td><td>380</td></tr>
 * <tr><td>B5</td><td>30,389,784</td><td>456</td></tr>
 * <tr><td>B6</td><td>43,040,704</td><td>528</td></tr>
 * <tr><td>B7</td><td>66,347,960</td><td>600</td></tr>
 * </table>
 *
 * <pre>{@code
 * EfficientNet.b(0).classes(37)
 * }</pre>
 */
public final class EfficientNet extends Module implements Backbone {
    private static final Init ZERO = Init.constant(0);

    /** Groups of blocks of B0 (paper, table 1). */
    private record Stage(int expansion, int size, int stride, int width, int blocks) {}

    private static final int STEM = 32;
    private static final List<Stage> STAGES = List.of(
            new Stage(1, 3, 1, 16, 1),
            new Stage(6, 3, 2, 24, 2),
            new Stage(6, 5, 2, 40, 2),
            new Stage(6, 3, 2, 80, 3),
            new Stage(6, 5, 1, 112, 3),
            new Stage(6, 5, 2, 192, 4),
            new Stage(6, 3, 1, 320, 1));

    /** How much wider and deeper than B0 a net is, and how much its classifier drops. */
    private record Scale(double width, double depth, double dropout) {
        int wide(int channels) {
            return divisible(channels * width);
        }

        int deep(int blocks) {
            return (int) Math.ceil(blocks * depth);
        }
    }

    private static final List<Scale> SCALES = List.of(
            new Scale(1.0, 1.0, 0.2),
            new Scale(1.0, 1.1, 0.2),
            new Scale(1.1, 1.2, 0.3),
            new Scale(1.2, 1.4, 0.3),
            new Scale(1.4, 1.8, 0.4),
            new Scale(1.6, 2.2, 0.4),
            new Scale(1.8, 2.6, 0.5),
            new Scale(2.0, 3.1, 0.5));

    /** From this size on, statistics are collected more slowly. */
    private static final int SLOW = 5;

    private static final double SKIPPED = 0.2;

    private final int size;
    private final int channels;
    private final int classes;
    private final Sequential features;
    private final Module avgpool;
    private final Module flatten = Layers.flatten();
    private final Sequential classifier;

    private EfficientNet(int size, int channels, int classes) {
        this.size = size;
        this.channels = channels;
        this.classes = classes;
        Scale scale = SCALES.get(size);
        int all = STAGES.stream().mapToInt(s -> scale.deep(s.blocks)).sum();
        int done = 0;
        int in = scale.wide(STEM);
        List<Module> layers = new ArrayList<>();
        layers.add(conv(channels, in, 3, 2, 1));
        for (Stage s : STAGES) {
            List<Module> blocks = new ArrayList<>();
            int out = scale.wide(s.width);
            for (int i = 0; i < scale.deep(s.blocks); i++) {
                blocks.add(new Block(in, out, s, i == 0 ? s.stride : 1, SKIPPED * done / all));
                in = out;
                done++;
            }
            layers.add(Layers.sequential(blocks));
        }
        int width = 4 * in;
        layers.add(conv(in, width, 1, 1, 1));
        features = child("features", Layers.sequential(layers));
        avgpool = child("avgpool", AdaptivePool2d.avg(1));
        double bound = 1 / Math.sqrt(classes);
        classifier = child(
                "classifier",
                Layers.sequential(
                        Dropout.of(scale.dropout),
                        Linear.of(width, classes).starting(Init.uniform(-bound, bound), ZERO)));
    }

    /** {@return the nearest multiple of 8 that is not more than a tenth below} */
    private static int divisible(double channels) {
        int near = Math.max(8, (int) (channels + 4) / 8 * 8);
        return near < 0.9 * channels ? near + 8 : near;
    }

    /** {@return convolution, batch norm and SiLU} */
    private Sequential conv(int in, int out, int kernel, int stride, int groups) {
        return Layers.sequential(bare(in, out, kernel, stride, groups), norm(out), Layers.silu());
    }

    private static Conv2d bare(int in, int out, int kernel, int stride, int groups) {
        return Conv2d.of(in, out, kernel).stride(stride).groups(groups).noBias().starting(BasicBlock.START, ZERO);
    }

    private BatchNorm2d norm(int channels) {
        return size < SLOW
                ? BatchNorm2d.of(channels)
                : BatchNorm2d.of(channels).eps(1e-3).momentum(0.01);
    }

    /**
     * {@return EfficientNet-B0 to B7}
     *
     * @param size 0 to 7
     * @throws IllegalArgumentException if it is another number
     */
    public static EfficientNet b(int size) {
        if (size < 0 || size >= SCALES.size()) {
            throw new IllegalArgumentException("EfficientNets are B0 to B7: give 0 to 7, got " + size);
        }
        return new EfficientNet(size, 3, 1000);
    }

    /**
     * {@return a new net for images with another number of channels}
     *
     * @param channels of the input
     */
    public EfficientNet channels(int channels) {
        return new EfficientNet(size, channels, classes);
    }

    /**
     * {@return a new net with another number of outputs}
     *
     * @param classes outputs
     */
    public EfficientNet classes(int classes) {
        return new EfficientNet(size, channels, classes);
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("efficientnet_b" + size)
                .with("channels", channels)
                .with("classes", classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, features, avgpool, flatten, classifier);
    }

    /** {@return the features, in one layer group (fastai's rule for nets that it does not know)} */
    @Override
    public Body body() {
        return new Body(features, List.of());
    }

    /**
     * Expand by 1×1, convolve each channel, weigh the channels, project by 1×1 without activation; added to the input where the shape
     * stays, then sometimes left out in training.
     */
    private final class Block extends Module {
        private final Module block;
        private final Dropout skips;
        private final boolean adds;

        Block(int in, int out, Stage s, int stride, double skipped) {
            int inner = divisible((double) in * s.expansion);
            List<Module> layers = new ArrayList<>();
            if (inner != in) {
                layers.add(conv(in, inner, 1, 1, 1));
            }
            layers.add(conv(inner, inner, s.size, stride, inner));
            layers.add(new SqueezeExcitation(inner, Math.max(1, in / 4)));
            layers.add(Layers.sequential(bare(inner, out, 1, 1, 1), norm(out)));
            block = child("block", Layers.sequential(layers));
            skips = child("stochastic_depth", Dropout.examples(skipped));
            adds = stride == 1 && in == out;
        }

        @Override
        protected Tensor compute(Tensor x) {
            if (!adds) {
                return block.forward(x);
            }
            // in use, the sum belongs to the convolution's pass, which must then be the last step
            return chainSum(x, skips.isTraining() ? List.of(block, skips) : List.of(block), x, null, null);
        }

        @Override
        public String describe() {
            return "inverted residual";
        }
    }

    /** Each channel times a number from 0 to 1 that all channels' means decide (Hu et al. 2017). */
    private static final class SqueezeExcitation extends Module {
        private final List<Module> gate;

        SqueezeExcitation(int channels, int few) {
            gate = List.of(
                    child("avgpool", AdaptivePool2d.avg(1)),
                    child("fc1", Conv2d.of(channels, few, 1).starting(BasicBlock.START, ZERO)),
                    child("activation", Layers.silu()),
                    child("fc2", Conv2d.of(few, channels, 1).starting(BasicBlock.START, ZERO)),
                    child("scale_activation", Layers.sigmoid()));
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor weights = chain(x, gate);
            Tensor y = x.mul(weights);
            weights.closeUnlessKept();
            return y;
        }
    }
}
