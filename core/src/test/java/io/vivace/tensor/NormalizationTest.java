package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Normalisation beside values of PyTorch 1.13 for small fractions. */
class NormalizationTest {
    private static final double EPS = 1e-3;

    private static Tensor fractions(long... dims) {
        float[] v = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < v.length; i++) {
            v[i] = (i * 7 % 13 - 6) / 4f;
        }
        return Tensor.of(v, dims);
    }

    private static void close(Tensor found, double... expected) {
        float[] e = new float[expected.length];
        for (int i = 0; i < e.length; i++) {
            e[i] = (float) expected[i];
        }
        assertThat(found.toFloatArray()).containsExactly(e, within(2e-5f));
    }

    /** One batch norm with its operands. */
    private static final class Run {
        final Tensor x;
        final Tensor scale = fractions(3).add(2).requiresGrad();
        final Tensor shift = fractions(3).requiresGrad();
        final Tensor mean = Tensor.of(new float[] {0.5f, 0, -1});
        final Tensor variance = Tensor.of(new float[] {1, 2, 0.5f});
        final Tensor y;

        Run(Tensor input, boolean relu, boolean training) {
            x = input.detach().requiresGrad();
            y = relu
                    ? Normalization.batchNormRelu(x, scale, shift, mean, variance, training, 0.1, EPS)
                    : Normalization.batchNorm(x, scale, shift, mean, variance, training, 0.1, EPS);
        }

        Run backward() {
            Tensor dy = fractions(2, 3, 2, 2);
            y.backward(Tensor.stack(0, dy.select(0, 1), dy.select(0, 0)).reshape(x.shape()), false, false);
            return this;
        }
    }

    private static List<Tensor> layouts(Tensor x) {
        return List.of(x, x.channelsLast(), Tensor.stack(4, x, x).select(4, 0));
    }

    @Test
    void inTraining() {
        for (Tensor x : layouts(fractions(2, 3, 2, 2))) {
            Run r = new Run(x, false, true).backward();
            close(
                    r.y.select(0, 0),
                    -2.066533,
                    -1.009005,
                    -1.915457,
                    -0.85793,
                    -2.299396,
                    2.459477,
                    -1.619557,
                    3.139316,
                    -2.099799,
                    -0.513508,
                    -1.873186,
                    -0.286895);
            close(
                    r.x.grad().select(0, 1),
                    -0.246505,
                    -0.042384,
                    0.046805,
                    0.250926,
                    -1.109273,
                    -0.190729,
                    0.210621,
                    1.129165,
                    -0.369758,
                    -0.063576,
                    0.070207,
                    0.376388);
            close(r.scale.grad(), -6.231857, -6.231857, -6.231857);
            close(r.shift.grad(), -4.5, -0.5, 3.5);
            close(r.mean, 0.39375, -0.00625, -0.85625);
            close(r.variance, 0.978125, 1.878125, 0.528125);
            assertThat(r.y.view().isChannelsLast()).isTrue();
        }
    }

    @Test
    void inEvaluation() {
        for (Tensor x : layouts(fractions(2, 3, 2, 2))) {
            Run r = new Run(x, false, false).backward();
            close(
                    r.y.select(0, 1),
                    -1.749875,
                    -2.4995,
                    -1.624938,
                    -2.374563,
                    1.045296,
                    -1.340593,
                    1.442945,
                    -0.942945,
                    0.869202,
                    -0.720199,
                    1.134102,
                    -0.455299);
            close(
                    r.x.grad().select(0, 0),
                    0.0,
                    -0.749625,
                    0.124938,
                    -0.624688,
                    0.795296,
                    -1.590593,
                    1.192944,
                    -1.192944,
                    1.059601,
                    -0.529801,
                    1.324502,
                    -0.2649);
            close(r.scale.grad(), -0.374813, -3.623016, -0.1766);
            close(r.shift.grad(), -4.5, -0.5, 3.5);
            close(r.mean, 0.5, 0, -1);
            close(r.variance, 1, 2, 0.5);
        }
    }

    @Test
    void withRelu() {
        Run r = new Run(fractions(2, 3, 2, 2), true, true).backward();
        close(r.y.select(0, 1), 0, 0, 0, 0, 1.779638, 0, 2.459477, 0, 0, 0, 0, 0);
        close(r.x.grad().select(0, 1), 0, 0, 0, 0, -0.752844, -0.104938, 0.272237, 0.240304, 0, 0, 0, 0);
        close(r.scale.grad(), 0, -3.361426, 0);
        close(r.shift.grad(), 0, -3.5, 0);
        r = new Run(fractions(2, 3, 2, 2), true, false).backward();
        close(r.y.select(0, 1), 0, 0, 0, 0, 1.045296, 0, 1.442945, 0, 0.869202, 0, 1.134102, 0);
        close(r.x.grad().select(0, 1), 0, 0, 0, 0, -1.590593, 0, -1.192944, 0, -0.529801, 0, -0.2649, 0);
        close(r.scale.grad(), 0, -1.811508, -4.679905);
        Tensor same = Autograd.noGrad(() -> new Run(fractions(2, 3, 2, 2), true, false).y);
        assertThat(same.toFloatArray()).isEqualTo(r.y.toFloatArray());
    }

    @Test
    void ofOtherRanks() {
        Tensor x = fractions(2, 3, 2, 2);
        float[] expected = new Run(x, false, true).y.toFloatArray();
        assertThat(new Run(x.reshape(2, 3, 4), false, true).backward().y.toFloatArray())
                .isEqualTo(expected);
        assertThat(new Run(x.reshape(2, 3, 2, 1, 2), false, true).backward().y.toFloatArray())
                .isEqualTo(expected);
        Tensor rows = x.permute(0, 2, 3, 1).reshape(8, 3);
        Run r = new Run(rows, false, true);
        assertThat(r.y.shape()).isEqualTo(rows.shape());
        assertThat(r.y.reshape(2, 2, 2, 3).permute(0, 3, 1, 2).toFloatArray()).isEqualTo(expected);
    }

    @Test
    void gradientsOfGradients() {
        Tensor x = fractions(4, 3, 2, 2).requiresGrad();
        Tensor scale = fractions(3).add(2).requiresGrad();
        Tensor shift = fractions(3).requiresGrad();
        Tensor y = Normalization.batchNormRelu(x, scale, shift, null, null, true, 0.1, EPS);
        Tensor dy = fractions(4, 3, 2, 2);
        Tensor back = Tensor.cat(0, dy.narrow(0, 3, 1), dy.narrow(0, 2, 1), dy.narrow(0, 1, 1), dy.narrow(0, 0, 1));
        Tensor g = Autograd.gradWithGraph(y.square().mul(back).sum(), x).get(0);
        Tensor penalty = g.square().sum();
        assertThat(penalty.item()).isCloseTo(75.26336f, within(1e-3f));
        List<Tensor> second = Autograd.grad(penalty, x, scale, shift);
        assertThat(second.get(0).select(0, 0).toFloatArray())
                .containsExactly(
                        new float[] {0, 0, 0, 0, 15.274027f, 59.69104f, 41.477367f, -6.495518f, 0, 0, 0, 0},
                        within(1e-3f));
        assertThat(second.get(1).toFloatArray()).containsExactly(new float[] {0, 130.158188f, 0}, within(1e-3f));
        assertThat(second.get(2).toFloatArray()).containsExactly(new float[] {0, 32.790001f, 0}, within(1e-3f));
    }

    @Test
    void notANumberIsNotHidden() {
        for (int channels : new int[] {3, 16, 32}) {
            float[] v = new float[2 * channels * 9];
            Arrays.fill(v, 1);
            v[4] = Float.NaN;
            Tensor x = Tensor.of(v, 2, channels, 3, 3).channelsLast();
            Tensor mean = Tensor.zeros(channels);
            Tensor trained = Normalization.batchNormRelu(x, null, null, null, null, true, 0.1, EPS);
            Tensor evaluated = Normalization.batchNormRelu(x, null, null, mean, mean.add(1), false, 0.1, EPS);
            assertThat(trained.select(0, 0).select(0, 0).toFloatArray()).containsOnly(Float.NaN);
            assertThat(trained.select(0, 0).select(0, 1).toFloatArray()).containsOnly(0f);
            assertThat(evaluated.toFloatArray()[4]).isNaN();
            assertThat(evaluated.toFloatArray()[5]).isEqualTo((float) (1 / Math.sqrt(1 + EPS)), within(1e-6f));
            Tensor scale = Tensor.full(DType.F32, mean.shape(), Double.NaN);
            Tensor scaled = Normalization.batchNormRelu(x.copy().fill_(2), scale, null, null, null, true, 0.1, EPS);
            assertThat(scaled.toFloatArray()).containsOnly(Float.NaN);
        }
    }

    @Test
    void halfPrecisionKeepsStatisticsInFull() {
        Tensor x = fractions(2, 3, 2, 2);
        Run full = new Run(x, true, true).backward();
        Run half = new Run(x.to(DType.BF16), true, true).backward();
        assertThat(half.y.dtype()).isEqualTo(DType.BF16);
        assertThat(half.x.grad().dtype()).isEqualTo(DType.BF16);
        assertThat(half.scale.grad().dtype()).isEqualTo(DType.F32);
        close(half.mean, 0.39375, -0.00625, -0.85625);
        assertThat(half.y.toFloatArray()).containsExactly(full.y.toFloatArray(), within(0.02f));
        assertThat(half.x.grad().toFloatArray()).containsExactly(full.x.grad().toFloatArray(), within(0.02f));
    }

    @Test
    void emptyBatch() {
        Tensor x = Tensor.zeros(0, 3, 4, 4).requiresGrad();
        Tensor mean = Tensor.zeros(3);
        Tensor y = Normalization.batchNormRelu(x, null, null, mean, Tensor.ones(3), true, 0.1, EPS);
        y.sum().backward();
        assertThat(y.shape()).isEqualTo(x.shape());
        assertThat(x.grad().shape()).isEqualTo(x.shape());
        assertThat(mean.toFloatArray()).containsOnly(0f);
    }

    @Test
    void overOtherAxes() {
        Tensor x = fractions(2, 4, 3);
        Tensor scale = fractions(4).add(2);
        Tensor shift = fractions(4);
        close(
                Normalization.layerNorm(x, 2, fractions(4, 3).add(2), fractions(4, 3), 1e-5)
                        .select(0, 1),
                -1.42758,
                -3.3348,
                -0.924109,
                -2.758909,
                -0.275798,
                -2.038177,
                0.517353,
                -1.172606,
                1.455345,
                -0.162194,
                2.538177,
                0.993059);
        close(
                Normalization.groupNorm(x, 2, scale, shift, 1e-5).select(0, 1),
                -1.178369,
                -2.143262,
                -1.017553,
                -1.92101,
                3.14468,
                -1.19734,
                -0.767553,
                -2.214893,
                -0.52633,
                -1.912233,
                3.716311,
                -1.108155);
        close(
                Normalization.instanceNorm(x, scale, shift, 1e-5).select(0, 1),
                -1.23042,
                -2.200907,
                -1.068673,
                -1.690974,
                3.404082,
                -0.963109,
                -0.84563,
                -2.301361,
                -0.603009,
                -1.656637,
                4.004536,
                -0.847898);
        Tensor image = fractions(2, 4, 3, 3).channelsLast();
        assertThat(Normalization.groupNorm(image, 2, scale, shift, 1e-5).view().isChannelsLast())
                .isTrue();
        assertThat(Normalization.groupNorm(image, 2, scale, shift, 1e-5).toFloatArray())
                .containsExactly(
                        Normalization.groupNorm(image.contiguous(), 2, scale, shift, 1e-5)
                                .toFloatArray(),
                        within(1e-6f));
    }

    private static void refuses(Tensor x, @Nullable Tensor scale, @Nullable Tensor mean, boolean training, String why) {
        assertThatThrownBy(() -> Normalization.batchNorm(x, scale, null, mean, mean, training, 0.1, EPS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void saysWhatDoesNotFit() {
        Tensor x = Tensor.zeros(2, 3, 2, 2);
        refuses(
                Tensor.zeros(1, 16, 1, 1),
                null,
                null,
                true,
                "more than one value per channel, got input [1, 16, 1, 1]");
        refuses(x, null, null, false, "evaluation uses the running statistics, and none are given");
        refuses(x, Tensor.ones(4), null, true, "the scale has shape [4], the input asks for [3]");
        refuses(x, null, Tensor.ones(3).to(DType.BF16), true, "the running mean must be f32");
        refuses(Tensor.zeros(3), null, null, true, "must be [N, C, ...], got [3]");
        refuses(Tensor.arange(4).reshape(2, 2), null, null, true, "needs f32 or bf16, got i64");
        assertThatThrownBy(() -> Normalization.groupNorm(x, 2, null, null, EPS))
                .hasMessageContaining("got 2 groups for [2, 3, 2, 2]");
        assertThatThrownBy(() -> Normalization.instanceNorm(Tensor.zeros(2, 3, 1, 1), null, null, EPS))
                .hasMessageContaining("more than one value per plane");
        assertThatThrownBy(() -> Normalization.layerNorm(x, 5, null, null, EPS)).hasMessageContaining("got 5");
    }
}
