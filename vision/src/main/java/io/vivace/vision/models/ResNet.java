package io.vivace.vision.models;

import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual networks (He et al. 2015) in the layout and under the names of torchvision: 7×7 stem with stride 2, max pool, four
 * groups of blocks with 64, 128, 256 and 512 channels (times four in ResNet-50 and deeper), mean, linear.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, channels, H, W], 3 channels unless given</td></tr>
 * <tr><td>output</td><td>[N, classes], 1000 unless given</td></tr>
 * </table>
 *
 * <pre>{@code
 * var net = ResNet.resnet34().classes(37);
 * net.init(new Rng(42));
 * }</pre>
 */
public final class ResNet extends Module implements Backbone {
    private record Plan(List<Integer> blocks, boolean bottleneck, int channels, int classes) {}

    private final Plan plan;
    private final List<Module> steps;

    private ResNet(Plan plan) {
        this.plan = plan;
        steps = List.of(
                child("conv1", BasicBlock.conv(plan.channels, 64, 7, 2)),
                child("bn1", BatchNorm2d.of(64)),
                child("relu", Layers.relu().inPlace()),
                child("maxpool", MaxPool2d.of(3).stride(2).padding(1)),
                child("layer1", group(64, 64, plan.blocks.get(0), 1)),
                child("layer2", group(expanded(64), 128, plan.blocks.get(1), 2)),
                child("layer3", group(expanded(128), 256, plan.blocks.get(2), 2)),
                child("layer4", group(expanded(256), 512, plan.blocks.get(3), 2)),
                child("avgpool", AdaptivePool2d.avg(1)),
                Layers.flatten(),
                child("fc", Linear.of(expanded(512), plan.classes)));
    }

    private int expanded(int width) {
        return plan.bottleneck ? width * Bottleneck.EXPANSION : width;
    }

    private Sequential group(int in, int width, int blocks, int stride) {
        List<Module> group = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            int from = i == 0 ? in : expanded(width);
            int step = i == 0 ? stride : 1;
            group.add(plan.bottleneck ? new Bottleneck(from, width, step) : new BasicBlock(from, width, step));
        }
        return Layers.sequential(group);
    }

    private static ResNet of(boolean bottleneck, Integer... blocks) {
        return new ResNet(new Plan(List.of(blocks), bottleneck, 3, 1000));
    }

    /** {@return ResNet-18: 11,689,512 parameters} */
    public static ResNet resnet18() {
        return of(false, 2, 2, 2, 2);
    }

    /** {@return ResNet-34: 21,797,672 parameters} */
    public static ResNet resnet34() {
        return of(false, 3, 4, 6, 3);
    }

    /** {@return ResNet-50: 25,557,032 parameters} */
    public static ResNet resnet50() {
        return of(true, 3, 4, 6, 3);
    }

    /** {@return ResNet-101: 44,549,160 parameters} */
    public static ResNet resnet101() {
        return of(true, 3, 4, 23, 3);
    }

    /** {@return ResNet-152: 60,192,808 parameters} */
    public static ResNet resnet152() {
        return of(true, 3, 8, 36, 3);
    }

    /**
     * {@return a new net of this depth for images with another number of channels}
     *
     * @param channels of the input
     */
    public ResNet channels(int channels) {
        return new ResNet(new Plan(plan.blocks, plan.bottleneck, channels, plan.classes));
    }

    /**
     * {@return a new net of this depth with another number of outputs}
     *
     * @param classes outputs
     */
    public ResNet classes(int classes) {
        return new ResNet(new Plan(plan.blocks, plan.bottleneck, plan.channels, classes));
    }

    @Override
    public Architecture architecture() {
        return Architecture.of("resnet" + depth())
                .with("channels", plan.channels)
                .with("classes", plan.classes);
    }

    private int depth() {
        int blocks = plan.blocks.stream().mapToInt(b -> b).sum();
        return blocks * (plan.bottleneck ? 3 : 2) + 2;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return chain(x, steps);
    }

    /** {@return everything up to the fourth group; layer groups start at the third (recipe: child 6)} */
    @Override
    public Body body() {
        return new Body(new Sequential(steps.subList(0, 8)), List.of(6));
    }
}
