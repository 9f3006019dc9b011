package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import org.junit.jupiter.api.Test;

class DropoutTest {
    @Test
    void dropsTheShareAndKeepsTheMean() {
        Tensor y = Dropout.elements(Tensor.ones(100, 100), 0.3, new Rng(1));
        float[] v = y.toFloatArray();
        int zeros = 0;
        for (float f : v) {
            assertThat(f == 0 || f == (float) (1 / 0.7)).isTrue();
            zeros += f == 0 ? 1 : 0;
        }
        assertThat(zeros / 10000.0).isCloseTo(0.3, within(0.02));
        assertThat(y.mean().item()).isCloseTo(1, within(0.03f));
    }

    @Test
    void gradientUsesTheSameMask() {
        Tensor x = Tensor.ones(50).requiresGrad();
        Tensor y = Dropout.elements(x, 0.5, new Rng(2));
        y.sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(y.toFloatArray());
    }

    @Test
    void theSameSeedGivesTheSameMaskAndTheNextCallAnother() {
        Tensor x = Tensor.ones(200);
        Rng rng = new Rng(3);
        float[] first = Dropout.elements(x, 0.5, rng).toFloatArray();
        assertThat(Dropout.elements(x, 0.5, rng).toFloatArray()).isNotEqualTo(first);
        assertThat(Dropout.elements(x, 0.5, new Rng(3)).toFloatArray()).isEqualTo(first);
    }

    @Test
    void nothingAndEverything() {
        Tensor x = Tensor.of(new float[] {1, 2, 3});
        Rng rng = new Rng(4);
        long[] before = rng.state();
        assertThat(Dropout.elements(x, 0, rng)).isSameAs(x);
        assertThat(rng.state()).isEqualTo(before);
        assertThat(Dropout.elements(x, 1, rng).toFloatArray()).containsOnly(0);
        assertThat(Dropout.elements(Tensor.zeros(0, 4), 0.5, rng).shape()).isEqualTo(Shape.of(0, 4));
    }

    @Test
    void wholeChannels() {
        Tensor y = Dropout.channels(Tensor.ones(8, 16, 3, 5).channelsLast(), 0.5, new Rng(5));
        float[] sums = y.sum(2, 3).toFloatArray();
        int zeros = 0;
        for (float s : sums) {
            assertThat(s == 0 || s == 30).isTrue();
            zeros += s == 0 ? 1 : 0;
        }
        assertThat(zeros).isBetween(40, 88);
        assertThatThrownBy(() -> Dropout.channels(Tensor.ones(3), 0.5, new Rng(5)))
                .hasMessageContaining("expected [N, C, ...]");
    }

    @Test
    void oneMaskForAllSteps() {
        Tensor y = Dropout.locked(Tensor.ones(7, 4, 50), 0.5, 0, new Rng(6));
        float[] first = y.select(0, 0).toFloatArray();
        for (int t = 1; t < 7; t++) {
            assertThat(y.select(0, t).toFloatArray()).isEqualTo(first);
        }
        assertThat(y.select(1, 0).select(0, 0).toFloatArray())
                .isNotEqualTo(y.select(1, 1).select(0, 0).toFloatArray());
    }

    @Test
    void bfloat16IsScaledBeforeItIsRounded() {
        Tensor x = Tensor.full(DType.BF16, Shape.of(64), 9);
        Tensor y = Dropout.elements(x, 0.1, new Rng(7));
        assertThat(y.dtype()).isEqualTo(DType.BF16);
        for (float v : y.toFloatArray()) {
            assertThat(v == 0 || v == 10).as("%s", v).isTrue();
        }
    }

    /** Large enough for several threads, of an odd size: the places decide, not who does the work. */
    @Test
    void aPartIsDroppedAsInTheWhole() {
        Tensor all = Dropout.elements(Tensor.ones(70_001), 0.4, new Rng(8));
        for (int n : new int[] {1, 1000, 16_385}) {
            assertThat(Dropout.elements(Tensor.ones(n), 0.4, new Rng(8)).toFloatArray())
                    .isEqualTo(java.util.Arrays.copyOf(all.toFloatArray(), n));
        }
    }

    @Test
    void neighboursAndCallsAreIndependent() {
        Rng rng = new Rng(9);
        int n = 200_000;
        float[] a = Dropout.elements(Tensor.ones(n), 0.5, rng).toFloatArray();
        float[] b = Dropout.elements(Tensor.ones(n), 0.5, rng).toFloatArray();
        for (int shift : new int[] {1, 2, 16, 400, 1150}) {
            double same = 0;
            double other = 0;
            for (int i = shift; i < n; i++) {
                same += a[i] == a[i - shift] ? 1 : 0;
                other += a[i] == b[i - shift] ? 1 : 0;
            }
            assertThat(same / (n - shift)).as("shift %d", shift).isCloseTo(0.5, within(0.006)); // five deviations
            assertThat(other / (n - shift)).as("calls, shift %d", shift).isCloseTo(0.5, within(0.006));
        }
    }

    @Test
    void layoutsKeepTheirMaskInTheGradient() {
        Tensor x = Tensor.ones(2, 3, 4, 5).channelsLast().requiresGrad();
        Tensor y = Dropout.elements(x, 0.5, new Rng(10));
        y.mul(Tensor.ones(2, 3, 4, 5)).sum().backward(); // a gradient of another layout
        assertThat(x.grad().toFloatArray()).containsExactly(y.toFloatArray());
        Tensor cut = Tensor.ones(6, 9).narrow(1, 2, 5).t();
        Tensor again = Tensor.ones(5, 6);
        assertThat(Dropout.elements(cut, 0.5, new Rng(11)).toFloatArray())
                .isEqualTo(Dropout.elements(again, 0.5, new Rng(11)).toFloatArray());
    }

    @Test
    void wrongArguments() {
        Tensor x = Tensor.ones(3);
        assertThatThrownBy(() -> Dropout.elements(x, 1.5, new Rng(1))).hasMessageContaining("0 to 1, got 1.5");
        assertThatThrownBy(() -> Dropout.elements(x, Double.NaN, new Rng(1))).hasMessageContaining("got NaN");
        assertThatThrownBy(() -> Dropout.elements(x.to(DType.I64), 0.5, new Rng(1)))
                .hasMessageContaining("got i64");
    }
}
