package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static Trace trace(UnaryOperator<Tensor> work, long... shape) {
        Tensor x = Tensor.randn(new Rng(1), shape);
        return Trace.of(List.of(x), () -> work.apply(x), () -> "here");
    }

    private static List<String> operations(UnaryOperator<Tensor> work, long... shape) {
        try (Trace trace = trace(work, shape)) {
            return trace.steps().stream().map(Trace.Step::operation).toList();
        }
    }

    @Test
    void stepsTellOperandsAttributesAndPlace() {
        Tensor w = Tensor.ones(4, 3, 3, 3);
        ConvSpec spec = ConvSpec.of(1, 1);
        try (Trace trace = trace(x -> Convolution.conv2d(x, w, null, spec).mul(2), 2, 3, 5, 5)) {
            Trace.Step conv = trace.steps().get(0);
            assertThat(conv.operation()).isEqualTo("conv2d");
            assertThat(conv.attributes()).containsOnlyKeys("spec").containsValue(spec);
            assertThat(conv.place()).isEqualTo("here");
            assertThat(conv.inputs()).hasSize(3);
            assertThat(conv.inputs().get(0)).isEqualTo(trace.inputs().get(0));
            assertThat(conv.inputs().get(1)).isInstanceOf(Trace.Constant.class);
            assertThat(conv.inputs().get(1).shape()).isEqualTo(w.shape());
            assertThat(conv.inputs().get(2)).isNull();
            assertThat(conv.outputs().get(0).shape()).isEqualTo(Shape.of(2, 4, 5, 5));
            Trace.Step times = trace.steps().get(1);
            assertThat(times.operation()).isEqualTo("affine");
            assertThat(times.attributes()).containsEntry("scale", 2.0).containsEntry("shift", 0.0);
            assertThat(times.inputs()).containsExactlyElementsOf(conv.outputs());
            assertThat(trace.output()).isEqualTo(times.outputs().get(0));
        }
    }

    @Test
    void operationsMadeOfOthersAppearAsOne() {
        Tensor one = Tensor.ones(3);
        assertThat(operations(x -> Normalization.groupNorm(x, 3, one, one, 1e-5), 2, 3, 4, 4))
                .containsExactly("groupNorm");
        assertThat(operations(x -> Resize.pixelShuffle(x, 2), 2, 4, 3, 3)).containsExactly("pixelShuffle");
        assertThat(operations(x -> x.mean(1, 2), 2, 4, 3, 3)).containsExactly("mean");
        assertThat(operations(x -> x.permute(0, 1).relu(), 2, 4)).containsExactly("permute", "relu");
        assertThat(operations(x -> x.slice(0, 0, 2, 1).relu(), 2, 4)).containsExactly("slice", "relu");
    }

    @Test
    void whatNothingReadsIsNoStep() {
        assertThat(operations(
                        x -> {
                            x.exp();
                            return x.tanh();
                        },
                        2))
                .containsExactly("tanh");
    }

    @Test
    void whatDoesNotDependOnTheInputIsNoStep() {
        Tensor w = Tensor.ones(3);
        assertThat(operations(x -> x.mul(w.exp().add(w)), 2, 3)).containsExactly("mul");
    }

    @Test
    void constantsThatAreReadTwiceAreOne() {
        Tensor w = Tensor.ones(3);
        try (Trace trace = trace(x -> x.mul(w).add(w), 2, 3)) {
            assertThat(trace.steps().get(0).inputs().get(1))
                    .isSameAs(trace.steps().get(1).inputs().get(1));
        }
    }

    @Test
    void copiesAndOtherHandlesAreTheSameValue() {
        try (Trace trace = trace(x -> x.copy().detach().alias().tanh(), 2, 3)) {
            assertThat(trace.steps()).hasSize(1);
            assertThat(trace.steps().get(0).inputs()).containsExactlyElementsOf(trace.inputs());
        }
    }

    @Test
    void whatIsChangedInPlaceIsAnotherValue() {
        try (Trace trace = trace(
                x -> {
                    Tensor y = x.mul(2);
                    Tensor before = y.tanh();
                    y.leakyRelu_(0.1);
                    return before.add(y);
                },
                2,
                3)) {
            assertThat(trace.steps()).map(Trace.Step::operation).containsExactly("affine", "tanh", "leakyRelu_", "add");
            Trace.Step relu = trace.steps().get(2);
            assertThat(relu.attributes()).containsEntry("slope", 0.1);
            assertThat(trace.steps().get(3).inputs().get(1))
                    .isEqualTo(relu.outputs().get(0));
            assertThat(relu.inputs())
                    .containsExactlyElementsOf(trace.steps().get(0).outputs());
        }
    }

    @Test
    void changesThroughAnotherViewAreNoticed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trace(
                        x -> {
                            Tensor y = x.mul(2);
                            y.narrow(0, 0, 1).mul_(3);
                            return y.exp();
                        },
                        2,
                        3))
                .withMessageContaining("whose memory was changed through another view");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trace(x -> x.asStrided(Shape.of(2), new long[] {1}, 1), 2, 3))
                .withMessageContaining("asStrided");
    }

    @Test
    void readingIsNoticed() {
        for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(
                x -> x.mul(x.sum().item()),
                x -> Tensor.of(x.toLongArray()),
                x -> x.gt(0).allTrue() ? x : x.neg(),
                x -> Tensor.of(x.nd()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trace(f, 2, 3))
                    .withMessageContaining("depends on the net's input are read here");
        }
        assertThat(operations(x -> x.mul(Tensor.ones(1).item()), 2, 3)).containsExactly("affine");
    }

    @Test
    void operationsOfOneSOwnAreStepsByTheirName() {
        assertThat(operations(
                        x -> Autograd.record(
                                "mine", Tensor.ones(2), new Tensor[] {x}, Autograd.nothing(), g -> g.to(0, g::out)),
                        2))
                .containsExactly("mine");
    }

    @Test
    void onlyThisThreadIsTraced() throws InterruptedException {
        var traced = new AtomicBoolean(true);
        var other = new Thread(() -> traced.set(Trace.isOn()));
        assertThat(Trace.isOn()).isFalse();
        Tensor x = Tensor.ones(2);
        Trace.of(
                        List.of(x),
                        () -> {
                            assertThat(Trace.isOn()).isTrue();
                            other.start();
                            return x.exp();
                        },
                        () -> "")
                .close();
        other.join();
        assertThat(traced).isFalse();
        assertThat(Trace.isOn()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> trace(y -> y.reshape(7), 2));
        assertThat(Trace.isOn()).isFalse();
    }

    @Test
    void tracesDoNotStandInsideOneAnother() {
        assertThatIllegalStateException()
                .isThrownBy(() -> trace(x -> x.add(trace(y -> y, 2).inputs().size()), 2))
                .withMessageStartingWith("this thread is tracing already");
        assertThatIllegalStateException()
                .isThrownBy(() -> Trace.step("mine", Tensor.ones(1), new Tensor[0]))
                .withMessage("nobody traces: ask isOn() first");
    }

    @Test
    void nothingIsRecordedAndNothingStays() {
        long before = Settled.stats().live();
        Tensor w = Tensor.ones(DType.F32, Shape.of(100)).requiresGrad();
        try (Scope scope = Scope.open();
                Trace trace = trace(x -> x.mul(w.exp()).tanh(), 100)) {
            assertThat(trace.steps()).hasSize(2);
        }
        w.close();
        assertThat(Settled.stats().live()).isEqualTo(before);
    }
}
