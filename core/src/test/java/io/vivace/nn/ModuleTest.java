package io.vivace.nn;

import static io.vivace.nn.Layers.identity;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModuleTest {
    /** A net with a part that has a name, as the models have. */
    private static final class Net extends Module {
        private final Sequential body = child("body", sequential(Linear.of(3, 4), relu(), Linear.of(4, 2)));
        private final Linear head = child("head", Linear.of(2, 5).noBias());

        @Override
        protected Tensor compute(Tensor x) {
            return chain(x, body, head);
        }
    }

    /** The order in which kernels read them; what they are does not depend on it. */
    @Test
    void shapesAreKnownBeforeThereAreValues() {
        var net = new Net();
        long before = MemoryStats.now().inUse();

        Shape shape = net.sizing(() -> {
            try (var scope = Scope.open()) {
                return net.forward(Tensor.zeros(2, 3)).shape();
            }
        });

        assertThat(shape).isEqualTo(Shape.of(2, 5));
        assertThat(net.isTraining()).isTrue();
        assertThat(net.parameters().values()).noneMatch(Parameter::isReady);
        assertThat(MemoryStats.now().inUse()).isEqualTo(before);
        net.init(new Rng(1));
        float[] values = net.parameters().get("head.weight").value().toFloatArray();
        net.sizing(() -> net.parameters().get("head.weight").value());
        assertThat(net.parameters().get("head.weight").value().toFloatArray())
                .as("values that are there stay")
                .isEqualTo(values);
        assertThatThrownBy(() -> new Net().sizing(() -> {
                    throw new IllegalStateException("in between");
                }))
                .hasMessage("in between");
    }

    @Test
    void weightsOfConvolutionsAndTheirGradientsLieChannelsLast() {
        try (var conv = Conv2d.of(3, 4, 3);
                var scope = Scope.open()) {
            float[] values = new float[4 * 3 * 3 * 3];
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
            conv.weight().set(Tensor.of(values).reshape(4, 3, 3, 3));
            conv.bias().set(Tensor.zeros(4));

            conv.forward(Tensor.ones(2, 3, 5, 5)).sum().backward();

            Tensor w = conv.weight().value();
            assertThat(w.strides()).containsExactly(27, 1, 9, 3);
            assertThat(w.grad().strides()).containsExactly(27, 1, 9, 3);
            assertThat(w.toFloatArray()).containsExactly(values);
        }
    }

    @Test
    void namesAreThoseOfPyTorch() {
        try (var net = new Net()) {
            assertThat(net.parameters().keySet())
                    .containsExactly("body.0.weight", "body.0.bias", "body.2.weight", "body.2.bias", "head.weight");
            assertThat(net.parameterCount()).isEqualTo(12 + 4 + 8 + 2 + 10);
            assertThat(net.modules().keySet()).containsExactly("", "body", "body.0", "body.1", "body.2", "head");
            assertThat(net.toString()).isEqualTo("""
                            Net
                              body: Sequential
                                0: Linear(3→4)
                                1: ReLU
                                2: Linear(4→2)
                              head: Linear(2→5)""");
        }
    }

    @Test
    void aRefusedShapeNamesTheLayerAndItsPathOnce() {
        var net = new Net();
        net.init(new Rng(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.forward(Tensor.zeros(8, 7)))
                .withMessageStartingWith("Linear(3→4) in Net.body[0]: linear: the input [8, 7] must end in 3 features")
                .withMessageNotContaining("Net.body: ");
    }

    @Test
    void aRefusedShapeOfALayerOnItsOwnHasNoPath() {
        var layer = Linear.of(3, 4);
        layer.init(new Rng(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.forward(Tensor.zeros(8, 7)))
                .withMessageStartingWith("Linear(3→4): linear: the input");
    }

    @Test
    void aNetWithoutValuesSaysHowToGiveThem() {
        assertThatThrownBy(() -> new Net().forward(Tensor.zeros(1, 3)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no values yet")
                .hasMessageContaining("init(new Rng(seed))");
    }

    @Test
    void equalSeedsGiveEqualBits() {
        assertThat(values(new Net().init(new Rng(7)))).isEqualTo(values(new Net().init(new Rng(7))));
        assertThat(values(new Net().init(new Rng(7)))).isNotEqualTo(values(new Net().init(new Rng(8))));
    }

    private static List<Float> values(Module net) {
        List<Float> all = new ArrayList<>();
        net.state().values().forEach(t -> {
            for (float v : t.toFloatArray()) {
                all.add(v);
            }
        });
        return all;
    }

    @Test
    void stateMakesARoundTrip() {
        try (var a = new Net().init(new Rng(1));
                var b = new Net().init(new Rng(2))) {
            b.load(a.state());
            assertThat(values(b)).isEqualTo(values(a));
            Tensor x = Tensor.of(new float[] {1, -2, 3}, 1, 3);
            assertThat(b.forward(x).toFloatArray()).isEqualTo(a.forward(x).toFloatArray());
        }
    }

    @Test
    void loadingCanBeTheFirstThingThatGivesValues() {
        try (var a = new Net().init(new Rng(1));
                var b = new Net().load(a.state())) {
            assertThat(values(b)).isEqualTo(values(a));
            a.parameters().get("head.weight").value();
            Autograd.noGrad(() -> {
                a.parameters().get("head.weight").value().fill_(9);
            });
            assertThat(values(b)).as("a copy, not the same memory").isNotEqualTo(values(a));
        }
    }

    @Test
    void loadedValuesBecomeF32AndHoldNoMemoryOfTheState() {
        var layer = Linear.of(256, 256).noBias();
        long before = Settled.stats().inUse();
        Tensor half = Tensor.ones(DType.BF16, Shape.of(256, 256)).keep();
        layer.load(Map.of("weight", half));
        half.close();
        assertThat(layer.weight().value().dtype()).isEqualTo(DType.F32);
        assertThat(layer.weight().value().toFloatArray()).containsOnly(1f);
        assertThat(MemoryStats.now().inUse() - before).isEqualTo(256 * 256 * 4);
        layer.close();
    }

    @Test
    void everythingThatDoesNotFitIsListedAtOnceAndNothingIsLoaded() {
        var net = new Net().init(new Rng(1));
        var before = values(net);
        Map<String, Tensor> state = new HashMap<>(new Net().init(new Rng(2)).state());
        state.remove("body.0.bias");
        state.put("tail.weight", Tensor.zeros(1));
        state.put("head.weight", Tensor.zeros(3, 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> net.load(state))
                .withMessageContaining("missing: body.0.bias [4]")
                .withMessageContaining("not known to the net: tail.weight [1]")
                .withMessageContaining("of another shape: head.weight is [3, 2], the net needs [5, 2]")
                .withMessageContaining("loadMatching");
        assertThat(values(net)).isEqualTo(before);

        LoadReport report = net.loadMatching(state);
        assertThat(report.isComplete()).isFalse();
        assertThat(report.missing()).containsExactly("body.0.bias [4]");
        assertThat(net.state().get("body.2.bias").toFloatArray())
                .isEqualTo(state.get("body.2.bias").toFloatArray());
    }

    /** Two layers with one weight. */
    private static final class Tied extends Module {
        Tied() {
            Parameter shared = parameter("weight", Shape.of(2, 2), Parameter.Role.WEIGHT, Init.pytorch());
            child("inner", new Module() {
                {
                    parameter("weight", shared);
                }

                @Override
                protected Tensor compute(Tensor x) {
                    return x;
                }
            });
        }

        @Override
        protected Tensor compute(Tensor x) {
            return x;
        }
    }

    @Test
    void tiedParametersCountOnceAndAreSavedUnderAllNames() {
        var net = new Tied();
        net.init(new Rng(1));
        assertThat(net.parameters().keySet()).containsExactly("weight");
        assertThat(net.parameterCount()).isEqualTo(4);
        assertThat(net.state().keySet()).containsExactly("weight", "inner.weight");
        net.load(Map.of("inner.weight", Tensor.ones(2, 2)));
        assertThat(net.state().get("weight").toFloatArray()).containsOnly(1f);
    }

    @Test
    void snapshotsGoBackToTheLastBit() {
        var net = new Net().init(new Rng(1));
        var before = values(net);
        try (var snapshot = net.snapshot()) {
            net.init(new Rng(2));
            assertThat(values(net)).isNotEqualTo(before);
            snapshot.restore();
            assertThat(values(net)).isEqualTo(before);
        }
    }

    @Test
    void gradientsPassThroughWhatIsFrozenForAWhile() {
        Linear net = Linear.of(2, 1);
        net.init(new Rng(1));
        net.bias().trainable(false);
        Tensor x = Tensor.of(new float[] {1, 2}, 1, 2).requiresGrad();
        net.forward(x).sum().backward();
        Tensor y = net.frozen(() -> net.forward(x));
        x.zeroGrad();
        y.sum().backward();
        assertThat(x.grad().toFloatArray())
                .isEqualTo(net.weight().value().detach().toFloatArray());
        assertThat(net.weight().grad()).isNull();
        assertThat(net.weight().isTrainable()).isTrue();
        assertThat(net.bias().isTrainable()).isFalse();
    }

    @Test
    void frozenParametersGetNoGradient() {
        var net = new Net();
        net.init(new Rng(1));
        net.body.freeze();
        net.forward(Tensor.ones(2, 3)).sum().backward();
        assertThat(net.parameters().get("body.0.weight").grad()).isNull();
        assertThat(net.parameters().get("head.weight").grad()).isNotNull();
        net.zeroGrad();
        assertThat(net.parameters().get("head.weight").grad()).isNull();
        net.unfreeze();
        net.forward(Tensor.ones(2, 3)).sum().backward();
        assertThat(net.parameters().get("body.0.weight").grad()).isNotNull();
    }

    @Test
    void modesReachAllModulesButThoseKeptInEval() {
        var net = new Net();
        net.body.keepInEval(true);
        net.train();
        assertThat(net.isTraining()).isTrue();
        assertThat(net.head.isTraining()).isTrue();
        assertThat(net.body.get(0).isTraining()).isFalse();
        net.body.keepInEval(false);
        assertThat(net.body.get(0).isTraining()).isTrue();
        net.eval();
        assertThat(net.modules().values()).noneMatch(Module::isTraining);
    }

    @Test
    void closingGivesAllMemoryBack() {
        long before = Settled.stats().inUse();
        var net = new Net().init(new Rng(1));
        try (var scope = Scope.open()) {
            net.forward(Tensor.ones(2, 3)).sum().backward();
        }
        assertThat(MemoryStats.now().inUse()).isGreaterThan(before);
        net.close();
        assertThat(MemoryStats.now().inUse()).isEqualTo(before);
    }

    @Test
    void theSummaryShowsShapesCountsAndWhatTrains() {
        var net = new Net();
        net.init(new Rng(1));
        net.train();
        net.body.freeze();
        assertThat(net.summary(8, 3)).isEqualTo("""
                        Net, input [8, 3]
                        layer   what         output  parameters  trains
                        (net)   Net          [8, 5]
                        body    Sequential   [8, 2]
                        body.0  Linear(3→4)  [8, 4]          16  no
                        body.1  ReLU         [8, 4]
                        body.2  Linear(4→2)  [8, 2]          10  no
                        head    Linear(2→5)  [8, 5]          10  yes

                        parameters 36: 10 trained, 26 frozen""");
        assertThat(net.isTraining()).isTrue();
    }

    @Test
    void partsHaveNamesOfTheirOwn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Module() {
                    {
                        child("a", identity());
                        child("a", identity());
                    }

                    @Override
                    protected Tensor compute(Tensor x) {
                        return x;
                    }
                })
                .withMessageContaining("already has a part named 'a'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sequential.named(List.of(Map.entry("a.b", identity()))))
                .withMessageContaining("no dots");
    }

    @Test
    void aModuleOfOneInputRefusesTwo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> relu().forward(List.of(Tensor.zeros(1), Tensor.zeros(1))))
                .withMessageContaining("takes one input, got 2");
    }

    @Test
    void buffersBelongToTheStateButAreNoParameters() {
        var net = new Module() {
            final Buffer seen = buffer("seen", DType.I64, Shape.of(), 0);

            @Override
            protected Tensor compute(Tensor x) {
                seen.value().add_(1);
                return x;
            }
        };
        net.forward(Tensor.zeros(1));
        net.forward(Tensor.zeros(1));
        assertThat(net.state().keySet()).containsExactly("seen");
        assertThat(net.buffers().get("seen").toLongArray()).containsExactly(2);
        net.init(new Rng(1));
        assertThat(net.buffers().get("seen").toLongArray()).containsExactly(0);
        assertThat(net.parameters()).isEmpty();
    }
}
