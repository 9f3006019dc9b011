package io.vivace.onnx;

import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.lambda;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Init;
import io.vivace.nn.Linear;
import io.vivace.nn.MaxPool2d;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file says beside what it computes, and that the net stays as it is. */
class OptionsTest {
    private static final Shape PICTURE = Shape.of(1, 3, 8, 8);

    @TempDir
    Path folder;

    private static Module small() {
        return Beside.ready(sequential(
                Conv2d.of(3, 4, 3),
                BatchNorm2d.of(4),
                relu().inPlace(),
                flatten(),
                Dropout.of(0.5),
                Linear.of(256, 3)));
    }

    private static List<String> nodes(Module net, OnnxOptions options) {
        return Programs.graph(
                net, options, graph -> graph.nodes().stream().map(Node::type).toList());
    }

    @Test
    void bordersHaveNames() throws OrtException {
        OnnxOptions options = OnnxOptions.of(PICTURE).names("picture", "scores");
        try (Module net = small();
                Beside both = Beside.of(net, folder, options)) {
            assertThat(both.session().getInputInfo().values())
                    .map(Beside::text)
                    .containsExactly("picture [batch, 3, 8, 8]");
            assertThat(both.session().getOutputInfo().values())
                    .map(Beside::text)
                    .containsExactly("scores [batch, 3]");
        }
        try (Module net = small();
                Beside both = Beside.of(net, folder, options.fixed())) {
            assertThat(both.session().getInputInfo().values())
                    .map(Beside::text)
                    .containsExactly("picture [1, 3, 8, 8]");
            assertThat(both.session().getOutputInfo().values())
                    .map(Beside::text)
                    .containsExactly("scores [1, 3]");
            both.agreesFor(1, 3, 8, 8);
        }
    }

    @Test
    void openSizesHaveNamesToo() throws OrtException {
        try (Module net = Beside.ready(sequential(Conv2d.of(3, 4, 3)));
                Beside both = Beside.of(net, folder, OnnxOptions.of(PICTURE).openSize())) {
            assertThat(both.session().getInputInfo().values())
                    .map(Beside::text)
                    .containsExactly("input [batch, 3, height, width]");
            assertThat(both.session().getOutputInfo().values())
                    .map(Beside::text)
                    .containsExactly("output [batch, 4, height, width]");
        }
    }

    /** Pictures of 64 divided by 32 are 2, as items are: another trace tells them apart. */
    @Test
    void sizesThatHappenToBeEqualAreToldApart() throws OrtException {
        Module net = sequential(
                MaxPool2d.of(32),
                lambda(
                        "rows",
                        x -> x.reshape(x.size(0) * x.size(2), 3 * x.size(3), 1).mul(2)));
        try (Beside both =
                Beside.of(net, folder, OnnxOptions.of(Shape.of(1, 3, 64, 64)).openSize())) {
            assertThat(both.session().getOutputInfo().values())
                    .map(Beside::text)
                    .containsExactly("output [, , 1]");
            both.agreesFor(5, 3, 96, 64).agreesFor(1, 3, 64, 160);
        }
        net = sequential(
                MaxPool2d.of(32), lambda("size", x -> x.mean(true, 0, 2, 3).expand(x.size(2), 3, 4, 1)));
        try (Beside both =
                Beside.of(net, folder, OnnxOptions.of(Shape.of(1, 3, 64, 64)).openSize())) {
            both.agreesFor(5, 3, 96, 64).agreesFor(1, 3, 64, 160);
        }
    }

    @Test
    void theFileHoldsTexts() throws OrtException {
        OnnxOptions options = OnnxOptions.of(PICTURE)
                .classes(List.of("a \"b\"", "c\\d", "\n"))
                .normalization(new float[] {0.5f, 0.25f}, new float[] {1, 2})
                .metadata("made for", "größere Dinge");
        try (Module net = small();
                Beside both = Beside.of(net, folder, options)) {
            assertThat(both.session().getMetadata().getProducerName()).isEqualTo("Vivace");
            assertThat(both.session().getMetadata().getCustomMetadata())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "classes", "[\"a \\\"b\\\"\",\"c\\\\d\",\"\\u000a\"]",
                            "mean", "[0.5, 0.25]",
                            "std", "[1.0, 2.0]",
                            "made for", "größere Dinge"));
        }
    }

    @Test
    void probabilitiesMayFollow() {
        Tensor x = Tensor.randn(new Rng(1), 4, 3, 8, 8);
        try (Scope scope = Scope.open();
                Module net = small()) {
            Tensor scores = net.evaluating(() -> net.forward(x));
            try (Beside both = Beside.of(net, folder, OnnxOptions.of(PICTURE).softmax())) {
                assertThat(apart(both.run(x), scores.softmax(1))).isLessThan(1e-5f);
            }
            try (Beside both = Beside.of(net, folder, OnnxOptions.of(PICTURE).sigmoid())) {
                assertThat(apart(both.run(x), scores.sigmoid())).isLessThan(1e-5f);
            }
        }
    }

    private static float apart(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item();
    }

    @Test
    void batchNormIsFoldedUnlessItIsToStay() {
        try (Module net = small()) {
            assertThat(nodes(net, OnnxOptions.of(PICTURE))).containsExactly("Conv", "Relu", "Flatten", "Gemm");
            OnnxOptions kept = OnnxOptions.of(PICTURE).keepBatchNorm();
            assertThat(nodes(net, kept)).containsExactly("Conv", "BatchNormalization", "Relu", "Flatten", "Gemm");
            try (Beside both = Beside.of(net, folder, kept)) {
                both.agreesFor(3, 3, 8, 8);
            }
        }
    }

    @Test
    void aConvolutionThatOthersReadKeepsItsWeights() {
        Module conv = Conv2d.of(3, 3, 3);
        Module norm = BatchNorm2d.of(3);
        try (Module net = Beside.ready(new Both(conv, norm));
                Beside both = Beside.of(net, folder, OnnxOptions.of(PICTURE))) {
            assertThat(nodes(net, OnnxOptions.of(PICTURE))).containsExactly("Conv", "BatchNormalization", "Add");
            both.agreesFor(2, 3, 8, 8);
        }
    }

    /** conv(x) + norm(conv(x)). */
    private static final class Both extends Module {
        private final Module conv;
        private final Module norm;

        Both(Module conv, Module norm) {
            this.conv = child("conv", conv);
            this.norm = child("norm", norm);
        }

        @Override
        protected Tensor compute(Tensor x) {
            Tensor y = conv.forward(x);
            return y.add(norm.forward(y));
        }
    }

    /** x · w · wᵀ. */
    private static final class Tied extends Module {
        private final Parameter weight = parameter("weight", Shape.of(6, 6), Parameter.Role.WEIGHT, Init.normal(0, 1));
        private final Module inner = child("inner", new Inner(weight));

        @Override
        protected Tensor compute(Tensor x) {
            return inner.forward(x.linear(weight.value(), null));
        }
    }

    private static final class Inner extends Module {
        private final Parameter weight;

        Inner(Parameter weight) {
            this.weight = parameter("weight", weight);
        }

        @Override
        protected Tensor compute(Tensor x) {
            return x.linear(weight.value(), null);
        }
    }

    @Test
    void tiedWeightsAreHeldOnceUnderTheirName() {
        try (Module net = Beside.ready(new Tied())) {
            List<String> held = Programs.graph(
                    net,
                    OnnxOptions.of(Shape.of(1, 6)),
                    graph -> List.copyOf(graph.initializers().keySet()));
            assertThat(held).containsExactly("weight");
        }
    }

    @Test
    void nodesAreNamedByTheirLayer() {
        try (Module net = Beside.ready(sequential(sequential(Conv2d.of(3, 4, 3)), relu()))) {
            List<String> names = Programs.graph(
                    net,
                    OnnxOptions.of(PICTURE),
                    graph -> graph.nodes().stream().map(Node::name).toList());
            assertThat(names).containsExactly("0.0.Conv", "1.Relu");
        }
    }

    @Test
    void theNetStaysAsItIs() {
        Rng rng = new Rng(3);
        Module net = small();
        net.rng(rng);
        List<String> seen = new ArrayList<>();
        Module watched = net.children().get("0");
        watched.onForward((m, x, y) -> {
            seen.add("ran");
            return null;
        });
        net.children().get("1").eval();
        long[] random = rng.state();
        float[] mean = net.buffers().get("1.running_mean").toFloatArray();

        Onnx.export(net, folder.resolve("net.onnx"), PICTURE);

        assertThat(rng.state()).containsExactly(random);
        assertThat(net.buffers().get("1.running_mean").toFloatArray()).containsExactly(mean);
        assertThat(net.isTraining()).isTrue();
        assertThat(net.children().get("1").isTraining()).isFalse();
        assertThat(net.children().get("4").isTraining()).isTrue();
        assertThat(net.modules().values().stream().filter(Module::hasHooks)).containsExactly(watched);
        assertThat(seen).hasSize(3);
        assertThat(net.parameters().get("0.weight").isTrainable()).isTrue();
        net.close();
    }

    @Test
    void severalInputsAndWholeNumbers() {
        Module net = new Module() {
            @Override
            protected Tensor compute(Tensor x) {
                throw new IllegalArgumentException("two inputs");
            }

            @Override
            protected Tensor compute(List<Tensor> inputs) {
                return inputs.get(0).mul(inputs.get(1).to(DType.F32).unsqueeze(1));
            }
        };
        OnnxOptions options = OnnxOptions.of(Shape.of(2, 3))
                .inputs(
                        new OnnxOptions.Input("x", DType.F32, Shape.of(2, 3)),
                        new OnnxOptions.Input("times", DType.I64, Shape.of(2)));
        try (Beside both = Beside.of(net, folder, options)) {
            both.agreesOn(Tensor.randn(new Rng(1), 4, 3), Tensor.of(new long[] {1, 2, 3, -4}));
        }
    }

    @Test
    void anInputThatIsTheOutput() {
        try (Beside both = Beside.of(lambda("nothing", x -> x), folder, OnnxOptions.of(PICTURE))) {
            both.agreesFor(2, 3, 8, 8);
        }
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> OnnxOptions.of(PICTURE).opset(16))
                .hasMessage("files are written with opset 17 to 23, got 16");
        assertThatThrownBy(() -> OnnxOptions.of())
                .hasMessageStartingWith("give at least one input, and sizes of at least 1");
        assertThatThrownBy(() -> OnnxOptions.of(PICTURE).names("x", "x"))
                .hasMessage("inputs and output need a name each, got [x, x]");
        try (Module net = small()) {
            assertThatThrownBy(() -> Onnx.export(
                            net,
                            folder.resolve("net.onnx"),
                            OnnxOptions.of(PICTURE).names("x", "0.bias")))
                    .hasMessageStartingWith("the output cannot be called \"0.bias\"");
        }
    }
}
