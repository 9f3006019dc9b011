package io.vivace.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Values and gradients computed by PyTorch 1.13. */
class LossTest {
    private final Tensor weight = Tensor.of(new float[] {1, 2, .5f});
    private final Tensor a = Tensor.of(new float[] {1, -2, 3, .5f, 0, -1}, 2, 3);
    private final Tensor b = Tensor.of(new float[] {1.5f, -4, 3, .4f, 2, 1}, 2, 3);

    private static void check(
            Tensor input, BiFunction<Tensor, Loss.Reduction, Tensor> loss, float[] each, float... gradient) {
        Tensor x = input.detach().requiresGrad();
        Tensor single = loss.apply(x, Loss.Reduction.NONE);
        close(single, each);
        close(loss.apply(x, Loss.Reduction.SUM), single.sum().item());
        close(loss.apply(x, Loss.Reduction.MEAN), single.mean().item());
        single.sum().backward();
        close(x.grad(), gradient);
    }

    private static void close(Tensor actual, float... expected) {
        float[] v = actual.toFloatArray();
        assertThat(v).hasSameSizeAs(expected);
        for (int i = 0; i < v.length; i++) {
            assertThat(v[i]).as("element %s", i).isCloseTo(expected[i], within(2e-6f + 3e-6f * Math.abs(expected[i])));
        }
    }

    @Test
    void binaryCrossEntropyOfProbabilities() {
        Tensor p = Tensor.of(new float[] {0, 1, .5f, .9f, 1e-3f, .25f}, 2, 3);
        Tensor y = Tensor.of(new float[] {1, 1, .3f, 0, 0, 1}, 2, 3);
        check(
                p,
                (x, r) -> Loss.bce(x, y, null, r),
                new float[] {100f, 0f, 0.6931472f, 2.302585f, 0.001000487f, 1.386294f},
                -1e+12f,
                0f,
                0.8f,
                9.999998f,
                1.001001f,
                -4f);
        check(
                p,
                (x, r) -> Loss.bce(x, y, weight, r),
                new float[] {100f, 0f, 0.3465736f, 2.302585f, 0.002000975f, 0.6931472f},
                -1e+12f,
                0f,
                0.4f,
                9.999998f,
                2.002002f,
                -2f);
        close(Loss.bce(p, y), 17.39717f);
    }

    @Test
    void binaryCrossEntropyIsDifferentiableInTheTargetAndTwice() {
        Tensor y = Tensor.of(new float[] {.3f}).requiresGrad();
        Tensor p = Tensor.of(new float[] {.2f}).requiresGrad();
        Loss.bce(p, y).backward();
        close(y.grad(), (float) (Math.log(.8) - Math.log(.2)));
        p.zeroGrad();
        Tensor slope = Autograd.gradWithGraph(Loss.bce(p, y), p).get(0);
        slope.sum().backward();
        close(p.grad(), (float) (.3 / .04 + .7 / .64));
    }

    @Test
    void binaryCrossEntropyOfLogits() {
        Tensor x = Tensor.of(new float[] {-3, 0, 2, 100, -100, 1e4f}, 2, 3);
        Tensor y = Tensor.of(new float[] {1, .3f, 0, 1, 1, 0}, 2, 3);
        Tensor pos = Tensor.of(new float[] {2, 3, .5f});
        check(
                x,
                (v, r) -> Loss.bceWithLogits(v, y, null, null, r),
                new float[] {3.048587f, 0.6931472f, 2.126928f, 0f, 100f, 10000f},
                -0.9525741f,
                0.2f,
                0.880797f,
                0f,
                -1f,
                1f);
        check(
                x,
                (v, r) -> Loss.bceWithLogits(v, y, weight, pos, r),
                new float[] {6.097175f, 2.218071f, 1.063464f, 0f, 600f, 5000f},
                -1.905148f,
                -0.1999999f,
                0.4403985f,
                0f,
                -6f,
                0.5f);
        check(
                x,
                (v, r) -> Loss.bceWithLogits(v, y, null, pos, r),
                new float[] {6.097175f, 1.109035f, 2.126928f, 0f, 300f, 10000f},
                -1.905148f,
                -0.09999996f,
                0.880797f,
                0f,
                -3f,
                1f);
        close(Loss.bceWithLogits(x, y), 1684.312f);
    }

    @Test
    void differences() {
        check(a, (x, r) -> Loss.mse(x, b, r), new float[] {0.25f, 4f, 0f, 0.01f, 4f, 4f}, -1f, 4f, 0f, 0.2f, -4f, -4f);
        check(a, (x, r) -> Loss.l1(x, b, r), new float[] {0.5f, 2f, 0f, 0.1f, 2f, 2f}, -1f, 1f, 0f, 1f, -1f, -1f);
        check(
                a,
                (x, r) -> Loss.smoothL1(x, b, .7, r),
                new float[] {0.1785714f, 1.65f, 0f, 0.007142856f, 1.65f, 1.65f},
                -0.7142857f,
                1f,
                0f,
                0.1428571f,
                -1f,
                -1f);
        check(
                a,
                (x, r) -> Loss.smoothL1(x, b, 0, r),
                new float[] {0.5f, 2f, 0f, 0.1f, 2f, 2f},
                -1f,
                1f,
                0f,
                1f,
                -1f,
                -1f);
        check(
                a,
                (x, r) -> Loss.huber(x, b, .7, r),
                new float[] {0.125f, 1.155f, 0f, 0.005f, 1.155f, 1.155f},
                -0.5f,
                0.7f,
                0f,
                0.1f,
                -0.7f,
                -0.7f);
        close(Loss.mse(a, b), 2.043333f);
        close(Loss.l1(a, b), 1.1f);
        close(Loss.smoothL1(a, b, 1), 0.7716667f);
        close(Loss.huber(a, b, 1), 0.7716667f);
        close(
                Loss.mse(a, b.to(DType.BF16).to(DType.F32).to(DType.I64)),
                Loss.mse(a, b.to(DType.I64).to(DType.F32)).item());
    }

    @Test
    void cosines() {
        Tensor x = a.detach().requiresGrad();
        Tensor c = Loss.cosineSimilarity(x, b, 1);
        close(c, 0.9471624f, -0.3149997f);
        c.sum().backward();
        close(x.grad(), 0.009142496f, -0.06948297f, -0.04936945f, 0.2834997f, 0.7874992f, 0.1417499f);
        close(Loss.cosine(Tensor.of(new float[] {1, 2, 3}), Tensor.of(new float[] {2, 1, 0})), .521909f);
        Tensor zero = Tensor.zeros(1, 3).requiresGrad();
        Tensor none = Loss.cosineSimilarity(zero, Tensor.ones(1, 3), 1);
        close(none, 0);
        none.sum().backward();
        close(zero.grad(), 5.773503e+07f, 5.773503e+07f, 5.773503e+07f);
    }

    @Test
    void cosineEmbedding() {
        check(
                a,
                (x, r) -> Loss.cosineEmbedding(x, b, Tensor.of(new long[] {1, -1}), -.9, r),
                new float[] {0.05283755f, 0.5850003f},
                -0.009142488f,
                0.06948295f,
                0.04936948f,
                0.2834997f,
                0.7874992f,
                0.1417499f);
        check(
                a,
                (x, r) -> Loss.cosineEmbedding(x, b, Tensor.of(new float[] {-1, 1}), .2, r),
                new float[] {0.7471625f, 1.315f},
                0.009142488f,
                -0.06948295f,
                -0.04936948f,
                -0.2834997f,
                -0.7874992f,
                -0.1417499f);
    }

    @Test
    void bfloat16PredictionsAreComputedInFloat() {
        Tensor x = a.to(DType.BF16).requiresGrad();
        Tensor loss = Loss.mse(x, b);
        assertThat(loss.dtype()).isEqualTo(DType.F32);
        close(loss, 2.043333f);
        loss.backward();
        assertThat(x.grad().dtype()).isEqualTo(DType.BF16);
        assertThat(Loss.bceWithLogits(x, b.mul(0)).dtype()).isEqualTo(DType.F32);
        assertThat(Loss.cosine(x, b).dtype()).isEqualTo(DType.F32);
    }

    @Test
    void emptyBatches() {
        Tensor none = Tensor.zeros(0, 3);
        assertThat(Loss.mse(none, none, Loss.Reduction.SUM).item()).isZero();
        assertThat(Loss.mse(none, none).item()).isNaN();
        assertThat(Loss.l1(none, none, Loss.Reduction.NONE).shape()).isEqualTo(Shape.of(0, 3));
        assertThat(Loss.crossEntropy(none, Tensor.of(new long[0])).item()).isNaN();
    }

    @Test
    void nothingIsBroadcastSilently() {
        Tensor column = Tensor.ones(4, 1);
        Tensor row = Tensor.ones(4);
        assertThatThrownBy(() -> Loss.mse(column, row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mse: the predictions have shape [4, 1], the targets [4]")
                .hasMessageContaining("nothing is broadcast");
        assertThatThrownBy(() -> Loss.bceWithLogits(column, row)).hasMessageContaining("bceWithLogits");
        assertThatThrownBy(() -> Loss.cosine(column, row)).hasMessageContaining("cosine: the predictions");
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> Loss.bce(a, a))
                .hasMessageContaining("got -2.0 to 3.0")
                .hasMessageContaining("bceWithLogits");
        assertThatThrownBy(() -> Loss.bceWithLogits(a, a, null, Tensor.ones(2), Loss.Reduction.MEAN))
                .hasMessageContaining("posWeight of shape [2]");
        assertThatThrownBy(() -> Loss.bceWithLogits(a, a, Tensor.ones(2, 2, 3), null, Loss.Reduction.MEAN))
                .hasMessageContaining("weight of shape [2, 2, 3]");
        assertThatThrownBy(() -> Loss.smoothL1(a, b, -1)).hasMessageContaining("beta must be at least 0");
        assertThatThrownBy(() -> Loss.huber(a, b, 0)).hasMessageContaining("delta must be above 0");
        assertThatThrownBy(() -> Loss.cosineEmbedding(a, b, Tensor.of(new long[] {1, 0}), 0, Loss.Reduction.MEAN))
                .hasMessageContaining("1 (together) or -1 (apart)");
        assertThatThrownBy(() -> Loss.cosineEmbedding(a, b, Tensor.of(new long[] {1}), 0, Loss.Reduction.MEAN))
                .hasMessageContaining("[1]");
    }
}
