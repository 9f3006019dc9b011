package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolutions beside loops that follow the definition, and beside values of PyTorch. */
class ConvolutionTest {
    /** A convolution to check: sizes of input and kernel, channels of the result, and how. */
    record Case(int n, int c, int h, int w, int out, int kh, int kw, ConvSpec spec) {
        Tensor input(Rng rng) {
            return Tensor.randn(rng, n, c, h, w);
        }

        Tensor weight(Rng rng) {
            return Tensor.randn(rng, out, c / spec.groups(), kh, kw);
        }
    }

    private static ConvSpec spec(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int g) {
        return new ConvSpec(strideH, strideW, padH, padW, dilationH, dilationW, g);
    }

    /** Ordinary ones, and those that oneDNN has to be shown in another way. */
    static Stream<Case> cases() {
        return Stream.of(
                new Case(2, 3, 9, 8, 16, 3, 3, ConvSpec.of(1, 1)),
                new Case(2, 16, 7, 7, 32, 3, 3, ConvSpec.of(2, 1)),
                new Case(1, 3, 17, 15, 5, 7, 7, ConvSpec.of(2, 3)),
                new Case(2, 16, 6, 6, 16, 1, 1, ConvSpec.of(1, 0)),
                new Case(2, 6, 5, 4, 9, 3, 2, spec(2, 1, 1, 0, 1, 2, 3)), // groups
                new Case(2, 16, 6, 5, 16, 3, 3, spec(1, 1, 1, 1, 1, 1, 16)), // depthwise
                new Case(1, 5, 8, 7, 10, 3, 3, spec(2, 1, 1, 1, 1, 1, 5)), // depthwise with a multiplier
                new Case(2, 4, 9, 9, 4, 3, 3, spec(1, 1, 2, 2, 2, 2, 1)), // dilation
                new Case(1, 4, 18, 8, 4, 1, 1, spec(3, 1, 0, 0, 1, 1, 1)), // a pixel leaping
                new Case(2, 3, 7, 7, 5, 1, 1, ConvSpec.of(2, 0)),
                new Case(2, 2, 6, 1, 3, 4, 1, spec(1, 3, 0, 2, 1, 1, 1)), // windows of padding only
                new Case(2, 1, 6, 2, 3, 2, 4, spec(1, 3, 0, 1, 1, 1, 1)), // one window, with a stride
                new Case(3, 16, 3, 1, 16, 2, 3, spec(1, 3, 1, 2, 1, 1, 1)), // padding on both sides of a window
                new Case(2, 4, 1, 1, 4, 3, 3, ConvSpec.of(1, 1)),
                new Case(2, 4, 8, 8, 4, 2, 2, spec(3, 3, 0, 0, 1, 1, 1)), // rows left over
                new Case(40, 5, 2, 2, 7, 3, 3, ConvSpec.of(1, 1)), // windows as large as the picture
                new Case(130, 6, 4, 4, 9, 3, 3, ConvSpec.of(2, 1)),
                new Case(64, 6, 2, 3, 5, 5, 3, spec(1, 2, 2, 1, 1, 1, 1)),
                new Case(33, 3, 1, 2, 4, 3, 5, spec(2, 1, 2, 3, 1, 1, 1)), // and windows of padding only
                new Case(40, 17, 3, 3, 16, 3, 3, ConvSpec.of(3, 2)), // pixels that no window meets
                new Case(3, 5, 4, 4, 1, 4, 4, ConvSpec.of(1, 0)), // the picture itself
                new Case(1, 3, 3, 2, 10, 3, 2, ConvSpec.of(2, 0)),
                new Case(1, 1, 1, 1, 1, 1, 1, ConvSpec.of(1, 0)));
    }

    /** Result and gradients by the definition. */
    private static final class Definition {
        final float[] y;
        final float[] dx;
        final float[] dw;

        Definition(Case k, float[] x, float[] w, float[] dy, int oh, int ow) {
            ConvSpec s = k.spec;
            int inside = k.c / s.groups();
            double[] sums = new double[k.n * k.out * oh * ow];
            double[] sumsX = new double[x.length];
            double[] sumsW = new double[w.length];
            for (int at = 0; at < sums.length; at++) {
                int j = at % ow;
                int i = at / ow % oh;
                int o = at / ow / oh % k.out;
                int n = at / ow / oh / k.out;
                for (int tap = 0; tap < inside * k.kh * k.kw; tap++) {
                    int row = i * s.strideH() - s.padH() + tap / k.kw % k.kh * s.dilationH();
                    int col = j * s.strideW() - s.padW() + tap % k.kw * s.dilationW();
                    int channel = o / (k.out / s.groups()) * inside + tap / k.kw / k.kh;
                    if (row >= 0 && row < k.h && col >= 0 && col < k.w) {
                        int from = ((n * k.c + channel) * k.h + row) * k.w + col;
                        int weight = o * inside * k.kh * k.kw + tap;
                        sums[at] += (double) x[from] * w[weight];
                        sumsX[from] += (double) dy[at] * w[weight];
                        sumsW[weight] += (double) dy[at] * x[from];
                    }
                }
            }
            y = narrow(sums);
            dx = narrow(sumsX);
            dw = narrow(sumsW);
        }

        private static float[] narrow(double[] v) {
            float[] f = new float[v.length];
            for (int i = 0; i < f.length; i++) {
                f[i] = (float) v[i];
            }
            return f;
        }
    }

    private static List<Tensor> layouts(Tensor x) {
        return List.of(
                x, x.channelsLast(), Tensor.stack(4, x.mul(Double.NaN), x).select(4, 1));
    }

    private static void close(Tensor found, float[] expected, double tolerance) {
        double scale = 1;
        for (float v : expected) {
            scale = Math.max(scale, Math.abs(v));
        }
        assertThat(found.toFloatArray()).containsExactly(expected, within((float) (tolerance * scale)));
    }

    private static void check(Case k, DType type, double tolerance) {
        try (var scope = Scope.open()) {
            Rng rng = new Rng(5);
            Tensor bias = Tensor.randn(rng, k.out).to(type);
            List<Tensor> inputs = layouts(k.input(rng).to(type));
            List<Tensor> weights = layouts(k.weight(rng).to(type));
            for (int i = 0; i < inputs.size(); i++) {
                Tensor x = inputs.get(i).detach().requiresGrad();
                Tensor w = weights.get((i + 1) % 3).detach().requiresGrad();
                Tensor b = bias.detach().requiresGrad();
                Tensor y = Convolution.conv2d(x, w, b, k.spec);
                int oh = (int) y.size(2);
                int ow = (int) y.size(3);
                Tensor dy =
                        layouts(Tensor.randn(rng, k.n, k.out, oh, ow).to(type)).get((i + 2) % 3);
                y.backward(dy, false, false);
                var expected = new Definition(k, x.toFloatArray(), w.toFloatArray(), dy.toFloatArray(), oh, ow);
                close(y.detach().sub(bias.reshape(-1, 1, 1)), expected.y, tolerance);
                close(x.grad(), expected.dx, tolerance);
                close(w.grad(), expected.dw, tolerance);
                close(b.grad(), dy.to(DType.F32).sum(0, 2, 3).toFloatArray(), tolerance);
                assertThat(y.view().isChannelsLast()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsTheDefinition(Case k) {
        check(k, DType.F32, 2e-6);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsTheDefinitionInHalfPrecision(Case k) {
        check(k, DType.BF16, 0.02);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void transposedIsTheGradientOfTheInput(Case k) {
        try (var scope = Scope.open()) {
            Rng rng = new Rng(6);
            ConvSpec s = k.spec;
            Tensor x = k.input(rng).requiresGrad();
            Tensor w = k.weight(rng);
            Tensor y = Convolution.conv2d(x, w, null, s);
            Tensor dy = Tensor.randn(rng, y.shape().toArray());
            y.backward(dy, false, false);
            int restH = (k.h + 2 * s.padH() - s.dilationH() * (k.kh - 1) - 1) % s.strideH();
            int restW = (k.w + 2 * s.padW() - s.dilationW() * (k.kw - 1) - 1) % s.strideW();
            Tensor found = Convolution.convTranspose2d(dy, w, null, s, restH, restW);
            assertThat(found.shape()).isEqualTo(x.shape());
            close(found, x.grad().toFloatArray(), 1e-6);
        }
    }

    private static final Offset<Float> EXACT = within(1e-6f);

    /** {@return small fractions, so that sums are exact} */
    private static Tensor fractions(long... dims) {
        long n = 1;
        for (long d : dims) {
            n *= d;
        }
        float[] v = new float[(int) n];
        for (int i = 0; i < n; i++) {
            v[i] = (i * 7 % 13 - 6) / 4f;
        }
        return Tensor.of(v, dims);
    }

    @Test
    void transposedWithOutputPaddingBeyondTheStride() { // values of PyTorch 1.13
        Tensor y = Convolution.convTranspose2d(
                fractions(2, 4, 2, 3), fractions(4, 3, 3, 2), fractions(6), spec(2, 3, 1, 0, 1, 2, 2), 1, 2);
        assertThat(y.shape().toArray()).containsExactly(2, 6, 4, 11);
        assertThat(y.sum().item()).isEqualTo(-190.5625f);
        assertThat(y.mul(fractions(2, 6, 4, 11)).sum().item()).isEqualTo(2.0f);
        assertThat(y.select(0, 1).select(0, 4).select(0, 2).toFloatArray())
                .containsExactly(
                        new float[] {-1.9375f, -1, -1, -1.0625f, -1, 0.3125f, -1.8125f, -1, -0.8125f, -1, -1}, EXACT);
        Rng rng = new Rng(1);
        Tensor small = Tensor.randn(rng, 2, 3, 4, 4);
        Tensor far = Convolution.convTranspose2d(
                small, Tensor.randn(rng, 3, 2, 2, 2), null, spec(1, 1, 0, 0, 3, 3, 1), 2, 1);
        assertThat(far.shape().toArray()).containsExactly(2, 2, 9, 8);
        assertThat(far.slice(2, 7, 9, 1).abs().sum().item()).isZero();
        assertThat(far.slice(3, 7, 8, 1).abs().sum().item()).isZero();
    }

    @Test
    void oneDimension() { // values of PyTorch 1.13
        Tensor x = fractions(1, 2, 7);
        Tensor w = fractions(2, 2, 3);
        Tensor y = Convolution.conv1d(x, w, null, 2, 1, 2, 1);
        assertThat(y.shape().toArray()).containsExactly(1, 2, 3);
        assertThat(y.toFloatArray())
                .containsExactly(new float[] {-0.25f, -1.1875f, -0.6875f, -0.25f, -0.625f, 0.0625f}, EXACT);
        Tensor back = Convolution.convTranspose1d(x, w, null, 2, 1, 1, 2, 1);
        assertThat(back.shape().toArray()).containsExactly(1, 2, 16);
        assertThat(back.select(1, 0).toFloatArray())
                .containsExactly(
                        new float[] {
                            0, 0.625f, 0, 1.875f, 0, 0.3125f, 0, 1.1875f, 0, -0.375f, 0, 2.9375f, 0, -2.625f, 0, 1.6875f
                        },
                        EXACT);
    }

    @Test
    void gradientPenalty() { // values of PyTorch 1.13
        Tensor x = fractions(2, 2, 4, 4).requiresGrad();
        Tensor w = fractions(3, 2, 3, 3).requiresGrad();
        Tensor y = Convolution.conv2d(x, w, null, ConvSpec.of(1, 1));
        Tensor g = Autograd.gradWithGraph(y.square().sum(), x).get(0);
        Tensor penalty = g.square().sum(1, 2, 3).sqrt().sub(1).square().sum();
        penalty.backward();
        assertThat(penalty.item()).isCloseTo(89975.6875f, within(0.1f));
        assertThat(java.util.Arrays.copyOf(w.grad().toFloatArray(), 3))
                .containsExactly(new float[] {-18458.5625f, 17351.61328f, -15046.71875f}, within(0.05f));
        assertThat(java.util.Arrays.copyOfRange(x.grad().toFloatArray(), 48, 52))
                .containsExactly(new float[] {4613.58057f, -6619.05811f, 9243.12891f, -3731.88452f}, within(0.05f));
    }

    @Test
    void emptyBatch() {
        Tensor x = Tensor.zeros(0, 3, 8, 8).requiresGrad();
        Tensor w = Tensor.ones(4, 3, 3, 3).requiresGrad();
        Tensor b = Tensor.ones(4).requiresGrad();
        Tensor y = Convolution.conv2d(x, w, b, ConvSpec.of(1, 1));
        assertThat(y.shape().toArray()).containsExactly(0, 4, 8, 8);
        y.sum().backward();
        assertThat(x.grad().shape()).isEqualTo(x.shape());
        assertThat(w.grad().toFloatArray()).containsOnly(0f);
        assertThat(b.grad().toFloatArray()).containsOnly(0f);
        assertThat(Convolution.convTranspose2d(y, w, null, ConvSpec.of(1, 1), 0, 0)
                        .shape())
                .isEqualTo(x.shape());
    }

    @Test
    void repeatedWeightsAreCopiedFirst() {
        Rng rng = new Rng(3);
        Tensor x = Tensor.randn(rng, 2, 8, 6, 6);
        Tensor w = Tensor.randn(rng, 1, 8, 3, 3);
        Tensor repeated = Convolution.conv2d(x, w.expand(4, 8, 3, 3), null, ConvSpec.of(1, 1));
        Tensor single = Convolution.conv2d(x, w, null, ConvSpec.of(1, 1));
        assertThat(repeated.narrow(1, 3, 1).sub(single).abs().max().item()).isLessThan(1e-5f);
    }

    @Test
    void saysWhatDoesNotFit() {
        Tensor x = Tensor.zeros(8, 1, 28, 28);
        ConvSpec plain = ConvSpec.of(1, 0);
        assertThatThrownBy(() -> Convolution.conv2d(x, Tensor.zeros(16, 3, 3, 3), null, plain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conv2d: input [8, 1, 28, 28] has 1 channel, weight [16, 3, 3, 3] expects 3");
        assertThatThrownBy(() -> Convolution.conv2d(
                        Tensor.zeros(1, 4, 8, 8), Tensor.zeros(6, 2, 3, 3), null, spec(1, 1, 0, 0, 1, 1, 4)))
                .hasMessageContaining("groups must divide");
        assertThatThrownBy(() -> Convolution.conv2d(x, Tensor.zeros(16, 1, 31, 3), null, plain))
                .hasMessageContaining("covers 31 rows, the padded input [8, 1, 28, 28] has only 28");
        assertThatThrownBy(() -> Convolution.conv2d(Tensor.zeros(1, 28, 28), Tensor.zeros(16, 1, 3, 3), null, plain))
                .hasMessageContaining(
                        "[N, C, H, W], got [1, 28, 28]; a single item gets its batch axis by unsqueeze(0)");
        assertThatThrownBy(() -> Convolution.conv2d(x, Tensor.zeros(16, 1, 3, 3), Tensor.zeros(3), plain))
                .hasMessageContaining("the bias has shape [3], expected [16]");
        assertThatThrownBy(() -> Convolution.conv1d(Tensor.zeros(1, 2, 4), Tensor.zeros(3, 2, 5), null, 1, 0, 1, 1))
                .hasMessageContaining("conv1d")
                .hasMessageContaining("weight [3, 2, 5] covers 5 elements, the padded input [1, 2, 4] has only 4");
        assertThatThrownBy(() -> Convolution.convTranspose2d(x, Tensor.zeros(2, 3, 3, 3), null, plain, 0, 0))
                .hasMessageContaining("input [8, 1, 28, 28] has 1 channel, weight [2, 3, 3, 3] expects 2");
        assertThatThrownBy(() -> Convolution.convTranspose2d(x, Tensor.zeros(1, 3, 3, 3), null, plain, 1, 0))
                .hasMessageContaining("output padding must be at least 0 and less than the stride");
        assertThatThrownBy(() -> Convolution.conv2d(
                        Tensor.arange(4).reshape(1, 1, 2, 2), Tensor.arange(1).reshape(1, 1, 1, 1), null, plain))
                .hasMessageContaining("needs f32 or bf16, got i64");
    }

    /** As the gradient of a concatenation is. */
    @Test
    void takesAGradientThatIsAPartOfAnother() {
        var rng = new Rng(4);
        Tensor x = Tensor.randn(rng, 2, 5, 6, 6);
        Tensor w = Tensor.randn(rng, 4, 5, 3, 3).requiresGrad();
        Tensor b = Tensor.randn(rng, 4).requiresGrad();
        Tensor both = Tensor.randn(rng, 2, 9, 6, 6).channelsLast();

        Convolution.conv2d(x, w, b, ConvSpec.of(1, 1)).backward(both.narrow(1, 3, 4), false, false);
        float[] ofPart = w.grad().toFloatArray();
        float[] biasOfPart = b.grad().toFloatArray();
        w.zeroGrad();
        b.zeroGrad();
        Convolution.conv2d(x, w, b, ConvSpec.of(1, 1))
                .backward(both.narrow(1, 3, 4).contiguous(), false, false);

        assertThat(w.grad().toFloatArray()).containsExactly(ofPart);
        assertThat(b.grad().toFloatArray()).containsExactly(biasOfPart);
    }

    @Test
    void gradientsOfAMatrixByColumnsLieByColumns() {
        var rng = new Rng(5);
        Tensor pixels = Tensor.randn(rng, 1, 3, 4, 5).channelsLast().requiresGrad();
        Tensor copy = pixels.detach().contiguous().copy().requiresGrad();
        Tensor of = pixels.reshape(3, 20);
        Tensor g = Tensor.randn(rng, 3, 3);

        of.matmul(of.t()).backward(g, false, false);
        Tensor same = copy.reshape(3, 20);
        same.matmul(same.t()).backward(g, false, false);

        assertThat(pixels.grad().squeeze(0).strides()).containsExactly(1, 15, 3);
        assertThat(pixels.grad().toFloatArray()).containsExactly(copy.grad().toFloatArray(), Offset.offset(1e-5f));
    }
}
