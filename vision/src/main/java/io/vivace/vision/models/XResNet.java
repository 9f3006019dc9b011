package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
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
 * Residual networks with the tweaks of He et al. 2018 ("Bag of Tricks for Image Classification") in fastai's layout and under its
 * names: three 3×3 convolutions as stem, means in shortcuts that halve the picture, blocks that start as their shortcuts.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * var net = XResNet.xresnet50().classes(10);
 * }</pre>
 */
public final class XResNet extends Module implements Backbone {
    private record Plan(String name, int expansion, List<Integer> blocks, int channels, int classes) {}

    private static final int[] STEM = {32, 32, 64};
    private static final List<Integer> WIDTHS = List.of(64, 128, 256, 512);
    private static final int DEEP_WIDTH = 256;

    private final Plan plan;
    private final List<Module> steps = new ArrayList<>();

    private XResNet(Plan plan) {
        this.plan = plan;
        int in = plan.channels;
        for (int i = 0; i < STEM.length; i++) {
            add(XResBlock.layer(in, STEM[i], 3, i == 0 ? 2 : 1));
            in = STEM[i];
        }
        add(MaxPool2d.of(3).stride(2).padding(1));
        for (int g = 0; g < plan.blocks.size(); g++) {
            int width = g < WIDTHS.size() ? WIDTHS.get(g) : DEEP_WIDTH;
            List<Module> group = new ArrayList<>();
            for (int i = 0; i < plan.blocks.get(g); i++) {
                group.add(new XResBlock(in, width, plan.expansion, g > 0 && i == 0 ? 2 : 1));
                in = width * plan.expansion;
            }
            add(Layers.sequential(group));
        }
        add(AdaptivePool2d.avg(1));
        add(Layers.flatten());
        add(Linear.of(in, plan.classes).starting(Init.kaimingNormal(), Init.constant(0)));
    }

    private void add(Module m) {
        steps.add(child(Integer.toString(steps.size()), m));
    }

    private static XResNet of(String name, int expansion, Integer... blocks) {
        return new XResNet(new Plan(name, expansion, List.of(blocks), 3, 1000));
    }

    /** {@return two blocks a group: 11,708,744 parameters} */
    public static XResNet xresnet18() {
        return of("xresnet18", 1, 2, 2, 2, 2);
    }

    /** {@return 3, 4, 6 and 3 blocks: 21,816,904 parameters} */
    public static XResNet xresnet34() {
        return of("xresnet34", 1, 3, 4, 6, 3);
    }

    /** {@return 3, 4, 6 and 3 bottlenecks: 25,576,264 parameters} */
    public static XResNet xresnet50() {
        return of("xresnet50", 4, 3, 4, 6, 3);
    }

    /** {@return 3, 4, 23 and 3 bottlenecks: 44,568,392 parameters} */
    public static XResNet xresnet101() {
        return of("xresnet101", 4, 3, 4, 23, 3);
    }

    /** {@return 3, 8, 36 and 3 bottlenecks: 60,212,040 parameters} */
    public static XResNet xresnet152() {
        return of("xresnet152", 4, 3, 8, 36, 3);
    }

    /** {@return xresnet18 with two more groups of one block of 256 channels, for large pictures} */
    public static XResNet xresnet18Deep() {
        return of("xresnet18_deep", 1, 2, 2, 2, 2, 1, 1);
    }

    /** {@return xresnet34 with two more groups of one block of 256 channels, for large pictures} */
    public static XResNet xresnet34Deep() {
        return of("xresnet34_deep", 1, 3, 4, 6, 3, 1, 1);
    }

    /** {@return xresnet50 with two more groups of one bottleneck of 256 channels, for large pictures} */
    public static XResNet xresnet50Deep() {
        return of("xresnet50_deep", 4, 3, 4, 6, 3, 1, 1);
    }

    /**
     * {@return a new net of this depth for images with another number of channels}
     *
     * @param channels of the input
     */
    public XResNet channels(int channels) {
        return new XResNet(new Plan(plan.name, plan.expansion, plan.blocks, channels, plan.classes));
    }

    /**
     * {@return a new net of this depth with another number of outputs}
     *
     * @param classes outputs
     */
    public XResNet classes(int classes) {
        return new XResNet(new Plan(plan.name, plan.expansion, plan.blocks, plan.channels, classes));
    }

    @Override
    public Architecture architecture() {
        return Architecture.of(plan.name).with("channels", plan.channels).with("classes", plan.classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, steps);
    }

    /** {@return everything before the pooling; the last groups of blocks, from the third on, are a layer group of their own} */
    @Override
    public Body body() {
        return new Body(new Sequential(steps.subList(0, steps.size() - 3)), List.of(STEM.length + 3));
    }
}
