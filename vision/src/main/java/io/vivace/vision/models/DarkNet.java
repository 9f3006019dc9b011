package io.vivace.vision.models;

import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.leakyRelu;
import static io.vivace.nn.Layers.residual;
import static io.vivace.nn.Layers.sequential;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The net of YOLO v3 (Redmon and Farhadi 2018) in the lesson's form for small images: groups that double the channels by a
 * 3×3 convolution and go on with residuals 1×1 to half the channels, 3×3 back. Every convolution is followed by batch norm
 * of momentum 0.01 and a leaky ReLU of slope 0.1. All groups have stride 2 but the second.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 10 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * DarkNet.of(1, 2, 4, 6, 3)              // 31,410,922 parameters
 * DarkNet.of(1, 2, 2, 2, 1).width(16)    //  3,759,226 parameters
 * }</pre>
 */
public final class DarkNet extends Module implements Backbone {
    private record Plan(List<Integer> residuals, int width, int channels, int classes) {}

    private final Plan plan;
    private final Sequential layers;

    private DarkNet(Plan plan) {
        this.plan = plan;
        List<Module> all = new ArrayList<>();
        int width = plan.width;
        all.add(conv(plan.channels, width, 3, 1));
        for (int g = 0; g < plan.residuals.size(); g++) {
            all.add(conv(width, 2 * width, 3, g == 1 ? 1 : 2));
            width *= 2;
            for (int i = 0; i < plan.residuals.get(g); i++) {
                all.add(residual(conv(width, width / 2, 1, 1), conv(width / 2, width, 3, 1)));
            }
        }
        all.addAll(List.of(AdaptivePool2d.avg(1), flatten(), Linear.of(width, plan.classes)));
        layers = child("layers", sequential(all));
    }

    private static Module conv(int in, int out, int size, int stride) {
        return sequential(
                Conv2d.of(in, out, size).stride(stride).noBias(),
                BatchNorm2d.of(out).momentum(0.01),
                leakyRelu(0.1).inPlace());
    }

    /**
     * {@return a net that starts with 32 channels}
     *
     * @param residuals how many each group has
     */
    public static DarkNet of(Integer... residuals) {
        return new DarkNet(new Plan(List.of(residuals), 32, 3, 10));
    }

    /** {@return the backbone of YOLO v3: 1, 2, 8, 8 and 4 residuals} */
    public static DarkNet darknet53() {
        return of(1, 2, 8, 8, 4);
    }

    /** {@return fastai's small net: 1, 2, 4, 8 and 4 residuals} */
    public static DarkNet small() {
        return of(1, 2, 4, 8, 4);
    }

    /** {@return fastai's mini net: 1, 2, 4, 4 and 2 residuals from 24 channels on} */
    public static DarkNet mini() {
        return of(1, 2, 4, 4, 2).width(24);
    }

    /** {@return fastai's second mini net: 1, 2, 8, 8 and 4 residuals from 16 channels on} */
    public static DarkNet mini2() {
        return of(1, 2, 8, 8, 4).width(16);
    }

    /** {@return fastai's third mini net: 1, 2, 4 and 4 residuals} */
    public static DarkNet mini3() {
        return of(1, 2, 4, 4);
    }

    /**
     * {@return a new net of this depth that starts with another number of channels}
     *
     * @param width channels after the first convolution, even
     */
    public DarkNet width(int width) {
        return new DarkNet(new Plan(plan.residuals, width, plan.channels, plan.classes));
    }

    /**
     * {@return a new net of this depth for images with another number of channels}
     *
     * @param channels of the input
     */
    public DarkNet channels(int channels) {
        return new DarkNet(new Plan(plan.residuals, plan.width, channels, plan.classes));
    }

    /**
     * {@return a new net of this depth with another number of outputs}
     *
     * @param classes outputs
     */
    public DarkNet classes(int classes) {
        return new DarkNet(new Plan(plan.residuals, plan.width, plan.channels, classes));
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("darknet")
                .with("residuals", plan.residuals)
                .with("width", plan.width)
                .with("channels", plan.channels)
                .with("classes", plan.classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return layers.forward(x);
    }

    /** {@return everything before the pooling, as one layer group} */
    @Override
    public Body body() {
        return new Body(layers.slice(0, layers.size() - 3), List.of());
    }
}
