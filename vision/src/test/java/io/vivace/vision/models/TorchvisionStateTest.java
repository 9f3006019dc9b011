package io.vivace.vision.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vivace.io.TorchFile;
import io.vivace.loss.Loss;
import io.vivace.nn.Dropout;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A state_dict that PyTorch saved gives the outputs and gradients that PyTorch computes. The files are large and not part of the
 * project: docs/weights.md says how to make them.
 */
class TorchvisionStateTest {
    private static final double OUTPUT_TOLERANCE = 1e-4;
    /** A ReLU whose input is 0 but for rounding changes single gradients by some percent; PyTorch itself differs by 3 % so. */
    private static final double GRADIENT_TOLERANCE = 0.05;

    private static final double MEAN_TOLERANCE = 2e-3;

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of(
                        "resnet34", (Supplier<Module>) () -> ResNet.resnet34().classes(10)),
                Arguments.of("vgg16_bn", (Supplier<Module>) () -> Vgg.vgg16Bn().classes(10)),
                Arguments.of("squeezenet1_1", (Supplier<Module>)
                        () -> SqueezeNet.squeezenet11().classes(10)),
                Arguments.of(
                        "alexnet", (Supplier<Module>) () -> AlexNet.alexnet().classes(10)),
                Arguments.of("efficientnet_b0", (Supplier<Module>)
                        () -> EfficientNet.b(0).classes(10)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void computesWhatPyTorchComputes(String name, Supplier<Module> make) {
        Path folder = folder();
        try (var scope = Scope.open();
                Module net = make.get()) {
            net.load(TorchFile.read(folder.resolve(name + ".pth")));
            Map<String, Tensor> expected = TorchFile.read(folder.resolve(name + ".expected.pth"));
            net.apply(m -> {
                if (m instanceof Dropout) {
                    m.keepInEval(true);
                }
            });
            compare(name, net.eval(), expected, "eval");
            compare(name, net.train(), expected, "train");
        }
    }

    private static void compare(String name, Module net, Map<String, Tensor> expected, String mode) {
        try (var scope = Scope.open()) {
            net.zeroGrad();
            Tensor x = expected.get("x").copy().requiresGrad();
            Tensor logits = net.forward(x);
            Tensor loss = Loss.crossEntropy(logits, expected.get("y"));
            loss.backward();
            double logitsOff = check(name + " logits", logits, expected.get(mode + ".logits"), 0, OUTPUT_TOLERANCE);
            double lossOff = check(name + " loss", loss, expected.get(mode + ".loss"), 0, OUTPUT_TOLERANCE);
            double inputOff =
                    check(name + " gradient of x", x.grad(), expected.get(mode + ".grad_x"), 0, GRADIENT_TOLERANCE);
            double scale = net.parameters().keySet().stream()
                    .mapToDouble(p -> largest(expected.get(mode + ".grad." + p).toFloatArray()))
                    .max()
                    .orElse(0);
            double worst = 0;
            for (Map.Entry<String, Parameter> p : net.parameters().entrySet()) {
                Tensor want = expected.get(mode + ".grad." + p.getKey());
                worst = Math.max(
                        worst,
                        check(
                                name + " gradient of " + p.getKey(),
                                sample(p.getValue().grad()),
                                want,
                                1e-2 * scale,
                                GRADIENT_TOLERANCE));
            }
            System.out.printf(
                    "%s %s: largest differences, relative to the largest value: logits %.1e, loss %.1e, gradient by x %.1e,"
                            + " by parameters %.1e%n",
                    name, mode, logitsOff, lossOff, inputOff, worst);
        }
    }

    /** The values that the script kept. */
    private static Tensor sample(Tensor gradient) {
        float[] all = gradient.toFloatArray();
        int step = Math.max(1, all.length / 2000);
        float[] some = new float[(all.length + step - 1) / step];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[i * step];
        }
        return Tensor.of(some);
    }

    /**
     * {@return the largest difference, relative to the largest value} Biases before batch norm have gradients of 0, of which only
     * rounding is left: {@code least} is what counts as a value.
     */
    private static double check(String what, Tensor found, Tensor expected, double least, double tolerance) {
        assertThat(expected).as(what + " expected").isNotNull();
        float[] f = found.toFloatArray();
        float[] e = expected.toFloatArray();
        assertThat(f).as(what).hasSameSizeAs(e);
        double off = 0;
        double sum = 0;
        for (int i = 0; i < e.length; i++) {
            off = Math.max(off, Math.abs(f[i] - e[i]));
            sum += Math.abs(f[i] - e[i]);
        }
        double scale = Math.max(least, largest(e));
        assertThat(off / scale).as(what + ": largest relative difference").isLessThan(tolerance);
        assertThat(sum / e.length / scale)
                .as(what + ": mean relative difference")
                .isLessThan(MEAN_TOLERANCE);
        return off / scale;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    private static Path folder() {
        Path folder = Path.of(System.getProperty("vivace.torchvision", "/tmp/vivace-torchvision"));
        assumeTrue(
                Files.isRegularFile(folder.resolve("resnet34.pth")),
                () -> "no files in " + folder + "; scripts/golden/torchvision_state.py makes them");
        return folder;
    }
}
