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
import java.util.List;
import java.util.function.Supplier;

/**
 * Inception-ResNet-v2 (Szegedy et al. 2016, figures 15 to 19) under the names of Cadene's pretrained models: 55,843,464 parameters.
 * Its weights expect pictures of 299×299 pixels, normalised by {@link io.vivace.vision.Stats#INCEPTION}.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given; 75 rows and columns or more</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * InceptionResNetV2.inceptionResnetV2().classes(37)
 * }</pre>
 */
public final class InceptionResNetV2 extends Module implements Backbone {
    private static final int FEATURES = 1536;

    /** Layers that are the body. */
    private static final int CUT = 15;

    private final int channels;
    private final int classes;
    private final List<Module> steps;

    private InceptionResNetV2(int channels, int classes) {
        this.channels = channels;
        this.classes = classes;
        steps = List.of(
                child("conv2d_1a", cropping(channels, 32, 2)),
                child("conv2d_2a", cropping(32, 32, 1)),
                child("conv2d_2b", conv(32, 64, 3, 3)),
                child("maxpool_3a", halving()),
                child("conv2d_3b", conv(64, 80, 1, 1)),
                child("conv2d_4a", cropping(80, 192, 1)),
                child("maxpool_5a", halving()),
                child("mixed_5b", wide()),
                child("repeat", repeated(10, InceptionResNetV2::block35)),
                child("mixed_6a", half()),
                child("repeat_1", repeated(20, InceptionResNetV2::block17)),
                child("mixed_7a", quarter()),
                child("repeat_2", repeated(9, InceptionResNetV2::block8)),
                child("block8", block8()),
                child("conv2d_7b", conv(2080, FEATURES, 1, 1)),
                child("avgpool_1a", AdaptivePool2d.avg(1)),
                Layers.flatten(),
                child("last_linear", Linear.of(FEATURES, classes)));
    }

    private static Module wide() {
        return InceptionBlock.of(
                conv(192, 96, 1, 1),
                Layers.sequential(conv(192, 48, 1, 1), conv(48, 64, 5, 5)),
                Layers.sequential(conv(192, 64, 1, 1), conv(64, 96, 3, 3), conv(96, 96, 3, 3)),
                means(192, 64));
    }

    private static Module half() {
        return InceptionBlock.of(
                cropping(320, 384, 2),
                Layers.sequential(conv(320, 256, 1, 1), conv(256, 256, 3, 3), cropping(256, 384, 2)),
                halving());
    }

    private static Module quarter() {
        return InceptionBlock.of(
                Layers.sequential(conv(1088, 256, 1, 1), cropping(256, 384, 2)),
                Layers.sequential(conv(1088, 256, 1, 1), cropping(256, 288, 2)),
                Layers.sequential(conv(1088, 256, 1, 1), conv(256, 288, 3, 3), cropping(288, 320, 2)),
                halving());
    }

    private static InceptionBlock block35() {
        return InceptionBlock.residual(
                0.17,
                320,
                128,
                conv(320, 32, 1, 1),
                Layers.sequential(conv(320, 32, 1, 1), conv(32, 32, 3, 3)),
                Layers.sequential(conv(320, 32, 1, 1), conv(32, 48, 3, 3), conv(48, 64, 3, 3)));
    }

    private static InceptionBlock block17() {
        return InceptionBlock.residual(
                0.1,
                1088,
                384,
                conv(1088, 192, 1, 1),
                Layers.sequential(conv(1088, 128, 1, 1), conv(128, 160, 1, 7), conv(160, 192, 7, 1)));
    }

    private static InceptionBlock block8() {
        return InceptionBlock.residual(
                0.2,
                2080,
                448,
                conv(2080, 192, 1, 1),
                Layers.sequential(conv(2080, 192, 1, 1), conv(192, 224, 1, 3), conv(224, 256, 3, 1)));
    }

    /** {@return blocks of one kind, each followed by ReLU; the block behind the last of them has none} */
    private static Sequential repeated(int times, Supplier<InceptionBlock> block) {
        List<Module> blocks = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            blocks.add(block.get().relu());
        }
        return Layers.sequential(blocks);
    }

    /** {@return Inception-ResNet-v2} */
    public static InceptionResNetV2 inceptionResnetV2() {
        return new InceptionResNetV2(3, 1000);
    }

    /**
     * {@return a new net for images with another number of channels}
     *
     * @param channels of the input
     */
    public InceptionResNetV2 channels(int channels) {
        return new InceptionResNetV2(channels, classes);
    }

    /**
     * {@return a new net with another number of outputs}
     *
     * @param classes outputs
     */
    public InceptionResNetV2 classes(int classes) {
        return new InceptionResNetV2(channels, classes);
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("inception_resnet_v2").with("channels", channels).with("classes", classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, steps);
    }

    /** {@return everything before the pool (cut −2); a layer group starts at layer 9, {@code mixed_6a} (fastai)} */
    @Override
    public Body body() {
        return new Body(new Sequential(steps.subList(0, CUT)), List.of(9));
    }
}
