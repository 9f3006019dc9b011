package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.backend.PoolSpec;
import io.vivace.memory.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pooling beside values of PyTorch 1.13 for small fractions. */
class PoolingTest {
    private static final PoolSpec SPEC = new PoolSpec(3, 2, 2, 2, 1, 1);

    private static Tensor fractions(long... dims) {
        float[] v = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < v.length; i++) {
            v[i] = (i * 7 % 13 - 6) / 4f;
        }
        return Tensor.of(v, dims);
    }

    private static List<Tensor> layouts(Tensor x) {
        return List.of(x, x.channelsLast(), Tensor.stack(4, x, x).select(4, 0));
    }

    /** Checks the result, and the gradient of the last channel, in every layout and in half precision. */
    private static void check(UnaryOperator<Tensor> pool, double[] expected, double[] gradient) {
        float[] y = narrow(expected);
        float[] dx = narrow(gradient);
        for (Tensor input : layouts(fractions(1, 2, 5, 6))) {
            for (DType type : new DType[] {DType.F32, DType.BF16}) {
                Tensor x = input.to(type).detach().requiresGrad();
                Tensor found = pool.apply(x);
                float off = type == DType.F32 ? 2e-6f : 0.01f;
                assertThat(found.dtype()).isEqualTo(type);
                assertThat(found.view().isChannelsLast()).isTrue();
                assertThat(found.toFloatArray()).containsExactly(y, within(off));
                found.backward(fractions(found.shape().toArray()).to(type), false, false);
                assertThat(x.grad().select(0, 0).select(0, 1).toFloatArray()).containsExactly(dx, within(off));
            }
        }
    }

    private static float[] narrow(double... v) {
        float[] f = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            f[i] = (float) v[i];
        }
        return f;
    }

    @Test
    void maximum() {
        check(
                x -> Pooling.max2d(x, SPEC, true),
                new double[] {
                    -0.75, 1.0, 1.25, 1.5, 0.75, 1.0, 1.25, 1.5, 1.5, 1.0, 1.25, 0.5, -0.25, 1.5, 1.0, 1.25, 1.25, 1.5,
                    1.0, 0.25, 1.25, 1.5, 0.75, 1.0
                },
                new double[] {
                    0, 0, 0, 0.25, 0, -1.25, 0, -2.5, 0, 0, 0, 0, 0, 0, 0, 0, 0.75, 0, 1.5, 0, -0.5, 0, 0, -0.75, 0, 0,
                    0, 1.25, 0, -0.25
                });
    }

    @Test
    void meanWithPadding() {
        check(
                x -> Pooling.avg2d(x, SPEC, true, true),
                new double[] {
                    -0.375, -0.083333, 0.083333, 0.375, 0.0, -0.083333, 0.166667, 0.041667, 0.375, -0.208333, -0.041667,
                    0.041667, -0.208333, 0.25, -0.125, 0.0, 0.25, 0.416667, -0.416667, -0.25, 0.0, 0.125, -0.25,
                    0.208333
                },
                new double[] {
                    0.0, -0.25, -0.25, 0.041667, 0.041667, -0.208333, 0.083333, -0.416667, -0.416667, 0.166667,
                    0.166667, -0.333333, 0.083333, -0.166667, -0.166667, 0.125, 0.125, -0.125, 0.25, -0.25, -0.25,
                    0.333333, 0.333333, -0.166667, 0.166667, -0.083333, -0.083333, 0.208333, 0.208333, -0.041667
                });
    }

    @Test
    void meanWithoutPadding() {
        Tensor y = Pooling.avg2d(fractions(1, 2, 5, 6), SPEC, true, false);
        assertThat(Arrays.copyOf(y.toFloatArray(), 12))
                .containsExactly(
                        narrow(
                                -1.125, -0.125, 0.125, 1.125, 0.0, -0.083333, 0.166667, 0.083333, 1.125, -0.3125,
                                -0.0625, 0.125),
                        within(2e-6f));
        Tensor over = Pooling.avg1d(Tensor.ones(1, 1, 5), 2, 2, 0, true, true); // the overhang never counts
        assertThat(over.toFloatArray()).containsExactly(1, 1, 1);
    }

    @Test
    void adaptiveMean() {
        check(
                x -> Pooling.adaptiveAvg2d(x, 2, 4),
                new double[] {
                    -0.416667, -0.291667, -0.041667, 0.083333, 0.0, -0.416667, -0.166667, -0.041667, 0.083333, 0.208333,
                    -0.083333, 0.041667, -0.041667, 0.083333, -0.208333, -0.083333
                },
                new double[] {
                    -0.083333, 0.125, 0.208333, -0.041667, 0.208333, 0.25, -0.083333, 0.125, 0.208333, -0.041667,
                    0.208333, 0.25, -0.083333, -0.125, -0.041667, 0.0, 0.041667, 0.041667, 0.0, -0.25, -0.25, 0.041667,
                    -0.166667, -0.208333, 0.0, -0.25, -0.25, 0.041667, -0.166667, -0.208333
                });
    }

    @Test
    void adaptiveMaximum() {
        check(
                x -> Pooling.adaptiveMax2d(x, 2, 4),
                new double[] {1.0, 1.0, 1.25, 1.5, 1.5, 1.0, 1.25, 1.25, 1.5, 1.5, 1.0, 1.25, 1.25, 1.5, 1.0, 1.0},
                new double[] {
                    0, 0, 0, -0.25, 0, 1.5, 0, 0.75, 0, 0, 0, 0, 0, 0, 0, 0, -1.0, 0, 0, 0, -1.5, 0, 0, 0, 0, 0, 0, 0,
                    0, 0
                });
    }

    @Test
    void numberOfWindows() {
        assertThat(Pooling.max1d(Tensor.zeros(1, 1, 5), 2, 3, 1, false).size(2)).isEqualTo(2);
        assertThat(Pooling.max1d(Tensor.zeros(1, 1, 5), 2, 3, 1, true).size(2)).isEqualTo(2); // would start in padding
        assertThat(Pooling.max1d(Tensor.zeros(1, 1, 4), 2, 3, 1, true).size(2)).isEqualTo(2);
        assertThat(Pooling.max1d(Tensor.zeros(1, 1, 2), 3, 2, 0, true).size(2)).isEqualTo(1);
        assertThat(Pooling.adaptiveAvg1d(Tensor.zeros(2, 3, 7), 3).shape().toArray())
                .containsExactly(2, 3, 3);
        assertThat(Pooling.adaptiveMax1d(Tensor.zeros(2, 3, 7), 9).shape().toArray())
                .containsExactly(2, 3, 9);
    }

    @Test
    void orderOfFloats() {
        float min = Float.MIN_VALUE;
        float inf = Float.POSITIVE_INFINITY;
        float[] v = {-inf, -inf, -3, -2, -min, 0, 1, inf, -0f, 0, Float.NaN, 5, Float.intBitsToFloat(0xffc00001), -1};
        for (DType type : new DType[] {DType.F32, DType.BF16}) {
            float[] found = Pooling.max1d(Tensor.of(v, 1, 1, v.length).to(type), 2, 2, 0, false)
                    .toFloatArray();
            assertThat(found).containsExactly(-inf, -2, 0, inf, 0, Float.NaN, Float.NaN);
        }
    }

    @Test
    void firstOfEqualsGetsTheGradient() {
        Tensor x = Tensor.ones(1, 1, 4, 4).requiresGrad();
        Pooling.max2d(x, new PoolSpec(2, 2, 2, 2, 0, 0), false).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0);
    }

    /** Values with ties, zeros of both signs, infinities and NaNs, on lines long enough to be taken in several parts. */
    private static Tensor special(int c) {
        float[] v = new float[2 * c * 9 * 75];
        Rng rng = new Rng(c);
        for (int i = 0; i < v.length; i++) {
            int k = (int) rng.uniform(0, 40);
            v[i] = switch (k) {
                case 0 -> Float.NaN;
                case 1 -> Float.POSITIVE_INFINITY;
                case 2, 3 -> Float.NEGATIVE_INFINITY;
                case 4 -> -0f;
                default -> (k - 22) / 4f;
            };
        }
        return Tensor.of(v, 2, c, 9, 75);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 64, 1026})
    void firstLargestOfEveryWindow(int c) {
        float[] v = special(c).toFloatArray();
        for (PoolSpec s : List.of(new PoolSpec(3, 3, 2, 2, 1, 1), new PoolSpec(2, 2, 2, 2, 0, 0), SPEC)) {
            for (DType type : new DType[] {DType.F32, DType.BF16}) {
                try (var scope = Scope.open()) {
                    Tensor x = special(c).to(type).channelsLast().detach().requiresGrad();
                    Tensor y = Pooling.max2d(x, s, false);
                    int h = (int) y.size(2);
                    int w = (int) y.size(3);
                    float[] largest = new float[2 * c * h * w];
                    float[] gradient = new float[v.length];
                    for (int at = 0; at < largest.length; at++) {
                        int plane = at / (h * w);
                        int row = at / w % h * s.strideH() - s.padH();
                        int column = at % w * s.strideW() - s.padW();
                        int best = -1;
                        for (int i = Math.max(0, row); i < Math.min(9, row + s.kernelH()); i++) {
                            for (int j = Math.max(0, column); j < Math.min(75, column + s.kernelW()); j++) {
                                int from = (plane * 9 + i) * 75 + j;
                                if (best < 0 || Float.compare(v[from] + 0f, v[best] + 0f) > 0) {
                                    best = from;
                                }
                            }
                        }
                        largest[at] = v[best] + 0f;
                        gradient[best] += at % 5;
                    }
                    assertThat(Arrays.equals(y.toFloatArray(), largest)).isTrue();
                    float[] dy = new float[largest.length];
                    for (int at = 0; at < dy.length; at++) {
                        dy[at] = at % 5;
                    }
                    y.backward(Tensor.of(dy, 2, c, h, w).to(type), false, false);
                    assertThat(Arrays.equals(x.grad().toFloatArray(), gradient)).isTrue();
                }
            }
        }
    }

    @Test
    void gradientsOfGradients() {
        Rng rng = new Rng(4);
        List<UnaryOperator<Tensor>> pools = List.of(
                x -> Pooling.max2d(x, SPEC, true),
                x -> Pooling.avg2d(x, SPEC, true, true),
                x -> Pooling.adaptiveAvg2d(x, 2, 4),
                x -> Pooling.adaptiveMax2d(x, 2, 4));
        for (UnaryOperator<Tensor> pool : pools) { // linear in dy: the gradient of ⟨pool*(dy), v⟩ is pool'(v)
            Tensor x = Tensor.randn(rng, 2, 3, 5, 6).requiresGrad();
            Tensor y = pool.apply(x);
            Tensor dy = Tensor.randn(rng, y.shape().toArray()).requiresGrad();
            Tensor v = Tensor.randn(rng, 2, 3, 5, 6);
            Tensor dx = Autograd.grad(y, dy, true, true, x).get(0);
            Tensor second = Autograd.grad(dx.mul(v).sum(), dy).get(0);
            double step = 1e-3;
            Tensor moved = pool.apply(x.detach().add(v.mul(step)));
            Tensor slope = moved.sub(y.detach()).div(step);
            assertThat(second.toFloatArray()).containsExactly(slope.toFloatArray(), within(2e-3f));
        }
    }

    @Test
    void emptyBatch() {
        Tensor x = Tensor.zeros(0, 3, 8, 8).requiresGrad();
        Tensor y = Pooling.max2d(x, SPEC, false);
        assertThat(y.shape().toArray()).containsExactly(0, 3, 4, 5);
        y.sum().backward();
        assertThat(x.grad().shape()).isEqualTo(x.shape());
        assertThat(Pooling.adaptiveAvg2d(x, 1, 1).shape().toArray()).containsExactly(0, 3, 1, 1);
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Pooling.max2d(Tensor.zeros(1, 1, 1, 8), new PoolSpec(3, 3, 1, 1, 0, 0), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max2d: a window of 3×3 does not fit into input [1, 1, 1, 8] with padding 0×0");
        assertThatThrownBy(() -> Pooling.avg2d(Tensor.zeros(3, 8, 8), SPEC, false, true))
                .hasMessageContaining("must be [N, C, H, W], got [3, 8, 8]; a single image gets its batch axis");
        assertThatThrownBy(() -> Pooling.max1d(Tensor.zeros(8, 8), 2, 2, 0, false))
                .hasMessageContaining("must be [N, C, L], got [8, 8]");
        assertThatThrownBy(() -> Pooling.adaptiveAvg2d(Tensor.zeros(1, 2, 0, 4), 1, 1))
                .hasMessageContaining("cannot divide input [1, 2, 0, 4] into 1×1 windows");
        assertThatThrownBy(() -> Pooling.max2d(Tensor.arange(4).reshape(1, 1, 2, 2), SPEC, false))
                .hasMessageContaining("needs f32 or bf16, got i64");
        assertThatThrownBy(() -> new PoolSpec(2, 2, 2, 2, 2, 0)).hasMessageContaining("more than half the kernel");
    }
}
