package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.memory.DType;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Functions that losses are made of keep their digits where they are small. */
class AccuracyTest {
    private final Rng rng = new Rng(11);

    private static void check(float[] x, double relative, UnaryOperator<Tensor> f, DoubleUnaryOperator exact) {
        float[] y = f.apply(Tensor.of(x)).toFloatArray();
        for (int i = 0; i < x.length; i++) {
            double e = exact.applyAsDouble(x[i]);
            assertThat(Math.abs(y[i] - e))
                    .as("at %s: %s, exactly %s", x[i], y[i], e)
                    .isLessThanOrEqualTo(relative * Math.abs(e));
        }
    }

    private float[] values(double mean, double spread) {
        float[] v = new float[2000];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (mean + spread * rng.nextNormal());
        }
        return v;
    }

    @Test
    void logarithmsNearOne() {
        check(values(1, 1e-4), 1e-7, Tensor::log, Math::log);
        check(values(0, 1e-4), 1e-7, Tensor::log1p, Math::log1p);
    }

    @Test
    void tails() {
        check(values(-20, 5), 1e-6, Tensor::softplus, x -> Math.log1p(Math.exp(x)));
        check(values(0, 10), 1e-6, Tensor::sigmoid, x -> 1 / (1 + Math.exp(-x)));
    }

    @Test
    void logarithmOfSoftmaxIsNeverPositiveAndExactInEveryLayout() {
        for (int n : new int[] {2, 10, 1000}) {
            for (double scale : new double[] {1, 5, 20}) {
                Tensor x = Tensor.of(values(3, scale), 2000 / n, n);
                compare(x.toFloatArray(), x.logSoftmax(1).toFloatArray(), n);
                compare(x.toFloatArray(), x.t().logSoftmax(0).t().toFloatArray(), n);
                compare(x.toFloatArray(), x.t().contiguous().logSoftmax(0).t().toFloatArray(), n);
                assertThat(x.to(DType.BF16).logSoftmax(1).toFloatArray())
                        .isEqualTo(x.to(DType.BF16)
                                .to(DType.F32)
                                .logSoftmax(1)
                                .to(DType.BF16)
                                .toFloatArray());
            }
        }
    }

    private static void compare(float[] x, float[] y, int n) {
        for (int start = 0; start < x.length; start += n) {
            double top = Double.NEGATIVE_INFINITY;
            for (int i = start; i < start + n; i++) {
                top = Math.max(top, x[i]);
            }
            double sum = 0;
            for (int i = start; i < start + n; i++) {
                sum += Math.exp(x[i] - top);
            }
            for (int i = start; i < start + n; i++) {
                double exact = x[i] - top - Math.log(sum);
                assertThat((double) y[i]).isLessThanOrEqualTo(0);
                // roundings of x − top, of the result, and of the probability
                double allowed = 6e-8 * (top - x[i] - exact) + 1e-6;
                assertThat(Math.abs(y[i] - exact)).isLessThanOrEqualTo(allowed);
            }
        }
    }
}
