package io.vivace.onnx;

import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Scope;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every architecture gives in ONNX Runtime what it gives here, for other batches and other pictures than it was traced with. */
class ArchitecturesTest {
    private static final OnnxOptions PICTURES = OnnxOptions.of(Shape.of(1, 3, 64, 64));

    @TempDir
    Path folder;

    /** Nets that were made for pictures of one size. */
    private static final Map<String, Integer> SIDES =
            Map.of("box_net", 64, "ssd", 64, "pyramid_ssd", 64, "simple_net", 32);

    /** Deeper and wider ones of the same blocks. */
    private static final Set<String> LEFT_OUT = Set.of(
            "resnext101_32x8d",
            "resnext101_64x4d",
            "wide_resnet50_2",
            "wide_resnet101_2",
            "efficientnet_b1",
            "efficientnet_b2",
            "efficientnet_b3",
            "efficientnet_b4",
            "efficientnet_b6",
            "efficientnet_b7");

    /** They take pictures of 75 pixels and more. */
    private static final Set<String> LARGE = Set.of("inception_v4", "inception_resnet_v2");

    static Stream<String> names() {
        return Architecture.names().stream()
                .filter(name -> !SIDES.containsKey(name) && !LEFT_OUT.contains(name) && !LARGE.contains(name));
    }

    static Stream<String> ofOneSize() {
        return SIDES.keySet().stream().sorted();
    }

    static Stream<String> large() {
        return LARGE.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("ofOneSize")
    void theFileOfANetForOneSizeDoesWhatTheNetDoes(String name) {
        int side = SIDES.get(name);
        Architecture a = Architecture.of(name).with("classes", 8);
        Architecture made = name.equals("simple_net") ? a : a.with("rows", side).with("columns", side);
        try (Scope scope = Scope.open();
                Module net = Beside.ready(made.build());
                Beside both = Beside.of(net, folder, OnnxOptions.of(Shape.of(1, 3, side, side)))) {
            both.agreesFor(1, 3, side, side).agreesFor(3, 3, side, side);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theFileDoesWhatTheNetDoes(String name) {
        try (Scope scope = Scope.open();
                Module net = Beside.ready(small(name));
                Beside both = Beside.of(net, folder, PICTURES.openSize())) {
            both.agreesFor(1, 3, 64, 64).agreesFor(3, 3, 64, 64);
            both.agreesFor(2, 3, 96, 64).agreesFor(1, 3, 75, 101);
        }
    }

    @ParameterizedTest
    @MethodSource("large")
    void theFileOfANetForLargePicturesDoesWhatTheNetDoes(String name) {
        try (Scope scope = Scope.open();
                Module net = Beside.ready(small(name));
                Beside both = Beside.of(
                        net, folder, OnnxOptions.of(Shape.of(1, 3, 96, 96)).openSize())) {
            both.agreesFor(1, 3, 96, 96).agreesFor(2, 3, 75, 101);
        }
    }

    /** They all have the same classifier of 120 million numbers, which one of them shows. */
    private static Module small(String name) {
        Architecture a = Architecture.of(name).with("classes", 5);
        return switch (name) {
            case "alexnet", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn" ->
                Body.of(a.build()).net();
            case "darknet" ->
                a.with("residuals", List.of(1, 2, 2)).with("width", 8).build();
            case "wide_resnet" -> a.with("depth", 16).with("factor", 2).build();
            default -> a.build();
        };
    }

    /** Their classifiers need 7×7 or 6×6 pixels, to which pictures of a known size are pooled. */
    @ParameterizedTest
    @ValueSource(strings = {"vgg16", "alexnet"})
    void aNetWithItsClassifier(String name) {
        try (Scope scope = Scope.open();
                Module net =
                        Beside.ready(Architecture.of(name).with("classes", 5).build());
                Beside both = Beside.of(net, folder, PICTURES)) {
            both.agreesFor(1, 3, 64, 64).agreesFor(3, 3, 64, 64);
        }
    }
}
