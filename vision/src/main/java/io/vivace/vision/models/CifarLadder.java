package io.vivace.vision.models;

import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.residual;
import static io.vivace.nn.Layers.sequential;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Init;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Small nets, each a step from the one before: a linear net, convolutions, batch norm, more depth, residuals, dropout; and
 * fastai's {@code simple_cnn}. They are written as one would write one's own.
 */
public final class CifarLadder {
    private static final int[] WIDTHS = {10, 20, 40, 80, 160};

    private CifarLadder() {}

    /**
     * {@return a net with one hidden layer of 40: 123,330 parameters for 3·32·32 inputs and 10 classes}
     *
     * @param inputs channels · rows · columns
     * @param classes outputs
     */
    public static Sequential simpleNet(int inputs, int classes) {
        return sequential(flatten(), Linear.of(inputs, 40), relu().inPlace(), Linear.of(40, classes));
    }

    /**
     * {@return three unpadded convolutions with stride 2: 37,490 parameters for 3 channels and 10 classes}
     *
     * @param channels of the input
     * @param classes outputs
     */
    public static Sequential convNet(int channels, int classes) {
        return convNet(channels, classes, 0);
    }

    /**
     * {@return the same with padding, so that sizes halve exactly}
     *
     * @param channels of the input
     * @param classes outputs
     */
    public static Sequential paddedConvNet(int channels, int classes) {
        return convNet(channels, classes, 1);
    }

    private static Sequential convNet(int channels, int classes, int padding) {
        List<Module> layers = new ArrayList<>();
        int in = channels;
        for (int width : new int[] {20, 40, 80}) {
            layers.add(Conv2d.of(in, width, 3).stride(2).padding(padding));
            layers.add(relu().inPlace());
            in = width;
        }
        return withHead(layers, in, classes);
    }

    /**
     * {@return a 5×5 stem of 10 channels and four convolutions, each followed by ReLU and then batch norm: 155,470 parameters
     * for 1 channel and 10 classes}
     *
     * @param channels of the input
     * @param classes outputs
     */
    public static Sequential batchNormNet(int channels, int classes) {
        return normed(channels, classes, (in, out) -> conv(in, out, 2));
    }

    /**
     * {@return the same net with {@linkplain BatchNormLayer batch norm written out}: it learns the same, more slowly}
     *
     * @param channels of the input
     * @param classes outputs
     */
    public static Sequential writtenNormNet(int channels, int classes) {
        return normed(channels, classes, (in, out) -> BatchNormLayer.of(in, out, 2));
    }

    private static Sequential normed(int channels, int classes, BiFunction<Integer, Integer, Module> layer) {
        List<Module> layers = new ArrayList<>(List.of(Conv2d.of(channels, 10, 5)));
        for (int i = 1; i < WIDTHS.length; i++) {
            layers.add(layer.apply(WIDTHS[i - 1], WIDTHS[i]));
        }
        return withHead(layers, WIDTHS[4], classes);
    }

    /**
     * {@return twice as deep: each convolution is followed by one with stride 1}
     *
     * @param channels of the input
     * @param classes outputs
     */
    public static Sequential deeperNet(int channels, int classes) {
        List<Module> layers = new ArrayList<>(List.of(Conv2d.of(channels, 10, 5)));
        for (int i = 1; i < WIDTHS.length; i++) {
            layers.add(conv(WIDTHS[i - 1], WIDTHS[i], 2));
            layers.add(conv(WIDTHS[i], WIDTHS[i], 1));
        }
        return withHead(layers, WIDTHS[4], classes);
    }

    /**
     * {@return three times as deep: each convolution is followed by two residual ones}
     *
     * @param channels of the input
     * @param classes outputs
     */
    public static Sequential resNet(int channels, int classes) {
        List<Module> layers = new ArrayList<>(List.of(Conv2d.of(channels, 10, 5)));
        addResidualGroups(layers, WIDTHS);
        return withHead(layers, WIDTHS[4], classes);
    }

    /**
     * {@return the residual net with a 7×7 stem, 16 to 256 channels, and dropout before the last layer}
     *
     * @param channels of the input
     * @param classes outputs
     * @param dropout probability of dropping, 0.2 in the lesson
     */
    public static Sequential bigResNet(int channels, int classes, double dropout) {
        int[] widths = {16, 32, 64, 128, 256};
        List<Module> layers = new ArrayList<>(List.of(Conv2d.of(channels, 16, 7)));
        addResidualGroups(layers, widths);
        layers.addAll(List.of(AdaptivePool2d.max(1), flatten(), Dropout.of(dropout), Linear.of(widths[4], classes)));
        return sequential(layers);
    }

    private static void addResidualGroups(List<Module> layers, int[] widths) {
        for (int i = 1; i < widths.length; i++) {
            layers.add(conv(widths[i - 1], widths[i], 2));
            layers.add(residual(conv(widths[i], widths[i], 1)));
            layers.add(residual(conv(widths[i], widths[i], 1)));
        }
    }

    /** The lesson's BnLayer: batch norm stands behind the ReLU. */
    private static Sequential conv(int in, int out, int stride) {
        return sequential(Conv2d.of(in, out, 3).stride(stride).noBias(), relu().inPlace(), BatchNorm2d.of(out));
    }

    private static Sequential withHead(List<Module> layers, int features, int classes) {
        layers.addAll(List.of(AdaptivePool2d.max(1), flatten(), Linear.of(features, classes)));
        return sequential(layers);
    }

    /**
     * {@return fastai's simple_cnn: 3×3 convolutions with stride 2, each followed by a ReLU, and the mean over the image;
     * 3,058 parameters for widths 3, 16, 16, 2}
     *
     * @param norm whether batch norm follows every ReLU but the last; such convolutions have no bias
     * @param widths channels of the input, of every layer, and last the number of classes
     */
    public static Sequential simpleCnn(boolean norm, int... widths) {
        List<Module> layers = new ArrayList<>();
        for (int i = 1; i < widths.length; i++) {
            boolean normed = norm && i < widths.length - 1;
            Conv2d conv =
                    Conv2d.of(widths[i - 1], widths[i], 3).stride(2).starting(Init.kaimingNormal(), Init.constant(0));
            List<Module> layer = new ArrayList<>(List.of(normed ? conv.noBias() : conv, relu().inPlace()));
            if (normed) {
                layer.add(BatchNorm2d.of(widths[i]));
            }
            layers.add(sequential(layer));
        }
        layers.addAll(List.of(AdaptivePool2d.avg(1), flatten()));
        return sequential(layers);
    }
}
