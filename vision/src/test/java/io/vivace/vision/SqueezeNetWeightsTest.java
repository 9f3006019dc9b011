package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.io.Npy;
import io.vivace.io.WeightNames;
import io.vivace.io.Weights;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.models.SqueezeNet;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ImageNet weights of the ONNX model zoo, a folder of arrays under names of their own, give the outputs that come with them. */
class SqueezeNetWeightsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theExpectedOutputsAreMet(int example) {
        Path folder = SharedData.folder("weights/squeezenet1.1_nchw");
        Path data = folder.resolve("test_data_set/" + example);
        try (var scope = Scope.open();
                var net = SqueezeNet.squeezenet11()) {
            net.load(WeightNames.fit(Weights.read(folder.resolve("weights")), net.shapes()));
            Tensor output = net.eval().forward(Npy.read(data.resolve("input_0.npy")));
            float[] expected = Npy.read(data.resolve("output_0.npy")).toFloatArray();
            float[] found = output.toFloatArray();
            assertThat(found).hasSameSizeAs(expected);
            float worst = 0;
            for (int i = 0; i < found.length; i++) {
                worst = Math.max(worst, Math.abs(found[i] - expected[i]));
            }
            System.out.println("SqueezeNet example " + example + ": largest difference " + worst);
            assertThat(worst).isLessThan(2e-4f);
        }
    }
}
