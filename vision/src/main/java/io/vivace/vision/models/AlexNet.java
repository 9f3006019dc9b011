package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * AlexNet (Krizhevsky 2014, "One weird trick") under the names of torchvision: five convolutions and three linear layers, 61,100,840
 * parameters.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given; 63 rows and columns or more</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * AlexNet.alexnet().classes(37)
 * }</pre>
 */
public final class AlexNet extends Module implements Backbone {
    private static final int SIDE = 6;
    private static final int WIDTH = 4096;

    private final int channels;
    private final int classes;
    private final Sequential features;
    private final Module avgpool;
    private final Module flatten = Layers.flatten();
    private final Sequential classifier;

    private AlexNet(int channels, int classes) {
        this.channels = channels;
        this.classes = classes;
        features = child(
                "features",
                Layers.sequential(
                        Conv2d.of(channels, 64, 11).stride(4).padding(2),
                        Layers.relu().inPlace(),
                        pool(),
                        Conv2d.of(64, 192, 5),
                        Layers.relu().inPlace(),
                        pool(),
                        Conv2d.of(192, 384, 3),
                        Layers.relu().inPlace(),
                        Conv2d.of(384, 256, 3),
                        Layers.relu().inPlace(),
                        Conv2d.of(256, 256, 3),
                        Layers.relu().inPlace(),
                        pool()));
        avgpool = child("avgpool", AdaptivePool2d.avg(SIDE));
        classifier = child(
                "classifier",
                Layers.sequential(
                        Dropout.of(0.5),
                        Linear.of(256 * SIDE * SIDE, WIDTH),
                        Layers.relu().inPlace(),
                        Dropout.of(0.5),
                        Linear.of(WIDTH, WIDTH),
                        Layers.relu().inPlace(),
                        Linear.of(WIDTH, classes)));
    }

    private static Module pool() {
        return MaxPool2d.of(3).stride(2);
    }

    /** {@return AlexNet} */
    public static AlexNet alexnet() {
        return new AlexNet(3, 1000);
    }

    /**
     * {@return a new net for images with another number of channels}
     *
     * @param channels of the input
     */
    public AlexNet channels(int channels) {
        return new AlexNet(channels, classes);
    }

    /**
     * {@return a new net with another number of outputs}
     *
     * @param classes outputs
     */
    public AlexNet classes(int classes) {
        return new AlexNet(channels, classes);
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("alexnet").with("channels", channels).with("classes", classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, features, avgpool, flatten, classifier);
    }

    /** {@return the convolutions; a layer group starts at layer 6, the third of them (fastai)} */
    @Override
    public Body body() {
        return new Body(features, List.of(6));
    }
}
