package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static final Bins FOUR = Bins.even(4, -7, 7);

    private static Distribution of(Bins bins, float... values) {
        try (var scope = Scope.open()) {
            return Distribution.of(Tensor.of(values, values.length), 0.05, bins);
        }
    }

    /** mean(), std() and histc() of PyTorch; -9 and 7.5 are clamped there first. */
    @Test
    void isWhatPyTorchSays() {
        try (var scope = Scope.open()) {
            Tensor t = Tensor.of(new float[] {0.5f, -1, 2, 0.01f, 3, -0.04f, 7.5f, -9})
                    .reshape(2, 4);
            Distribution d = Distribution.of(t, 0.05, FOUR);
            assertThat(d.mean()).isCloseTo(0.3712500, within(1e-6));
            assertThat(d.std()).isCloseTo(4.6352544, within(1e-6));
            assertThat(d.nearZero()).isEqualTo(0.25);
            assertThat(d.counts()).containsExactly(1, 2, 4, 1);
            Distribution same = Distribution.of(t.t(), 0.05, FOUR);
            assertThat(same.counts()).isEqualTo(d.counts());
            assertThat(same.std()).isCloseTo(d.std(), within(1e-12));
        }
    }

    @Test
    void largeOffsetsLoseNoDigits() {
        try (var scope = Scope.open()) {
            Tensor t = Tensor.randn(new Rng(1), 50, 20).add(10_000);
            double[] v = new double[1000];
            float[] f = t.toFloatArray();
            double mean = 0;
            for (int i = 0; i < v.length; i++) {
                v[i] = f[i];
                mean += v[i] / v.length;
            }
            double squares = 0;
            for (double x : v) {
                squares += (x - mean) * (x - mean);
            }
            Distribution d = Distribution.of(t, 0.05, FOUR);
            assertThat(d.mean()).isCloseTo(mean, within(1e-8));
            assertThat(d.std()).isCloseTo(Math.sqrt(squares / 999), within(1e-8));
        }
    }

    @Test
    void oddTensorsHaveAnswers() {
        Distribution d = of(FOUR, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0);
        assertThat(d.mean()).isNaN();
        assertThat(d.nearZero()).isEqualTo(0.25);
        assertThat(d.counts()).containsExactly(1, 0, 1, 1);
        assertThat(of(FOUR).mean()).isNaN();
        assertThat(of(FOUR, 3).std()).isNaN();
        try (var scope = Scope.open()) {
            assertThat(Distribution.of(Tensor.of(new float[] {2}).reshape(), 0.05, FOUR)
                            .mean())
                    .isEqualTo(2);
            Tensor half = Tensor.of(new float[] {1, 3}).to(DType.BF16);
            assertThat(Distribution.of(half, 0.05, FOUR).mean()).isEqualTo(2);
        }
    }

    @Test
    void powersOfTwoHaveABinEach() {
        Bins bins = Bins.powersOfTwo(-3, 3);
        assertThat(bins.count()).isEqualTo(6);
        assertThat(of(bins, 0, 1e-9f, 0.125f, -0.2f, 0.25f, 1, -1.9f, 2, 4, 100).counts())
                .containsExactly(4, 1, 0, 2, 1, 2);
        assertThat(bins.lowText()).isEqualTo("0.1");
        assertThat(Bins.powersOfTwo(-40, 10).lowText()).isEqualTo("9e-13");
        assertThat(FOUR.lowText() + FOUR.highText()).isEqualTo("-77");
    }

    @Test
    void binsNeedRoom() {
        assertThatThrownBy(() -> Bins.even(0, 0, 1)).hasMessageContaining("at least 1 bin");
        assertThatThrownBy(() -> Bins.even(3, 1, 1)).hasMessageContaining("low < high");
        assertThatThrownBy(() -> Bins.even(3, 1, Double.NaN)).hasMessageContaining("low < high");
    }
}
