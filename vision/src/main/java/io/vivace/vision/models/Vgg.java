package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG nets (Simonyan and Zisserman 2014) under the names of torchvision: 3×3 convolutions in five groups of one resolution
 * each, with or without batch norm, and three linear layers. Layer n of {@link #features} is what {@code Hooks.outputs(net,
 * n)} collects.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 */
public final class Vgg extends Module implements Backbone {
    private static final Init ZERO = Init.constant(0);

    /** Where the resolution is halved. */
    private static final int POOL = 0;

    private static final List<Integer> SIXTEEN =
            List.of(64, 64, POOL, 128, 128, POOL, 256, 256, 256, POOL, 512, 512, 512, POOL, 512, 512, 512, POOL);
    private static final List<Integer> NINETEEN = List.of(
            64, 64, POOL, 128, 128, POOL, 256, 256, 256, 256, POOL, 512, 512, 512, 512, POOL, 512, 512, 512, 512, POOL);

    private record Plan(List<Integer> widths, boolean norm, int channels, int classes) {}

    private final Plan plan;
    private final Sequential features;
    private final Module avgpool;
    private final Module flatten = Layers.flatten();
    private final Sequential classifier;

    private Vgg(Plan plan) {
        this.plan = plan;
        features = child("features", features(plan));
        avgpool = child("avgpool", AdaptivePool2d.avg(7));
        classifier = child(
                "classifier",
                Layers.sequential(
                        linear(512 * 7 * 7, 4096),
                        Layers.relu().inPlace(),
                        Dropout.of(0.5),
                        linear(4096, 4096),
                        Layers.relu().inPlace(),
                        Dropout.of(0.5),
                        linear(4096, plan.classes)));
    }

    private static Sequential features(Plan plan) {
        List<Module> layers = new ArrayList<>();
        int in = plan.channels;
        for (int width : plan.widths) {
            if (width == POOL) {
                layers.add(MaxPool2d.of(2));
                continue;
            }
            layers.add(Conv2d.of(in, width, 3).starting(BasicBlock.START, ZERO));
            if (plan.norm) {
                layers.add(BatchNorm2d.of(width));
            }
            layers.add(Layers.relu().inPlace());
            in = width;
        }
        return Layers.sequential(layers);
    }

    private static Linear linear(int in, int out) {
        return Linear.of(in, out).starting(Init.normal(0, 0.01), ZERO);
    }

    private static Vgg of(List<Integer> widths, boolean norm) {
        return new Vgg(new Plan(widths, norm, 3, 1000));
    }

    /** {@return VGG16: 138,357,544 parameters} */
    public static Vgg vgg16() {
        return of(SIXTEEN, false);
    }

    /** {@return VGG16 with batch norm: 138,365,992 parameters} */
    public static Vgg vgg16Bn() {
        return of(SIXTEEN, true);
    }

    /** {@return VGG19: 143,667,240 parameters} */
    public static Vgg vgg19() {
        return of(NINETEEN, false);
    }

    /** {@return VGG19 with batch norm: 143,678,248 parameters} */
    public static Vgg vgg19Bn() {
        return of(NINETEEN, true);
    }

    /**
     * {@return a new net of this kind for images with another number of channels}
     *
     * @param channels of the input
     */
    public Vgg channels(int channels) {
        return new Vgg(new Plan(plan.widths, plan.norm, channels, plan.classes));
    }

    /**
     * {@return a new net of this kind with another number of outputs}
     *
     * @param classes outputs
     */
    public Vgg classes(int classes) {
        return new Vgg(new Plan(plan.widths, plan.norm, plan.channels, classes));
    }

    /** {@return the convolutions, which perceptual losses look into} */
    public Sequential features() {
        return features;
    }

    @Override
    public Architecture architecture() {
        return Architecture.of((plan.widths.equals(SIXTEEN) ? "vgg16" : "vgg19") + (plan.norm ? "_bn" : ""))
                .with("channels", plan.channels)
                .with("classes", plan.classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, features, avgpool, flatten, classifier);
    }

    /** {@return the convolutions; with batch norm, a layer group starts at layer 22 (fastai)} */
    @Override
    public Body body() {
        return new Body(features, plan.norm ? List.of(22) : List.of());
    }
}
