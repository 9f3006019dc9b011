package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Resizing beside values of PyTorch 1.13 for small fractions. */
class ResizeTest {
    private static Tensor fractions(long... dims) {
        float[] v = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < v.length; i++) {
            v[i] = (i * 7 % 13 - 6) / 4f;
        }
        return Tensor.of(v, dims);
    }

    private static void check(UnaryOperator<Tensor> resize, double[] expected, double[] gradient) {
        for (DType type : new DType[] {DType.F32, DType.BF16}) {
            Tensor x = fractions(1, 1, 3, 4).to(type).requiresGrad();
            Tensor y = resize.apply(x);
            y.backward(fractions(y.shape().toArray()).to(type), false, false);
            close(y, expected, type);
            close(x.grad(), gradient, type);
            // the same planes three times, channels-last: one after the other must not matter
            Tensor three = Tensor.cat(1, x.detach(), x.detach(), x.detach()).channelsLast();
            assertThat(resize.apply(three).select(1, 2).toFloatArray())
                    .isEqualTo(y.detach().select(1, 0).toFloatArray());
        }
    }

    private static void close(Tensor found, double[] expected, DType type) {
        float[] e = new float[expected.length];
        for (int i = 0; i < e.length; i++) {
            e[i] = (float) expected[i];
        }
        assertThat(found.toFloatArray()).containsExactly(e, within(type == DType.F32 ? 2e-6f : 0.02f));
    }

    @Test
    void nearest() {
        check(
                x -> Resize.nearest(x, 5, 3),
                new double[] {
                    -1.5, 0.25, -1.25, -1.5, 0.25, -1.25, -1.0, 0.75, -0.75, -1.0, 0.75, -0.75, -0.5, 1.25, -0.25
                },
                new double[] {-1.0, -0.75, -0.5, 0.0, 0.5, 0.75, 1.0, 0.0, 0.0, -1.5, 0.25, 0.0});
    }

    @Test
    void bilinear() {
        check(
                x -> Resize.bilinear(x, 2, 6, false),
                new double[] {-1.375, -0.5, 0.125, -0.875, -0.25, 0.625, -0.625, 0.25, 0.875, -0.125, 0.5, 1.375},
                new double[] {
                    -1.03125, -0.625, -0.21875, 0.1875, -0.40625, -0.135417, 0.135417, 0.40625, -0.1875, 0.21875, 0.625,
                    1.03125
                });
        check(
                x -> Resize.bilinear(x, 4, 5, true),
                new double[] {
                    -1.5, -0.1875, -0.5, -0.8125, 0.5, -1.166667, 0.145833, -0.166667, -0.479167, 0.833333, -0.833333,
                    0.479167, 0.166667, -0.145833, 1.166667, -0.5, 0.8125, 0.5, 0.1875, 1.5
                },
                new double[] {
                    -1.25, -0.458333, -0.208333, -0.5, 0.458333, 0.708333, -0.666667, 0.666667, -1.083333, 0.25,
                    -0.3125, -0.604167
                });
    }

    @Test
    void pixelShuffle() {
        close(
                Resize.pixelShuffle(fractions(1, 8, 1, 2), 2),
                new double[] {
                    -1.5, -1.25, 0.25, 0.5, -1.0, -0.75, 0.75, 1.0, -0.5, -0.25, 1.25, 1.5, 0.0, 0.25, -1.5, -1.25
                },
                DType.F32);
        int r = 3;
        Tensor x = fractions(2, 18, 4, 5);
        for (Tensor in : List.of(x, x.channelsLast())) {
            Tensor y = Resize.pixelShuffle(in, r);
            assertThat(y.shape().toArray()).containsExactly(2, 2, 12, 15);
            assertThat(y.view().isChannelsLast()).isTrue();
            float[] from = x.toFloatArray();
            float[] to = y.toFloatArray();
            for (int at = 0; at < to.length; at++) { // out[n, c, r·h + i, r·w + j] = in[n, c·r² + i·r + j, h, w]
                int col = at % 15;
                int row = at / 15 % 12;
                int c = at / 180 % 2;
                int channel = c * 9 + row % r * r + col % r;
                assertThat(to[at]).isEqualTo(from[((at / 360 * 18 + channel) * 4 + row / r) * 5 + col / r]);
            }
        }
        Tensor channels = Tensor.of(new float[] {1, 2}, 1, 2, 1, 1).expand(1, 2, 3, 3);
        Tensor repeated = channels.unsqueeze(2).expand(1, 2, 4, 3, 3).reshape(1, 8, 3, 3);
        assertThat(Resize.pixelShuffle(repeated, 2).toFloatArray())
                .isEqualTo(Resize.nearest(channels, 6, 6).toFloatArray());
    }

    @Test
    void gradientsOfGradients() {
        Rng rng = new Rng(2);
        for (UnaryOperator<Tensor> resize : List.<UnaryOperator<Tensor>>of(
                x -> Resize.nearest(x, 7, 2), x -> Resize.bilinear(x, 7, 2, false), x -> Resize.pixelShuffle(x, 2))) {
            Tensor x = Tensor.randn(rng, 1, 4, 3, 4).requiresGrad();
            Tensor y = resize.apply(x);
            Tensor dy = Tensor.randn(rng, y.shape().toArray()).requiresGrad();
            Tensor v = Tensor.randn(rng, 1, 4, 3, 4);
            Tensor dx = Autograd.grad(y, dy, true, true, x).get(0);
            Tensor second = Autograd.grad(dx.mul(v).sum(), dy).get(0); // linear: resizing v itself
            assertThat(second.toFloatArray()).containsExactly(resize.apply(v).toFloatArray(), within(1e-6f));
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Resize.nearest(Tensor.zeros(3, 4, 4), 8, 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got input [3, 4, 4] and size 8×8");
        assertThatThrownBy(() -> Resize.bilinear(Tensor.zeros(1, 3, 4, 4), 0, 8, true))
                .hasMessageContaining("sizes of at least 1");
        assertThatThrownBy(() -> Resize.pixelShuffle(Tensor.zeros(1, 6, 4, 4), 2))
                .hasMessageContaining("C a multiple of r², got [1, 6, 4, 4] and r = 2");
        assertThatThrownBy(() -> Resize.nearest(Tensor.arange(4).reshape(1, 1, 2, 2), 4, 4))
                .hasMessageContaining("needs f32 or bf16");
        assertThat(Resize.nearest(Tensor.zeros(0, 3, 4, 4), 8, 8).shape().toArray())
                .containsExactly(0, 3, 8, 8);
    }
}
