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
 * groups of blocks with 64, 128, 256 and 512 channels (times four in ResNet-50 and deeper), mean, linear. In ResNeXts (Xie et al.
 * 2016) the 3×3 convolutions see their channels in groups, in wide ResNets (Zagoruyko and Komodakis 2016) they have more of them.
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
    private record Plan(String name, List<Integer> blocks, Kind kind, int channels, int classes) {}

    /** What blocks are made of; in bottlenecks groups of channels, and how many are in one where there are 64 in a plain ResNet. */
    private record Kind(boolean bottleneck, int groups, int width) {
        static final Kind BASIC = new Kind(false, 1, 64);
        static final Kind BOTTLENECK = new Kind(true, 1, 64);
        static final Kind WIDE = new Kind(true, 1, 128);

        static Kind grouped(int groups, int width) {
            return new Kind(true, groups, width);
        }

        Module block(int in, int width, int stride) {
            return bottleneck
                    ? new Bottleneck(in, width, groups * (width * this.width / 64), groups, stride)
                    : new BasicBlock(in, width, stride);
        }

        int expanded(int width) {
            return bottleneck ? width * Bottleneck.EXPANSION : width;
        }
    }

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
                child("layer2", group(plan.kind.expanded(64), 128, plan.blocks.get(1), 2)),
                child("layer3", group(plan.kind.expanded(128), 256, plan.blocks.get(2), 2)),
                child("layer4", group(plan.kind.expanded(256), 512, plan.blocks.get(3), 2)),
                child("avgpool", AdaptivePool2d.avg(1)),
                Layers.flatten(),
                child("fc", Linear.of(plan.kind.expanded(512), plan.classes)));
    }

    private Sequential group(int in, int width, int blocks, int stride) {
        List<Module> group = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            int from = i == 0 ? in : plan.kind.expanded(width);
            int step = i == 0 ? stride : 1;
            group.add(plan.kind.block(from, width, step));
        }
        return Layers.sequential(group);
    }

    private static ResNet of(String name, Kind kind, Integer... blocks) {
        return new ResNet(new Plan(name, List.of(blocks), kind, 3, 1000));
    }

    /** {@return ResNet-18: 11,689,512 parameters} */
    public static ResNet resnet18() {
        return of("resnet18", Kind.BASIC, 2, 2, 2, 2);
    }

    /** {@return ResNet-34: 21,797,672 parameters} */
    public static ResNet resnet34() {
        return of("resnet34", Kind.BASIC, 3, 4, 6, 3);
    }

    /** {@return ResNet-50: 25,557,032 parameters} */
    public static ResNet resnet50() {
        return of("resnet50", Kind.BOTTLENECK, 3, 4, 6, 3);
    }

    /** {@return ResNet-101: 44,549,160 parameters} */
    public static ResNet resnet101() {
        return of("resnet101", Kind.BOTTLENECK, 3, 4, 23, 3);
    }

    /** {@return ResNet-152: 60,192,808 parameters} */
    public static ResNet resnet152() {
        return of("resnet152", Kind.BOTTLENECK, 3, 8, 36, 3);
    }

    /** {@return ResNeXt-50, 32 groups of 4 channels: 25,028,904 parameters} */
    public static ResNet resnext50() {
        return of("resnext50_32x4d", Kind.grouped(32, 4), 3, 4, 6, 3);
    }

    /** {@return ResNeXt-101, 32 groups of 8 channels: 88,791,336 parameters} */
    public static ResNet resnext101() {
        return of("resnext101_32x8d", Kind.grouped(32, 8), 3, 4, 23, 3);
    }

    /** {@return ResNeXt-101, 64 groups of 4 channels: 83,455,272 parameters} */
    public static ResNet resnext101Of64Groups() {
        return of("resnext101_64x4d", Kind.grouped(64, 4), 3, 4, 23, 3);
    }

    /** {@return ResNet-50 with twice as many channels inside its blocks: 68,883,240 parameters} */
    public static ResNet wideResnet50() {
        return of("wide_resnet50_2", Kind.WIDE, 3, 4, 6, 3);
    }

    /** {@return ResNet-101 with twice as many channels inside its blocks: 126,886,696 parameters} */
    public static ResNet wideResnet101() {
        return of("wide_resnet101_2", Kind.WIDE, 3, 4, 23, 3);
    }

    /**
     * {@return a new net of this kind for images with another number of channels}
     *
     * @param channels of the input
     */
    public ResNet channels(int channels) {
        return new ResNet(new Plan(plan.name, plan.blocks, plan.kind, channels, plan.classes));
    }

    /**
     * {@return a new net of this kind with another number of outputs}
     *
     * @param classes outputs
     */
    public ResNet classes(int classes) {
        return new ResNet(new Plan(plan.name, plan.blocks, plan.kind, plan.channels, classes));
    }

    @Override
    public Architecture architecture() {
        return Architecture.of(plan.name).with("channels", plan.channels).with("classes", plan.classes);
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
