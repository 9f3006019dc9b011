package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Init;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual nets of blocks with activation before convolution, for small images: wide ones (Zagoruyko and Komodakis 2016) with
 * three groups of 16, 32 and 64 channels times a factor, and deep ones (He et al. 2016) with four of 64 to 512.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 10 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * PreActResNet.wrn22()          // 9,658,458 parameters
 * PreActResNet.wide(28, 10)     // the paper's WRN-28-10
 * }</pre>
 */
public final class PreActResNet extends Module implements Backbone {
    private record Plan(
            Architecture kind,
            int stem,
            List<Integer> widths,
            List<Integer> blocks,
            PreActBlock.Style style,
            int channels,
            int classes) {}

    private final Plan plan;
    private final List<Module> steps = new ArrayList<>();

    private PreActResNet(Plan plan) {
        this.plan = plan;
        Init start = plan.style.start();
        steps.add(child("conv1", stem(plan.channels, plan.stem, start)));
        int in = plan.stem;
        for (int g = 0; g < plan.widths.size(); g++) {
            int width = plan.widths.get(g);
            List<Module> group = new ArrayList<>();
            for (int i = 0; i < plan.blocks.get(g); i++) {
                group.add(new PreActBlock(in, width, g > 0 && i == 0 ? 2 : 1, plan.style));
                in = width;
            }
            steps.add(child("layer" + (g + 1), Layers.sequential(group)));
        }
        steps.add(child("bn", BatchNorm2d.of(in).relu()));
        steps.add(child("avgpool", AdaptivePool2d.avg(1)));
        steps.add(Layers.flatten());
        steps.add(child("fc", Linear.of(in, plan.classes).starting(Init.pytorch(), Init.constant(0))));
    }

    private static Conv2d stem(int channels, int width, Init start) {
        return PreActBlock.conv(channels, width, 3, 1, start);
    }

    /**
     * {@return the wide net of the DAWN benchmark entry: depth 22, factor 6, branches times 0.2, shortcuts of activated
     * values; 9,658,458 parameters}
     */
    public static PreActResNet wrn22() {
        var style = new PreActBlock.Style(0.2, true, 0, Init.kaimingNormal());
        return new PreActResNet(
                new Plan(Architecture.of("wrn_22"), 16, List.of(96, 192, 384), List.of(3, 3, 3), style, 3, 10));
    }

    /**
     * {@return the paper's wide net, without dropout}
     *
     * @param depth 6n + 4: 16, 22, 28, 40
     * @param factor of the widths
     * @throws IllegalArgumentException for other depths
     */
    public static PreActResNet wide(int depth, int factor) {
        if (depth < 10 || (depth - 4) % 6 != 0) {
            throw new IllegalArgumentException(
                    "a wide ResNet has 6n + 4 layers (10, 16, 22, 28, 34, 40 ...), got " + depth);
        }
        int n = (depth - 4) / 6;
        var style = new PreActBlock.Style(1, false, 0, BasicBlock.START);
        Architecture kind = Architecture.of("wide_resnet").with("depth", depth).with("factor", factor);
        return new PreActResNet(
                new Plan(kind, 16, List.of(16 * factor, 32 * factor, 64 * factor), List.of(n, n, n), style, 3, 10));
    }

    /** {@return the pre-activation ResNet of 18 layers: 11,172,170 parameters} */
    public static PreActResNet resnet18() {
        return preAct("preact_resnet18", 2, 2, 2, 2);
    }

    /** {@return the pre-activation ResNet of 34 layers} */
    public static PreActResNet resnet34() {
        return preAct("preact_resnet34", 3, 4, 6, 3);
    }

    private static PreActResNet preAct(String name, Integer... blocks) {
        var style = new PreActBlock.Style(1, false, 0, BasicBlock.START);
        return new PreActResNet(
                new Plan(Architecture.of(name), 64, List.of(64, 128, 256, 512), List.of(blocks), style, 3, 10));
    }

    /**
     * {@return a new net of this shape with dropout between the convolutions of a block}
     *
     * @param p probability of dropping
     */
    public PreActResNet dropout(double p) {
        var s = plan.style;
        return new PreActResNet(new Plan(
                plan.kind.with("dropout", p),
                plan.stem,
                plan.widths,
                plan.blocks,
                new PreActBlock.Style(s.factor(), s.activatedShortcut(), p, s.start()),
                plan.channels,
                plan.classes));
    }

    /**
     * {@return a new net of this shape for images with another number of channels}
     *
     * @param channels of the input
     */
    public PreActResNet channels(int channels) {
        return new PreActResNet(
                new Plan(plan.kind, plan.stem, plan.widths, plan.blocks, plan.style, channels, plan.classes));
    }

    /**
     * {@return a new net of this shape with another number of outputs}
     *
     * @param classes outputs
     */
    public PreActResNet classes(int classes) {
        return new PreActResNet(
                new Plan(plan.kind, plan.stem, plan.widths, plan.blocks, plan.style, plan.channels, classes));
    }

    @Override
    public Architecture architecture() {
        return plan.kind.with("channels", plan.channels).with("classes", plan.classes);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, steps);
    }

    /** {@return everything before the pooling, as one layer group} */
    @Override
    public Body body() {
        return new Body(new Sequential(steps.subList(0, steps.size() - 3)), List.of());
    }
}
