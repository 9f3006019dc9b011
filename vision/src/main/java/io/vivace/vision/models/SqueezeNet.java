package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SqueezeNet 1.1 (Iandola et al. 2016) under the names of torchvision: 1,235,496 parameters. Its first convolution has no
 * padding and its pools keep what is left over at the border.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 */
public final class SqueezeNet extends Module implements Backbone {
    private static final Init ZERO = Init.constant(0);
    private static final Pattern NUMBERED = Pattern.compile(".*conv(\\d+)[._](weight|bias)");

    private final int channels;
    private final int classes;
    private final Sequential features;
    private final Sequential classifier;
    private final Module flatten = Layers.flatten();

    private SqueezeNet(int channels, int classes) {
        this.channels = channels;
        this.classes = classes;
        features = child(
                "features",
                Layers.sequential(
                        conv(channels, 64, 3).stride(2).padding(0),
                        Layers.relu().inPlace(),
                        pool(),
                        new Fire(64, 16, 64),
                        new Fire(128, 16, 64),
                        pool(),
                        new Fire(128, 32, 128),
                        new Fire(256, 32, 128),
                        pool(),
                        new Fire(256, 48, 192),
                        new Fire(384, 48, 192),
                        new Fire(384, 64, 256),
                        new Fire(512, 64, 256)));
        classifier = child(
                "classifier",
                Layers.sequential(
                        Dropout.of(0.5),
                        Conv2d.of(512, classes, 1).starting(Init.normal(0, 0.01), ZERO),
                        Layers.relu().inPlace(),
                        AdaptivePool2d.avg(1)));
    }

    private static Conv2d conv(int in, int out, int size) {
        return Conv2d.of(in, out, size).starting(Init.kaimingUniform(), ZERO);
    }

    private static MaxPool2d pool() {
        return MaxPool2d.of(3).stride(2).ceil();
    }

    /** {@return SqueezeNet 1.1} */
    public static SqueezeNet squeezenet11() {
        return new SqueezeNet(3, 1000);
    }

    /**
     * {@return a new net for images with another number of channels}
     *
     * @param channels of the input
     */
    public SqueezeNet channels(int channels) {
        return new SqueezeNet(channels, classes);
    }

    /**
     * {@return a new net with another number of outputs}
     *
     * @param classes outputs
     */
    public SqueezeNet classes(int classes) {
        return new SqueezeNet(channels, classes);
    }

    /** {@return the layers before the classifier} */
    public Sequential features() {
        return features;
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("squeezenet1_1").with("channels", channels).with("classes", classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, features, classifier, flatten);
    }

    /** {@return the features; layer groups start at layers 5 and 8, the second and third pool (fastai)} */
    @Override
    public Body body() {
        return new Body(features, List.of(5, 8));
    }

    /**
     * {@return a state under this net's names, from weights that number the convolutions, as those of the ONNX model zoo do:
     * {@code squeezenet0_conv0_weight} to {@code squeezenet0_conv25_bias}} A fire module's convolutions are numbered squeeze,
     * expand 1×1, expand 3×3.
     *
     * @param numbered weights and biases
     * @throws IllegalArgumentException if a name has no number, or there is no such convolution
     */
    public Map<String, Tensor> named(Map<String, Tensor> numbered) {
        List<String> convolutions = new ArrayList<>();
        modules().forEach((path, m) -> {
            if (m instanceof Conv2d) {
                convolutions.add(path);
            }
        });
        Map<String, Tensor> state = new LinkedHashMap<>();
        numbered.forEach((name, value) -> {
            Matcher m = NUMBERED.matcher(name);
            if (!m.matches() || m.group(1).length() > 2 || Integer.parseInt(m.group(1)) >= convolutions.size()) {
                throw new IllegalArgumentException("'" + name + "' is not the weight or bias of one of SqueezeNet's "
                        + convolutions.size() + " convolutions, such as squeezenet0_conv0_weight");
            }
            state.put(convolutions.get(Integer.parseInt(m.group(1))) + "." + m.group(2), value);
        });
        return state;
    }

    /** Squeeze to few channels by 1×1, expand by 1×1 and 3×3 side by side (Iandola et al. 2016, figure 1). */
    private static final class Fire extends Module {
        private final Module squeeze;
        private final Module squeezeRelu;
        private final Module expand1;
        private final Module expand1Relu;
        private final Module expand3;
        private final Module expand3Relu;

        Fire(int in, int few, int many) {
            squeeze = child("squeeze", conv(in, few, 1));
            squeezeRelu = child("squeeze_activation", Layers.relu().inPlace());
            expand1 = child("expand1x1", conv(few, many, 1));
            expand1Relu = child("expand1x1_activation", Layers.relu().inPlace());
            expand3 = child("expand3x3", conv(few, many, 3));
            expand3Relu = child("expand3x3_activation", Layers.relu().inPlace());
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor few = chain(x, squeeze, squeezeRelu);
            Tensor a = chain(few, expand1, expand1Relu);
            Tensor b = chain(few, expand3, expand3Relu);
            few.closeUnlessKept();
            Tensor both = Tensor.cat(1, a, b);
            a.closeUnlessKept();
            b.closeUnlessKept();
            return both;
        }

        @Override
        public String describe() {
            return "Fire";
        }
    }
}
