package io.vivace.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrecisionTest {
    private final Rng rng = new Rng(3);
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void productsAreHalfAndGradientsOfParametersWhole() {
        Tensor image = Tensor.randn(rng, 2, 3, 7, 6);
        Tensor kernel = Tensor.randn(rng, 5, 3, 3, 3).requiresGrad();
        Tensor shift = Tensor.randn(rng, 5).requiresGrad();
        Tensor back = Tensor.randn(rng, 5, 4, 2, 2).requiresGrad();
        Tensor weight = Tensor.randn(rng, 4, 6).requiresGrad();
        Supplier<Tensor> net = () -> {
            Tensor y = Convolution.conv2d(image, kernel, shift, ConvSpec.of(1, 1));
            Tensor z = Convolution.convTranspose2d(y.relu(), back, null, ConvSpec.of(1, 0), 0, 0);
            return z.narrow(3, 0, 6).linear(weight, null);
        };
        List<Tensor> parameters = List.of(kernel, shift, back, weight);
        Tensor whole = net.get();
        whole.square().mean().backward();
        List<float[]> exact =
                parameters.stream().map(p -> p.grad().toFloatArray()).toList();
        parameters.forEach(Tensor::zeroGrad);

        Tensor half = Precision.BF16.compute(net);
        assertThat(half.dtype()).isEqualTo(DType.BF16);
        assertThat(distance(half.toFloatArray(), whole.toFloatArray())).isBetween(1e-5, 0.02);
        half.to(DType.F32).square().mean().backward();
        for (int i = 0; i < parameters.size(); i++) {
            Tensor grad = parameters.get(i).grad();
            assertThat(grad.dtype()).isEqualTo(DType.F32);
            assertThat(distance(grad.toFloatArray(), exact.get(i)))
                    .as("gradient " + i)
                    .isBetween(1e-5, 0.03);
        }
    }

    /** bf16 has 8 bits of a product's 16: gradients that were rounded after summing would all be bf16 numbers. */
    @Test
    void sumsOfKernelGradientsAreNotRounded() {
        Tensor kernel = Tensor.randn(rng, 4, 3, 3, 3).requiresGrad();
        Tensor image = Tensor.randn(rng, 2, 3, 9, 9);
        Precision.BF16.run(() -> Convolution.conv2d(image, kernel, null, ConvSpec.of(1, 1))
                .to(DType.F32)
                .square()
                .mean()
                .backward());
        Tensor grad = kernel.grad();
        assertThat(grad.to(DType.BF16).toFloatArray()).isNotEqualTo(grad.toFloatArray());
    }

    /** A loss computed in f32 within a step of half precision: its gradient is computed in f32, too. */
    @Test
    void gradientsKeepToTheTypesOfTheForwardPass() {
        Tensor a = Tensor.randn(rng, 9, 7).requiresGrad();
        Tensor b = Tensor.randn(rng, 7, 5);
        a.matmul(b).square().sum().backward();
        float[] exact = a.grad().toFloatArray();
        a.zeroGrad();
        Precision.BF16.run(
                () -> Precision.F32.compute(() -> a.matmul(b).square().sum()).backward());
        assertThat(a.grad().toFloatArray()).containsExactly(exact);
    }

    @Test
    void holdsInsideOnly() {
        Tensor a = Tensor.randn(rng, 3, 3);
        Precision.BF16.run(() -> {
            assertThat(a.matmul(a).dtype()).isEqualTo(DType.BF16);
            assertThat(Precision.F32.compute(() -> a.matmul(a)).dtype()).isEqualTo(DType.F32);
            assertThat(a.mul(a).dtype()).isEqualTo(DType.F32);
        });
        assertThat(a.matmul(a).dtype()).isEqualTo(DType.F32);
    }

    /** {@return the length of the difference over the length of the second} */
    private static double distance(float[] a, float[] b) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (double) (a[i] - b[i]);
            length += b[i] * (double) b[i];
        }
        return Math.sqrt(difference / length);
    }
}
