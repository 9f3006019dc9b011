package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sequences long enough for arranged weights; single values are compared with PyTorch in io.vivace.conformance. */
class RecurrenceTest {
    private static final int STEPS = 9;
    private static final int ITEMS = 17;
    private static final int FEATURES = 33;
    private static final int SIZE = 35;

    private final Rng rng = new Rng(5);
    private Scope scope;
    private Tensor x;
    private Tensor h;
    private Tensor c;
    private Tensor direction;

    @BeforeEach
    void open() {
        scope = Scope.open();
        x = Tensor.randn(rng, STEPS, ITEMS, FEATURES).requiresGrad();
        h = Tensor.randn(rng, ITEMS, SIZE).mul(0.5).requiresGrad();
        c = Tensor.randn(rng, ITEMS, SIZE).requiresGrad();
        direction = Tensor.randn(rng, STEPS, ITEMS, SIZE);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private List<Tensor> weights(int gates) {
        List<Tensor> w = new ArrayList<>();
        w.add(Tensor.randn(rng, (long) gates * SIZE, FEATURES).mul(0.2).requiresGrad());
        w.add(Tensor.randn(rng, (long) gates * SIZE, SIZE).mul(0.2).requiresGrad());
        w.add(Tensor.randn(rng, (long) gates * SIZE).requiresGrad());
        w.add(Tensor.randn(rng, (long) gates * SIZE).requiresGrad());
        return w;
    }

    private Tensor lstm(List<Tensor> w) {
        return Recurrence.lstm(x, h, c, w.get(0), w.get(1), w.get(2), w.get(3), false)
                .steps();
    }

    private Tensor lstmStepByStep(List<Tensor> w) {
        Tensor[] steps = new Tensor[STEPS];
        Tensor hidden = h;
        Tensor cells = c;
        for (int t = 0; t < STEPS; t++) {
            LstmOutput o =
                    Recurrence.lstm(x.narrow(0, t, 1), hidden, cells, w.get(0), w.get(1), w.get(2), w.get(3), false);
            steps[t] = o.steps();
            hidden = o.hidden();
            cells = o.cells();
        }
        return Tensor.cat(0, steps);
    }

    private Tensor gru(List<Tensor> w) {
        return Recurrence.gru(x, h, w.get(0), w.get(1), w.get(2), w.get(3), false)
                .steps();
    }

    private Tensor gruStepByStep(List<Tensor> w) {
        Tensor[] steps = new Tensor[STEPS];
        Tensor hidden = h;
        for (int t = 0; t < STEPS; t++) {
            GruOutput o = Recurrence.gru(x.narrow(0, t, 1), hidden, w.get(0), w.get(1), w.get(2), w.get(3), false);
            steps[t] = o.steps();
            hidden = o.hidden();
        }
        return Tensor.cat(0, steps);
    }

    /** {@return the values and then the gradients of all that is trained} */
    private List<float[]> run(Supplier<Tensor> net, List<Tensor> leaves) {
        Tensor y = net.get();
        List<float[]> all = new ArrayList<>(List.of(y.toFloatArray()));
        y.backward(direction.to(y.dtype()), false, false);
        for (Tensor leaf : leaves) {
            assertThat(leaf.grad().dtype()).isEqualTo(DType.F32);
            all.add(leaf.grad().toFloatArray());
            leaf.zeroGrad();
        }
        return all;
    }

    private static void compare(List<float[]> found, List<float[]> expected, double least, double most) {
        for (int i = 0; i < found.size(); i++) {
            double difference = 0;
            double size = 0;
            for (int k = 0; k < expected.get(i).length; k++) {
                difference += Math.pow(found.get(i)[k] - expected.get(i)[k], 2);
                size += Math.pow(expected.get(i)[k], 2);
            }
            assertThat(Math.sqrt(difference / size))
                    .as("relative distance of result " + i)
                    .isBetween(least, most);
        }
    }

    @Test
    void aSequenceIsItsStepsOneAfterAnother() {
        List<Tensor> w = weights(4);
        List<Tensor> leaves = new ArrayList<>(List.of(x, h, c));
        leaves.addAll(w);
        compare(run(() -> lstm(w), leaves), run(() -> lstmStepByStep(w), leaves), 0, 1e-5);
        List<Tensor> v = weights(3);
        List<Tensor> others = new ArrayList<>(List.of(x, h));
        others.addAll(v);
        compare(run(() -> gru(v), others), run(() -> gruStepByStep(v), others), 0, 1e-5);
    }

    @Test
    void bf16RoundsProductsAndKeepsGradientsOfWeightsWhole() {
        List<Tensor> w = weights(4);
        List<Tensor> leaves = new ArrayList<>(List.of(x, h, c));
        leaves.addAll(w);
        Supplier<Tensor> half = () -> Precision.BF16.compute(() -> lstm(w));
        assertThat(half.get().dtype()).isEqualTo(DType.BF16);
        compare(run(half, leaves), run(() -> lstm(w), leaves), 1e-5, 0.03);
        List<Tensor> v = weights(3);
        List<Tensor> others = new ArrayList<>(List.of(x, h));
        others.addAll(v);
        Supplier<Tensor> narrow = () -> Precision.BF16.compute(() -> gru(v));
        assertThat(narrow.get().dtype()).isEqualTo(DType.BF16);
        compare(run(narrow, others), run(() -> gru(v), others), 1e-5, 0.03);
    }

    @Test
    void cellsStayF32AndStatesAreThoseOfTheStepTakenLast() {
        List<Tensor> w = weights(4);
        LstmOutput there = Recurrence.lstm(x, h, c, w.get(0), w.get(1), null, null, false);
        LstmOutput back = Recurrence.lstm(x, h, c, w.get(0), w.get(1), null, null, true);
        assertThat(there.hidden().toFloatArray())
                .isEqualTo(there.steps().select(0, STEPS - 1).toFloatArray());
        assertThat(back.hidden().toFloatArray())
                .isEqualTo(back.steps().select(0, 0).toFloatArray());
        LstmOutput half = Precision.BF16.compute(() -> Recurrence.lstm(x, h, c, w.get(0), w.get(1), null, null, false));
        assertThat(half.cells().dtype()).isEqualTo(DType.F32);
        assertThat(half.cells().toFloatArray()).isNotEqualTo(there.cells().toFloatArray());
    }

    @Test
    void equalOperandsGiveEqualBits() {
        List<Tensor> w = weights(4);
        List<Tensor> leaves = new ArrayList<>(w);
        List<float[]> first = run(() -> lstm(w), leaves);
        List<float[]> second = run(() -> lstm(w), leaves);
        for (int i = 0; i < first.size(); i++) {
            assertThat(Arrays.equals(first.get(i), second.get(i))).isTrue();
        }
    }

    /** The gates' tanh is a rational function: near 0 it must have all digits, and far out it must be 1. */
    @Test
    void gatesOpenAndCloseCompletely() {
        float[] in = {-1e30f, -50, -9, -1e-6f, 0, 1e-6f, 0.3f, 9, 50, 1e30f};
        int n = in.length;
        Tensor one = Tensor.of(in, 1, n, 1);
        float[] only = new float[4];
        only[2] = 1; // the input reaches the new cells alone; the other gates stay half open
        LstmOutput o = Recurrence.lstm(
                one,
                Tensor.zeros(n, 1),
                Tensor.zeros(n, 1),
                Tensor.of(only, 4, 1),
                Tensor.zeros(4, 1),
                null,
                null,
                false);
        float[] cells = o.cells().toFloatArray();
        for (int i = 0; i < n; i++) {
            double expected = Math.tanh(in[i]) / 2;
            assertThat((double) cells[i]).isCloseTo(expected, within(4e-7 * Math.abs(expected) + 1e-12));
        }
    }
}
