package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.MemoryStats;
import io.vivace.tensor.AttentiveGru.Attention;
import io.vivace.tensor.AttentiveGru.Layer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sizes that several threads share, and dropout; small ones are compared with PyTorch in io.vivace.conformance. */
class AttentiveGruTest {
    private static final int STEPS = 5;
    private static final int ITEMS = 19;
    private static final int WORDS = 23;
    private static final int KEY = 37;
    private static final int VALUE = 41;
    private static final int FEATURES = 29;
    private static final int SIZE = 35;
    private static final double P = 0.3;

    private final Rng rng = new Rng(5);
    private Scope scope;
    private List<Tensor> leaves;
    private Tensor direction;

    @BeforeEach
    void open() {
        scope = Scope.open();
        leaves = new ArrayList<>();
        for (long[] d : new long[][] {
            {STEPS, ITEMS, FEATURES},
            {WORDS, ITEMS, KEY},
            {WORDS, ITEMS, VALUE},
            {2, ITEMS, SIZE},
            {KEY, SIZE},
            {KEY},
            {KEY},
            {FEATURES, VALUE},
            {3 * SIZE, FEATURES},
            {3 * SIZE, SIZE},
            {3 * SIZE},
            {3 * SIZE},
            {3 * SIZE, SIZE},
            {3 * SIZE, SIZE},
            {3 * SIZE},
            {3 * SIZE}
        }) {
            leaves.add(Tensor.randn(rng, d).mul(0.3).requiresGrad());
        }
        direction = Tensor.randn(rng, STEPS, ITEMS, SIZE);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private Tensor steps(double p) {
        var x = leaves;
        var attention = new Attention(x.get(1), x.get(2), x.get(4), x.get(5), x.get(6), x.get(7));
        var layers = List.of(
                new Layer(x.get(8), x.get(9), x.get(10), x.get(11)),
                new Layer(x.get(12), x.get(13), x.get(14), x.get(15)));
        return AttentiveGru.steps(x.get(0), attention, x.get(3), layers, p, new Rng(7));
    }

    private static double relative(Tensor a, Tensor b) {
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        double difference = 0;
        double size = 0;
        for (int i = 0; i < x.length; i++) {
            difference += Math.pow(x[i] - y[i], 2);
            size += Math.pow(y[i], 2);
        }
        return Math.sqrt(difference / size);
    }

    /** The composed formula, which the recorded pass takes, draws the same units as the kernels drop. */
    @Test
    void kernelsAndFormulaAgreeWithDropout() {
        Tensor[] at = leaves.toArray(Tensor[]::new);
        List<Tensor> fused = Autograd.grad(steps(P).mul(direction).sum(), at);
        List<Tensor> composed = Autograd.gradWithGraph(steps(P).mul(direction).sum(), at);
        for (int i = 0; i < at.length; i++) {
            assertThat(relative(fused.get(i), composed.get(i)))
                    .as("operand " + i)
                    .isLessThan(1e-5);
        }
    }

    @Test
    void dropoutChangesTheOutcomeAndItsSeedDecides() {
        float[] first = steps(P).toFloatArray();
        assertThat(steps(P).toFloatArray()).isEqualTo(first);
        assertThat(steps(0).toFloatArray()).isNotEqualTo(first);
    }

    /** Along a direction of length 1 or so; f32 leaves errors of about 1e-4. */
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        for (int i = 0; i < leaves.size(); i++) {
            Tensor leaf = leaves.get(i);
            Tensor way = Tensor.randn(new Rng(i), leaf.shape().toArray()).mul(1 / Math.sqrt(leaf.elements()));
            double step = 5e-2;
            double slope = Autograd.grad(steps(P).mul(direction).sum(), leaf)
                    .get(0)
                    .mul(way)
                    .sum()
                    .item();
            double[] ends = new double[2];
            for (int side = 0; side < 2; side++) {
                leaves.set(i, leaf.detach().add(way.mul(side == 0 ? -step : step)));
                ends[side] = steps(P).mul(direction).sum().item();
            }
            leaves.set(i, leaf);
            double numeric = (ends[1] - ends[0]) / (2 * step);
            assertThat(slope).as("operand " + i).isCloseTo(numeric, within(5e-4 + 0.02 * Math.abs(numeric)));
        }
    }

    @Test
    void halfPrecisionFollows() {
        Tensor[] at = leaves.toArray(Tensor[]::new);
        List<Tensor> full = Autograd.grad(steps(P).mul(direction).sum(), at);
        Tensor y = Precision.BF16.compute(() -> steps(P));
        List<Tensor> half =
                Autograd.grad(y.to(io.vivace.memory.DType.F32).mul(direction).sum(), at);
        assertThat(relative(y, steps(P))).isLessThan(0.02);
        for (int i = 0; i < at.length; i++) {
            assertThat(half.get(i).dtype()).isEqualTo(at[i].dtype());
            assertThat(relative(half.get(i), full.get(i))).as("operand " + i).isLessThan(0.03);
        }
    }

    @Test
    void frozenWeightsGetNoGradientAndTheOthersTheSame() {
        List<Tensor> all = Autograd.grad(steps(0).mul(direction).sum(), leaves.get(0), leaves.get(12));
        for (int i : new int[] {4, 5, 7, 8, 9, 10, 11, 15}) {
            leaves.set(i, leaves.get(i).detach());
        }
        List<Tensor> some = Autograd.grad(steps(0).mul(direction).sum(), leaves.get(0), leaves.get(12));
        assertThat(some.get(0).toFloatArray()).isEqualTo(all.get(0).toFloatArray());
        assertThat(some.get(1).toFloatArray()).isEqualTo(all.get(1).toFloatArray());
    }

    @Test
    void memoryStaysFlat() {
        long[] live = new long[12];
        for (int i = 0; i < live.length; i++) {
            try (var step = Scope.open()) {
                steps(P).mul(direction).sum().backward();
            }
            live[i] = MemoryStats.now().inUse();
        }
        assertThat(live[live.length - 1]).isLessThanOrEqualTo(live[1]); // less if what other tests forgot is collected
    }

    @Test
    void theProbabilityIsChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> steps(1.5)).withMessageContaining("0 to 1, got 1.5");
    }
}
