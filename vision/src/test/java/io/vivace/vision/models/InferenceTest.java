package io.vivace.vision.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.DType;
import io.vivace.memory.Pool;
import io.vivace.nn.Inference;
import io.vivace.nn.Module;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every net answers the same when it is made ready for use. */
class InferenceTest {
    /** Deeper ones of the same blocks, and heads of a hundred million weights: {@link #nets} has their parts. */
    private static final Set<String> LEFT_OUT = Set.of(
            "resnet101",
            "resnet152",
            "resnext101_32x8d",
            "resnext101_64x4d",
            "wide_resnet50_2",
            "wide_resnet101_2",
            "vgg16",
            "vgg16_bn",
            "vgg19",
            "vgg19_bn",
            "wide_resnet",
            "efficientnet_b1",
            "efficientnet_b2",
            "efficientnet_b3",
            "efficientnet_b4",
            "efficientnet_b6",
            "efficientnet_b7");

    static Stream<Arguments> nets() {
        Map<String, Supplier<Module>> all = new LinkedHashMap<>();
        for (String name : BuiltIn.NETS.keySet()) { // others may have registered theirs in this process
            if (!LEFT_OUT.contains(name)) {
                all.put(name, () -> Architecture.of(name).build());
            }
        }
        all.put("vgg16_bn features", () -> Vgg.vgg16Bn().features());
        all.put("vgg19 features", () -> Vgg.vgg19().features());
        all.put("wide_resnet", () -> PreActResNet.wide(10, 2));
        all.put("unet", UNet::resnet34);
        all.put("darknet of few", () -> DarkNet.of(1, 2).width(16));
        all.put("resnet34 body and head", InferenceTest::learnersNet);
        return all.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    private static Module learnersNet() {
        return io.vivace.nn.Layers.sequential(
                ResNet.resnet34().body().net(), io.vivace.vision.Head.standard().build(512, 7));
    }

    /** Statistics at random; scales so that the numbers stay of one size through all layers. */
    private static void fill(Module net) {
        net.init(new Rng(1));
        var rng = new Rng(2);
        Autograd.noGrad(() -> net.state().forEach((name, t) -> {
            try (var scope = Scope.open()) {
                if (name.endsWith("running_var")) {
                    t.copy_(Tensor.rand(rng, t.shape().toArray()).add(0.5));
                } else if (name.endsWith("running_mean")) {
                    t.copy_(Tensor.randn(rng, t.shape().toArray()).mul(0.2));
                }
            }
        }));
    }

    /** Nets of many sizes would leave memory of many sizes behind. */
    @AfterEach
    void giveMemoryBack() {
        Pool.host().trim();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nets")
    void answersAsInEvaluation(String name, Supplier<Module> make) {
        try (var scope = Scope.open();
                Module net = make.get()) {
            fill(net);
            int side = side(name);
            Tensor x = Tensor.randn(new Rng(3), 2, 3, side, side).channelsLast();
            try (Inference use = net.forInference()) {
                Tensor expected = net.evaluating(() -> net.forward(x));
                agree(use.forward(x), expected, 1e-4);
                Tensor half = Precision.BF16.compute(() -> use.forward(x)).to(DType.F32);
                Tensor plain = Precision.BF16
                        .compute(() -> net.evaluating(() -> net.forward(x)))
                        .to(DType.F32);
                double usual = distance(plain, expected);
                assertThat(distance(half, expected)).isLessThan(Math.max(2 * usual, 2e-2));
            }
        }
    }

    private static int side(String name) {
        return switch (name) {
            case "simple_net" -> 32; // it takes pictures of one size only
            case "inception_v4", "inception_resnet_v2" -> 80; // they take none of less than 75
            default -> 64;
        };
    }

    private static void agree(Tensor given, Tensor expected, double tolerance) {
        assertThat(given.shape()).isEqualTo(expected.shape());
        assertThat(distance(given, expected)).isLessThan(tolerance);
    }

    /** {@return how far two results are apart, as a share of their size} */
    private static double distance(Tensor a, Tensor b) {
        return Math.sqrt(a.sub(b).square().mean().item() / b.square().mean().item());
    }

    @Test
    void everyNetIsTried() {
        assertThat(nets().map(a -> (String) a.get()[0])).hasSizeGreaterThan(15);
    }
}
