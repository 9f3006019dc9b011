package io.vivace.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.Shape;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maps of small nets with weights by a formula; the numbers are PyTorch's, in float64. */
class ActivationMapsTest {
    private static final float[] GRAD_CAM = {
        0, 0, 0, .12247f, .22948f, .079459f, 0, 0, 0, 0, .28041f, .1121f, 0, 0, 0, 0, 0, .28965f, .07534f, .2409f, //
        0, .015953f, .066609f, .090653f, .19917f, .15043f, 0, 0, .063206f, .13412f, .21376f, .089889f, .14057f, 0,
        .012778f, .10092f, .10807f, .20523f, .20075f, 0
    };
    private static final float[] CAM = {
        .98343f, -3.6924f, -12.122f, -3.4344f, -4.7322f, -12.605f, 1.9566f, -12.758f, -11.685f, -15.965f, -5.1087f,
        -13.728f, -13.89f, 1.3996f, -10.238f, .073063f, -6.0144f, -5.9562f, -5.7622f, -7.1957f, //
        -2.8304f, 10.064f, 6.9354f, 14.677f, 15.246f, 7.9636f, -7.4035f, 6.4395f, 20.602f, 14.734f, 14.485f, 4.0539f,
        11.941f, -10.021f, 10.126f, 11.02f, 8.9595f, 15.187f, 11.932f, -9.3948f
    };

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Sequential body() {
        return Layers.sequential(
                Conv2d.of(2, 4, 3).padding(1),
                Layers.relu().inPlace(),
                Conv2d.of(4, 6, 3).stride(2).padding(1),
                Layers.relu().inPlace());
    }

    private static Sequential linearHead() {
        return filled(Layers.sequential(
                body(),
                Layers.sequential(
                        AdaptivePool2d.avg(1), Layers.flatten(), BatchNorm1d.of(6), Dropout.of(.5), Linear.of(6, 3))));
    }

    private static Sequential deepHead() {
        return filled(Layers.sequential(
                body(),
                Layers.sequential(
                        AdaptivePool2d.maxAndAvg(1),
                        Layers.flatten(),
                        BatchNorm1d.of(12),
                        Dropout.of(.5),
                        Linear.of(12, 5),
                        Layers.relu().inPlace(),
                        BatchNorm1d.of(5),
                        Linear.of(5, 3))));
    }

    private static Sequential filled(Sequential net) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        int p = 0;
        for (Map.Entry<String, Shape> e : net.shapes().entrySet()) {
            if (e.getKey().contains("num_batches")) {
                state.put(e.getKey(), Tensor.of(new long[] {0}).reshape());
                continue;
            }
            float[] v = new float[(int) e.getValue().elements()];
            for (int j = 0; j < v.length; j++) {
                v[j] = ((j * 37 + 11 + 23 * p) % 101 - 50) / 40f;
                v[j] = e.getKey().contains("running_var") ? Math.abs(v[j]) + .1f : v[j];
            }
            state.put(e.getKey(), Tensor.of(v, e.getValue().toArray()));
            p++;
        }
        net.load(state);
        return net;
    }

    private static Tensor pictures() {
        float[] v = new float[2 * 2 * 10 * 8];
        for (int i = 0; i < v.length; i++) {
            v[i] = ((i * 29 + 5) % 97 - 48) / 32f;
        }
        return Tensor.of(v, 2, 2, 10, 8);
    }

    private static void same(Tensor map, float[] wanted) {
        assertThat(map.shape().toArray()).containsExactly(2, 5, 4);
        float[] found = map.toFloatArray();
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i]).as("cell " + i).isCloseTo(wanted[i], within(1e-4f * Math.max(1, Math.abs(wanted[i]))));
        }
    }

    @Test
    void gradCamIsPyTorchs() {
        try (var net = deepHead()) {
            same(ActivationMaps.gradCam(net, net.get(0), pictures(), 2, 0), GRAD_CAM);
        }
    }

    @Test
    void camIsPyTorchs() {
        try (var net = linearHead()) {
            same(ActivationMaps.cam(net, net.get(0), pictures(), 2, 0), CAM);
        }
    }

    @Test
    void theLastLayerOfTheBodyWillDoAndFrozenLayersDoNotMatter() {
        try (var net = deepHead()) {
            net.parameters().values().forEach(p -> p.trainable(false));
            Module last = ((Sequential) net.get(0)).get(3);
            same(ActivationMaps.gradCam(net, last, pictures(), 2, 0), GRAD_CAM);
            same(ActivationMaps.gradCam(net, last, pictures().channelsLast(), 2, 0), GRAD_CAM);
        }
    }

    @Test
    void theNetIsAfterwardsAsItWas() {
        try (var net = deepHead()) {
            net.train();
            float[] mean = net.state().get("1.2.running_mean").toFloatArray();
            ActivationMaps.gradCam(net, net.get(0), pictures(), 2, 0);
            assertThat(net.isTraining()).isTrue();
            assertThat(net.get(1).isTraining()).isTrue();
            assertThat(net.state().get("1.2.running_mean").toFloatArray()).isEqualTo(mean);
            net.parameters().forEach((name, p) -> assertThat(p.grad()).as(name).isNull());
            long[] hooked = new long[1];
            net.get(0).onForward((m, x, y) -> {
                hooked[0]++;
                return null;
            });
            net.eval().forward(pictures());
            assertThat(hooked[0]).isEqualTo(1);
        }
    }

    @Test
    void memoryIsGivenBack() {
        try (var net = deepHead()) {
            Tensor input = pictures();
            ActivationMaps.gradCam(net, net.get(0), input, 2, 0).close();
            long before = io.vivace.memory.MemoryStats.now().inUse();
            ActivationMaps.gradCam(net, net.get(0), input, 2, 0).close();
            assertThat(io.vivace.memory.MemoryStats.now().inUse()).isEqualTo(before);
        }
    }

    @Test
    void wrongArgumentsAreExplained() {
        try (var net = deepHead();
                var other = linearHead()) {
            Module body = net.get(0);
            assertThatThrownBy(() -> ActivationMaps.cam(net, body, pictures(), 0, 0))
                    .hasMessageContaining("end in global average pooling and a linear layer; after")
                    .hasMessageContaining("AdaptiveConcatPool2d")
                    .hasMessageContaining("gradCam(...) takes any net");
            assertThatThrownBy(() -> ActivationMaps.gradCam(net, body, pictures(), 0))
                    .hasMessage("there are 1 classes to look for in pictures [2, 2, 10, 8]; give one for each picture");
            assertThatThrownBy(() -> ActivationMaps.gradCam(net, body, pictures(), 0, 3))
                    .hasMessageContaining("the classes [0, 3] cannot be looked for: the output of the net is [2, 3]");
            assertThatThrownBy(() -> ActivationMaps.gradCam(net, other.get(0), pictures(), 0, 0))
                    .hasMessageContaining("has not run in")
                    .hasMessageContaining("give a module of this net");
            assertThatThrownBy(() -> ActivationMaps.gradCam(net, net.get(1), pictures(), 0, 0))
                    .hasMessageContaining("is [2, 3], expected features");
        }
    }
}
