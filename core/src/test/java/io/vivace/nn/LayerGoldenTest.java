package io.vivace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.memory.Shape;
import io.vivace.tensor.GruOutput;
import io.vivace.tensor.LstmOutput;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer against PyTorch: outputs, gradients of input and parameters, and what becomes of buffers. */
class LayerGoldenTest {
    private static final Map<String, Supplier<Module>> LAYERS = new HashMap<>();

    static {
        LAYERS.put("linear", () -> Linear.of(5, 3));
        LAYERS.put("linear, no bias, three axes", () -> Linear.of(5, 3).noBias());
        LAYERS.put("conv1d", () -> Conv1d.of(3, 4, 3).stride(2));
        LAYERS.put("conv2d", () -> Conv2d.of(3, 4, 3));
        LAYERS.put(
                "conv2d, stride 2, no bias", () -> Conv2d.of(3, 4, 3).stride(2).noBias());
        LAYERS.put("conv2d, even kernel", () -> Conv2d.of(2, 3, 4).stride(2));
        LAYERS.put("conv2d, dilated", () -> Conv2d.of(2, 3, 3).dilation(2));
        LAYERS.put("conv2d, depthwise", () -> Conv2d.of(4, 4, 3).groups(4));
        LAYERS.put(
                "conv2d, rectangular, unpadded",
                () -> Conv2d.of(2, 3, 3, 1).stride(2, 1).padding(0));
        LAYERS.put("convTranspose1d", () -> ConvTranspose1d.of(3, 2, 4).stride(2));
        LAYERS.put("convTranspose2d, 2 by 2", () -> ConvTranspose2d.of(3, 4, 2).stride(2));
        LAYERS.put("convTranspose2d, 4 by 4", () -> ConvTranspose2d.of(3, 2, 4).stride(2));
        LAYERS.put("convTranspose2d, 3 by 3", () -> ConvTranspose2d.of(2, 3, 3).stride(2));
        LAYERS.put(
                "convTranspose2d, unpadded, groups",
                () -> ConvTranspose2d.of(4, 2, 4).padding(0).groups(2).noBias());
        LAYERS.put("batchNorm1d", () -> BatchNorm1d.of(4));
        LAYERS.put("batchNorm1d, sequence, eval", () -> BatchNorm1d.of(4).eval());
        LAYERS.put("batchNorm2d", () -> BatchNorm2d.of(3).momentum(0.01));
        LAYERS.put("batchNorm2d, eval", () -> BatchNorm2d.of(3).eval());
        LAYERS.put("batchNorm2d, relu", () -> BatchNorm2d.of(3).relu());
        LAYERS.put("batchNorm2d, plain", () -> BatchNorm2d.of(3).noAffine().eps(1e-3));
        LAYERS.put("instanceNorm2d", () -> InstanceNorm2d.of(3));
        LAYERS.put("instanceNorm2d, affine", () -> InstanceNorm2d.of(3).affine());
        LAYERS.put("layerNorm", () -> LayerNorm.of(6));
        LAYERS.put("layerNorm, two axes", () -> LayerNorm.of(4, 6).eps(1e-3));
        LAYERS.put("groupNorm", () -> GroupNorm.of(2, 6));
        LAYERS.put("maxPool2d", () -> MaxPool2d.of(3).stride(2).padding(1));
        LAYERS.put("maxPool2d, ceil", () -> MaxPool2d.of(3).stride(2).ceil());
        LAYERS.put("avgPool2d", () -> AvgPool2d.of(2));
        LAYERS.put(
                "avgPool2d, padded", () -> AvgPool2d.of(3).stride(2).padding(1).ceil());
        LAYERS.put(
                "avgPool2d, padding ignored",
                () -> AvgPool2d.of(3).stride(2).padding(1).ignorePadding());
        LAYERS.put("adaptiveMaxPool2d", () -> AdaptivePool2d.max(3));
        LAYERS.put("adaptiveAvgPool2d", () -> AdaptivePool2d.avg(3));
        LAYERS.put("adaptiveConcatPool2d", () -> AdaptivePool2d.maxAndAvg(1));
        LAYERS.put("relu", Layers::relu);
        LAYERS.put("leakyRelu", () -> Layers.leakyRelu(0.1));
        LAYERS.put("prelu", () -> Prelu.of(3));
        LAYERS.put("relu6", () -> Layers.sequential(Layers.lambda("·8", x -> x.mul(8)), Layers.relu6()));
        LAYERS.put("elu", () -> Layers.elu(0.7));
        LAYERS.put("selu", Layers::selu);
        LAYERS.put("gelu", Layers::gelu);
        LAYERS.put("silu", Layers::silu);
        LAYERS.put("sigmoid", Layers::sigmoid);
        LAYERS.put("sigmoidRange", () -> Layers.sigmoidRange(-0.5, 5.5));
        LAYERS.put("tanh", Layers::tanh);
        LAYERS.put("softplus", Layers::softplus);
        LAYERS.put("hardSigmoid", Layers::hardSigmoid);
        LAYERS.put("hardSwish", Layers::hardSwish);
        LAYERS.put("hardTanh", () -> Layers.hardTanh(-0.5, 0.7));
        LAYERS.put("softmax", () -> Layers.softmax(1));
        LAYERS.put("logSoftmax", () -> Layers.logSoftmax(1));
        LAYERS.put("lstm", () -> Lstm.of(3, 4));
        LAYERS.put(
                "lstm, two layers, both directions, states",
                () -> new WithStates(Lstm.of(3, 2).layers(2).bothDirections()));
        LAYERS.put(
                "lstm, batch first, no bias", () -> Lstm.of(2, 3).batchFirst().noBias());
        LAYERS.put("gru", () -> Gru.of(3, 4));
        LAYERS.put(
                "gru, two layers, both directions, states",
                () -> new WithStates(Gru.of(3, 2).layers(2).bothDirections()));
        LAYERS.put("gru, batch first, no bias", () -> Gru.of(2, 3).batchFirst().noBias());
        LAYERS.put("flatten", Layers::flatten);
        LAYERS.put("pixelShuffle", () -> Layers.pixelShuffle(2));
        LAYERS.put("upsample", () -> Layers.upsample(2));
        LAYERS.put("upsampleBilinear", () -> Layers.upsampleBilinear(2, false));
        LAYERS.put("upsampleBilinear, corners", () -> Layers.upsampleBilinear(2, true));
    }

    /** All that a recurrent layer of four states of size 2 answers, in a row. */
    private static final class WithStates extends Module {
        private final Module rnn;

        WithStates(Module rnn) {
            this.rnn = child("rnn", rnn);
        }

        @Override
        protected Tensor compute(Tensor x) {
            Shape states = Shape.of(4, x.size(1), 2);
            Tensor hidden = Waves.wave(states, 0.47);
            if (rnn instanceof Lstm lstm) {
                LstmOutput o = lstm.run(x, hidden, Waves.wave(states, 0.67));
                return Tensor.cat(0, flat(o.steps()), flat(o.hidden()), flat(o.cells()));
            }
            GruOutput o = ((Gru) rnn).run(x, hidden);
            return Tensor.cat(0, flat(o.steps()), flat(o.hidden()));
        }

        private static Tensor flat(Tensor t) {
            return t.reshape(t.elements());
        }
    }

    static Stream<Arguments> cases() throws IOException {
        try (InputStream in = LayerGoldenTest.class.getResourceAsStream("/golden/layers.json")) {
            JsonNode cases = new ObjectMapper().readTree(in);
            assertThat(cases).hasSize(LAYERS.size());
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(c -> Arguments.of(c.get("name").asText(), c));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void answersAsPyTorchDoes(String name, JsonNode golden) {
        try (var scope = Scope.open();
                Module layer = LAYERS.get(name).get()) {
            Waves.fill(layer);
            Tensor x = Waves.wave(shape(golden.get("input")), 0.61).requiresGrad();
            Tensor y = layer.forward(x);
            assertThat(y.shape()).isEqualTo(shape(golden.get("shape")));
            isClose("output", y, golden.get("y"));
            y.backward(Waves.wave(y.shape(), 0.73), false, false);
            isClose("gradient of the input", x.grad(), golden.get("dx"));
            assertThat(layer.parameters()).hasSize(golden.get("gradients").size());
            layer.parameters()
                    .forEach((n, p) -> isClose(
                            "gradient of " + n,
                            p.grad(),
                            golden.get("gradients").get(n.substring(n.lastIndexOf('.') + 1))));
            layer.buffers()
                    .forEach((n, b) -> isClose(n, b, golden.get("buffers").get(n)));
        }
    }

    private static Shape shape(JsonNode dims) {
        return Shape.of(StreamSupport.stream(dims.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray());
    }

    private static void isClose(String what, Tensor given, JsonNode expected) {
        float[] v = given.toFloatArray();
        assertThat(v).as(what).hasSize(expected.size());
        double largest = 1;
        for (JsonNode e : expected) {
            largest = Math.max(largest, Math.abs(e.asDouble()));
        }
        for (int i = 0; i < v.length; i++) {
            assertThat((double) v[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo(expected.get(i).asDouble(), offset(2e-5 * largest));
        }
    }
}
