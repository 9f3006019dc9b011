package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutogradTest {
    private Scope scope = Scope.open();

    @BeforeEach
    void open() {
        scope.close();
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor leaf(float... values) {
        return Tensor.of(values).requiresGrad();
    }

    private static float[] grad(Tensor t) {
        Tensor g = t.grad();
        return g == null ? new float[0] : g.toFloatArray();
    }

    @Test
    void theExampleOfTheDocumentation() {
        Tensor x = leaf(1, 2, 3);
        x.square().sum().backward();
        assertThat(grad(x)).containsExactly(2, 4, 6);
    }

    @Test
    void aValueUsedSeveralTimesCollectsAllGradients() {
        Tensor x = leaf(2, 3);
        Tensor y = x.mul(x).add(x).mul(x); // x³ + x²
        y.sum().backward();
        assertThat(grad(x)).containsExactly(16, 33);
        Tensor z = leaf(1);
        z.expand(5).sum().add(z.sum()).backward();
        assertThat(grad(z)).containsExactly(6);
    }

    @Test
    void gradientsAddUpUntilTheyAreZeroed() {
        Tensor x = leaf(1, 2);
        x.mul(3).sum().backward();
        x.mul(4).sum().backward();
        assertThat(grad(x)).containsExactly(7, 7);
        x.zeroGrad();
        assertThat(x.grad()).isNull();
        x.mul(4).sum().backward();
        assertThat(grad(x)).containsExactly(4, 4);
    }

    @Test
    void gradientsOutliveTheirScope() {
        Tensor x = leaf(1, 2).keep();
        try (var inner = Scope.open()) {
            x.exp().sum().backward();
        }
        assertThat(grad(x)[1]).isCloseTo((float) Math.exp(2), within(1e-5f));
    }

    @Test
    void gradientsDoNotShareMemory() {
        Tensor x = leaf(1, 2);
        Tensor y = leaf(3, 4);
        Tensor z = x.add(y);
        Tensor g = Tensor.ones(2);
        z.backward(g, false, false);
        g.fill_(9);
        x.grad().mul_(5);
        assertThat(grad(x)).containsExactly(5, 5);
        assertThat(grad(y)).containsExactly(1, 1);
    }

    @Test
    void noGradRecordsNothing() {
        Tensor x = leaf(1, 2);
        Tensor y = Autograd.noGrad(() -> {
            assertThat(Autograd.isRecording()).isFalse();
            return Autograd.recording(true, () -> x.mul(2)).mul(3);
        });
        assertThat(Autograd.isRecording()).isTrue();
        assertThat(y.needsGrad()).isFalse();
        assertThatThrownBy(() -> Autograd.noGrad(() -> {
                    throw new IllegalArgumentException("inside");
                }))
                .hasMessage("inside");
        assertThat(Autograd.isRecording()).isTrue();
        assertThatThrownBy(() -> y.sum().backward())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing to differentiate")
                .hasMessageContaining("noGrad()");
    }

    @Test
    void detachedValuesAreConstants() {
        Tensor x = leaf(3);
        Tensor y = x.square();
        y.detach().mul(x).sum().backward();
        assertThat(grad(x)).containsExactly(9);
        assertThat(y.detach().needsGrad()).isFalse();
        assertThatThrownBy(() -> y.requiresGrad(false)).hasMessageContaining("detach()");
        assertThatThrownBy(() -> Tensor.arange(3).requiresGrad()).hasMessageContaining("this is i64");
    }

    @Test
    void aGraphIsUsedUpUnlessItIsRetained() {
        Tensor x = leaf(1, 2);
        Tensor y = x.square().sum();
        y.backward(null, true, false);
        y.backward();
        assertThat(grad(x)).containsExactly(4, 8);
        assertThatThrownBy(y::backward)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'square'")
                .hasMessageContaining("retainGraph");
    }

    @Test
    void backwardNeedsAScalarOrAGradient() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(2);
        assertThatThrownBy(y::backward).hasMessageContaining("got shape [2]").hasMessageContaining("sum()");
        assertThatThrownBy(() -> y.backward(Tensor.ones(3), false, false)).hasMessageContaining("[3]");
        y.backward(Tensor.of(new float[] {1, 10}), false, false);
        assertThat(grad(x)).containsExactly(2, 20);
    }

    @Test
    void gradOfChosenTensorsLeavesTheLeavesAlone() {
        Tensor x = leaf(2);
        Tensor y = leaf(3);
        Tensor h = x.mul(y);
        Tensor out = h.square().sum();
        List<Tensor> g = Autograd.grad(out, y, h);
        assertThat(g.get(0).toFloatArray()).containsExactly(24);
        assertThat(g.get(1).toFloatArray()).containsExactly(12);
        assertThat(x.grad()).isNull();
        assertThat(y.grad()).isNull();
        Tensor other = leaf(1);
        assertThatThrownBy(() -> Autograd.grad(x.mul(2).sum(), other))
                .hasMessageContaining("does not depend on input 0");
        assertThatThrownBy(() -> Autograd.grad(x.mul(2).sum(), Tensor.ones(1)))
                .hasMessageContaining("does not require a gradient");
    }

    @Test
    void onlyWhatIsNeededIsComputed() {
        Tensor x = leaf(2);
        Tensor y = leaf(3);
        List<String> ran = new ArrayList<>();
        Tensor a = spy(x, "a", ran);
        Tensor b = spy(y, "b", ran);
        Autograd.grad(a.mul(b).sum(), y);
        assertThat(ran).containsExactly("b");
    }

    private static Tensor spy(Tensor t, String name, List<String> ran) {
        Tensor out = t.detach().copy();
        return Autograd.record(
                name,
                out,
                new Tensor[] {t},
                Autograd.nothing(),
                g -> g.to(0, () -> {
                    ran.add(name);
                    return g.out();
                }));
    }

    @Test
    void hooksSeeAndChangeTheCompleteGradient() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3);
        List<float[]> seen = new ArrayList<>();
        Runnable remove = y.onGrad(g -> {
            seen.add(g.toFloatArray());
            return g.mul(10);
        });
        y.add(y).sum().backward();
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).containsExactly(2, 2);
        assertThat(grad(x)).containsExactly(60, 60);
        remove.run();
        x.zeroGrad();
        Tensor z = x.mul(3);
        Runnable onLeaf = x.onGrad(UnaryOperator.identity());
        z.sum().backward();
        onLeaf.run();
        assertThat(grad(x)).containsExactly(3, 3);
        assertThatThrownBy(() -> Tensor.ones(1).onGrad(g -> g)).hasMessageContaining("would never run");
    }

    @Test
    void theHookOfALeafChangesWhatIsCollected() {
        Tensor x = leaf(1, 2);
        Runnable remove = x.onGrad(g -> g.clamp(-1, 1));
        x.mul(5).add(x.mul(-1)).sum().backward();
        assertThat(grad(x)).containsExactly(1, 1);
        remove.run();
        remove.run();
        x.zeroGrad();
        x.mul(5).sum().backward();
        assertThat(grad(x)).containsExactly(5, 5);
    }

    @Test
    void retainGradKeepsTheGradientOfAComputedValue() {
        Tensor x = leaf(2);
        Tensor y = x.square().retainGrad();
        Tensor forgotten = y.mul(3);
        forgotten.sum().backward();
        assertThat(grad(y)).containsExactly(3);
        assertThat(forgotten.grad()).isNull();
    }

    @Test
    void gradientsOfGradients() {
        Tensor x = leaf(2, -1);
        Tensor y = x.pow(3).sum();
        Tensor first = Autograd.gradWithGraph(y, x).get(0); // 3x²
        assertThat(first.toFloatArray()).containsExactly(12, 3);
        Tensor second = Autograd.gradWithGraph(first.sum(), x).get(0); // 6x
        assertThat(second.toFloatArray()).containsExactly(12, -6);
        second.square().sum().backward(); // 72x
        assertThat(grad(x)).containsExactly(144, -72);
    }

    @Test
    void backwardWithGraphCollectsADifferentiableGradient() {
        Tensor x = leaf(2);
        x.exp().mul(x).sum().backward(null, true, true); // eˣ(x + 1)
        Tensor g = x.grad();
        assertThat(g).isNotNull();
        if (g != null) {
            Tensor second = Autograd.grad(g.sum(), x).get(0);
            assertThat(second.item()).isCloseTo((float) (Math.exp(2) * 4), within(1e-4f));
        }
    }

    @Test
    void gradientPenalty() {
        // d/dw of (‖d/dx w·x²‖ − 1)² at x = 3, w = 2: 2·(12 − 1)·6
        Tensor w = leaf(2);
        Tensor x = leaf(3);
        Tensor slope = Autograd.gradWithGraph(w.mul(x.square()).sum(), x).get(0);
        slope.norm(false, 0).sub(1).square().sum().backward();
        assertThat(grad(w)).containsExactly(132);
    }

    @Test
    void deepGraphsDoNotOverflowTheStack() {
        Tensor x = leaf(1);
        Tensor y = x;
        for (int i = 0; i < 20_000; i++) {
            y = y.add(0);
        }
        Tensor out = y.sum();
        Autograd.grad(out, Tensor.scalar(1), true, false, x);
        out.backward();
        assertThat(grad(x)).containsExactly(1);
    }

    @Test
    void gradientsHaveTheTypeOfTheirLeaf() {
        Tensor x = Tensor.of(new float[] {1, 2}).to(DType.BF16).requiresGrad();
        Tensor y = leaf(3, 4);
        x.mul(y).sum().backward();
        assertThat(x.grad().dtype()).isEqualTo(DType.BF16);
        assertThat(grad(x)).containsExactly(3, 4);
        assertThat(y.grad().dtype()).isEqualTo(DType.F32);
    }

    @Test
    void gradientsFromOutsideTakeTheTypeAndMustHaveTheShape() {
        Tensor x = Tensor.full(DType.BF16, Shape.of(3), 0.5).requiresGrad();
        Tensor y = x.square();
        y.onGrad(g -> g.to(DType.F32));
        y.backward(Tensor.of(new float[] {1, 2, 3}), true, false);
        assertThat(grad(x)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> Autograd.grad(y, Tensor.ones(2), true, false, x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the gradient has shape [2], what it belongs to has [3]");
        y.onGrad(g -> g.reshape(1, 3));
        assertThatThrownBy(() -> y.backward(Tensor.ones(3), true, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gradient hook: the gradient has shape [1, 3], what it belongs to has [3]");
    }

    @Test
    void threadsRecordOnTheirOwn() throws InterruptedException {
        Tensor x = leaf(1);
        List<Boolean> seen = new ArrayList<>();
        Thread other = new Thread(() -> seen.add(Autograd.isRecording()));
        Autograd.noGrad(() -> {
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(seen).containsExactly(true);
        assertThat(x.mul(2).needsGrad()).isTrue();
    }

    @Test
    void aChangeThroughAViewIsNotOverlooked() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor y = x.mul(2);
        Tensor flat = y.reshape(2, 2);
        flat.relu_();
        assertThat(flat.sum().needsGrad()).isTrue();
        assertThatThrownBy(y::sum)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("computed by")
                .hasMessageContaining("shares its memory")
                .hasMessageContaining("without underscore");
        flat.sum().backward();
        assertThat(grad(x)).containsExactly(2, 2, 2, 2);
        Tensor z = x.mul(2);
        Autograd.noGrad(() -> {
            z.detach().mul_(2);
        });
        z.sum().backward();
        assertThat(grad(x)).as("unrecorded changes are the caller's own affair").containsExactly(4, 4, 4, 4);
    }

    @Test
    void leavesAreChangedOutsideTheGraph() {
        Tensor x = leaf(1, 2);
        assertThatThrownBy(() -> x.add_(1)).hasMessageContaining("leaf").hasMessageContaining("noGrad");
        Autograd.noGrad(() -> {
            x.add_(1);
        });
        assertThat(x.toFloatArray()).containsExactly(2, 3);
        Tensor y = x.mul(2).sum();
        y.backward();
        assertThat(grad(x)).containsExactly(2, 2);
    }

    @Test
    void recordedChangesInPlaceHaveGradients() {
        Tensor x = leaf(2, -2);
        Tensor w = leaf(3, 4);
        x.mul(1).mul_(w).add_(1).sub_(w).div_(Tensor.scalar(2)).relu_().sum().backward();
        assertThat(grad(x)).containsExactly(1.5f, 0);
        assertThat(grad(w)).containsExactly(new float[] {.5f, 0}, within(0f));
    }
}
