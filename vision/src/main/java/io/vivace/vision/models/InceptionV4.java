package io.vivace.vision.models;

import static io.vivace.vision.models.InceptionBlock.conv;
import static io.vivace.vision.models.InceptionBlock.cropping;
import static io.vivace.vision.models.InceptionBlock.halving;
import static io.vivace.vision.models.InceptionBlock.means;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Inception-v4 (Szegedy et al. 2016, figures 3 to 9) under the names of Cadene's pretrained models: 42,679,816 parameters. Its weights
 * expect pictures of 299×299 pixels, normalised by {@link io.vivace.vision.Stats#INCEPTION}.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given; 75 rows and columns or more</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * InceptionV4.inceptionV4().classes(37)
 * }</pre>
 */
public final class InceptionV4 extends Module implements Backbone {
    private static final int FEATURES = 1536;

    private final int channels;
    private final int classes;
    private final Sequential features;
    private final Module avgpool;
    private final Module flatten = Layers.flatten();
    private final Module linear;

    private InceptionV4(int channels, int classes) {
        this.channels = channels;
        this.classes = classes;
        List<Module> layers = new ArrayList<>(stem(channels));
        repeat(4, layers, InceptionV4::a);
        layers.add(InceptionBlock.of(
                cropping(384, 384, 2),
                Layers.sequential(conv(384, 192, 1, 1), conv(192, 224, 3, 3), cropping(224, 256, 2)),
                halving()));
        repeat(7, layers, InceptionV4::b);
        layers.add(InceptionBlock.of(
                Layers.sequential(conv(1024, 192, 1, 1), cropping(192, 192, 2)),
                Layers.sequential(
                        conv(1024, 256, 1, 1), conv(256, 256, 1, 7), conv(256, 320, 7, 1), cropping(320, 320, 2)),
                halving()));
        repeat(3, layers, InceptionV4::c);
        features = child("features", Layers.sequential(layers));
        avgpool = child("avg_pool", AdaptivePool2d.avg(1));
        linear = child("last_linear", Linear.of(FEATURES, classes));
    }

    private static void repeat(int times, List<Module> layers, Supplier<Module> block) {
        for (int i = 0; i < times; i++) {
            layers.add(block.get());
        }
    }

    private static List<Module> stem(int channels) {
        return List.of(
                cropping(channels, 32, 2),
                cropping(32, 32, 1),
                conv(32, 64, 3, 3),
                poolAndConv("maxpool", halving(), "conv", cropping(64, 96, 2)),
                InceptionBlock.of(
                        Layers.sequential(conv(160, 64, 1, 1), cropping(64, 96, 1)),
                        Layers.sequential(
                                conv(160, 64, 1, 1), conv(64, 64, 1, 7), conv(64, 64, 7, 1), cropping(64, 96, 1))),
                poolAndConv("conv", cropping(192, 192, 2), "maxpool", halving()));
    }

    private static Module poolAndConv(String first, Module a, String second, Module b) {
        Map<String, Module> parts = new LinkedHashMap<>();
        parts.put(first, a);
        parts.put(second, b);
        return new InceptionBlock(parts, Layers.concat(1, a, b));
    }

    private static Module a() {
        return InceptionBlock.of(
                conv(384, 96, 1, 1),
                Layers.sequential(conv(384, 64, 1, 1), conv(64, 96, 3, 3)),
                Layers.sequential(conv(384, 64, 1, 1), conv(64, 96, 3, 3), conv(96, 96, 3, 3)),
                means(384, 96));
    }

    private static Module b() {
        return InceptionBlock.of(
                conv(1024, 384, 1, 1),
                Layers.sequential(conv(1024, 192, 1, 1), conv(192, 224, 1, 7), conv(224, 256, 7, 1)),
                Layers.sequential(
                        conv(1024, 192, 1, 1),
                        conv(192, 192, 7, 1),
                        conv(192, 224, 1, 7),
                        conv(224, 224, 7, 1),
                        conv(224, 256, 1, 7)),
                means(1024, 128));
    }

    /** Two of its towers end in two convolutions beside one another. */
    private static Module c() {
        Map<String, Module> parts = new LinkedHashMap<>();
        parts.put("branch0", conv(FEATURES, 256, 1, 1));
        parts.put("branch1_0", conv(FEATURES, 384, 1, 1));
        parts.put("branch1_1a", conv(384, 256, 1, 3));
        parts.put("branch1_1b", conv(384, 256, 3, 1));
        parts.put("branch2_0", conv(FEATURES, 384, 1, 1));
        parts.put("branch2_1", conv(384, 448, 3, 1));
        parts.put("branch2_2", conv(448, 512, 1, 3));
        parts.put("branch2_3a", conv(512, 256, 1, 3));
        parts.put("branch2_3b", conv(512, 256, 3, 1));
        parts.put("branch3", means(FEATURES, 256));
        Module wide = Layers.concat(1, parts.get("branch1_1a"), parts.get("branch1_1b"));
        Module widest = Layers.concat(1, parts.get("branch2_3a"), parts.get("branch2_3b"));
        return new InceptionBlock(
                parts,
                Layers.concat(
                        1,
                        parts.get("branch0"),
                        Layers.sequential(parts.get("branch1_0"), wide),
                        Layers.sequential(
                                parts.get("branch2_0"), parts.get("branch2_1"), parts.get("branch2_2"), widest),
                        parts.get("branch3")));
    }

    /** {@return Inception-v4} */
    public static InceptionV4 inceptionV4() {
        return new InceptionV4(3, 1000);
    }

    /**
     * {@return a new net for images with another number of channels}
     *
     * @param channels of the input
     */
    public InceptionV4 channels(int channels) {
        return new InceptionV4(channels, classes);
    }

    /**
     * {@return a new net with another number of outputs}
     *
     * @param classes outputs
     */
    public InceptionV4 classes(int classes) {
        return new InceptionV4(channels, classes);
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("inception_v4").with("channels", channels).with("classes", classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, features, avgpool, flatten, linear);
    }

    /** {@return the features without the pool behind them (cut −1); a layer group starts at layer 9 (fastai)} */
    @Override
    public Body body() {
        return new Body(features, List.of(9));
    }
}
