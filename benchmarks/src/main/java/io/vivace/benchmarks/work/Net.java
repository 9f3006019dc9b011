package io.vivace.benchmarks.work;

import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.vision.models.DarkNet;
import io.vivace.vision.models.ResNet;
import java.util.List;
import java.util.Map;

/** The classifiers that are trained. Other libraries build them from the shapes of their state. */
public enum Net {
    /** ResNet-34 in torchvision's layout. */
    RESNET34,
    /** DarkNet of groups 1, 2, 4, 6, 3 for small pictures. */
    DARKNET;

    /** Residual blocks in each group of DarkNet. */
    public static final List<Integer> DARKNET_GROUPS = List.of(1, 2, 4, 6, 3);

    /** Blocks in each group of ResNet-34. */
    public static final List<Integer> RESNET_GROUPS = List.of(3, 4, 6, 3);

    /**
     * {@return a net without values}
     *
     * @param width channels after the first convolution of DarkNet; ResNet has 64
     * @param classes outputs
     */
    public Module build(int width, int classes) {
        return switch (this) {
            case RESNET34 -> ResNet.resnet34().classes(classes);
            case DARKNET ->
                DarkNet.of(DARKNET_GROUPS.toArray(Integer[]::new)).width(width).classes(classes);
        };
    }

    /**
     * {@return names and shapes of parameters and buffers, in order}
     *
     * @param width as in {@link #build}
     * @param classes as in {@link #build}
     */
    public Map<String, Shape> shapes(int width, int classes) {
        return build(width, classes).shapes();
    }
}
