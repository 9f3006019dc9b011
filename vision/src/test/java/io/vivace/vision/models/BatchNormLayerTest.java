package io.vivace.vision.models;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Module;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchNormLayerTest {
    /** Written out, batch norm gives what the fused one gives: outputs, gradients and running statistics. */
    @Test
    void computesWhatTheFusedLayersCompute() {
        try (var scope = Scope.open();
                Module written = BatchNormLayer.of(3, 5, 2).init(new Rng(1));
                Module fused = sequential(Conv2d.of(3, 5, 3).stride(2).noBias(), relu(), BatchNorm2d.of(5))
                        .init(new Rng(2))) {
            copy(written, fused);
            List<Tensor> ours = List.copyOf(written.state().values());
            for (int step = 0; step < 3; step++) {
                Tensor x = Tensor.randn(new Rng(10 + step), 4, 3, 9, 7).mul(2).add(1);
                written.zeroGrad();
                fused.zeroGrad();
                close(backward(written, x), backward(fused, x), "output");
                close(grad(written, "m"), grad(fused, "2.weight"), "gradient of m");
                close(grad(written, "a"), grad(fused, "2.bias"), "gradient of a");
                close(grad(written, "conv.weight"), grad(fused, "0.weight"), "gradient of the weights");
            }
            assertThat(ours).hasSize(5);
            close(written.state().get("running_mean"), fused.state().get("2.running_mean"), "running mean");
            close(written.state().get("running_var"), fused.state().get("2.running_var"), "running variance");
            Tensor x = Tensor.randn(new Rng(20), 2, 3, 6, 6);
            close(
                    written.evaluating(() -> written.forward(x)),
                    fused.evaluating(() -> fused.forward(x)),
                    "output in evaluation");
        }
    }

    private static void copy(Module from, Module to) {
        Autograd.noGrad(() -> {
            to.parameters()
                    .get("0.weight")
                    .value()
                    .copy_(from.parameters().get("conv.weight").value());
        });
    }

    private static Tensor backward(Module net, Tensor x) {
        net.train();
        Tensor y = net.forward(x);
        y.mul(Tensor.randn(new Rng(3), y.shape().toArray())).sum().backward();
        return y;
    }

    private static Tensor grad(Module net, String parameter) {
        return net.parameters().get(parameter).grad();
    }

    private static void close(Tensor a, Tensor b, String what) {
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        assertThat(x).as(what).hasSameSizeAs(y);
        for (int i = 0; i < x.length; i++) {
            assertThat(x[i]).as("%s, element %d", what, i).isCloseTo(y[i], offset(2e-4f * (1 + Math.abs(y[i]))));
        }
    }

    @Test
    void saysWhatItIs() {
        assertThat(BatchNormLayer.of(3, 5, 2).describe()).startsWith("BatchNormLayer(Conv2d(3→5, 3×3, stride 2");
    }
}
