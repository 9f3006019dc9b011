package io.vivace.nn;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static io.vivace.nn.Layers.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HooksTest {
    private static Sequential net() {
        var net = sequential(Linear.of(3, 4), sigmoid(), Linear.of(4, 2));
        net.init(new Rng(5));
        return net;
    }

    @Test
    void forwardHooksSeeAndReplaceTheOutput() {
        var net = net();
        List<String> seen = new ArrayList<>();
        Runnable remove = net.get(1).onForward((module, input, output) -> {
            seen.add(module.describe() + " " + input.shape() + " " + output.shape());
            return output.mul(0);
        });
        Tensor replaced = net.forward(Tensor.ones(2, 3));
        float[] bias = net.state().get("2.bias").toFloatArray();
        assertThat(replaced.toFloatArray()).containsExactly(bias[0], bias[1], bias[0], bias[1]);
        assertThat(seen).containsExactly("sigmoid [2, 4] [2, 4]");
        remove.run();
        assertThat(net.forward(Tensor.ones(2, 3)).toFloatArray()).isNotEqualTo(replaced.toFloatArray());
        assertThat(seen).hasSize(1);
    }

    @Test
    void forwardHooksMayRunBeforeToo() {
        var net = net();
        List<String> seen = new ArrayList<>();
        net.modules()
                .forEach((path, m) -> m.onForward(new ForwardHook() {
                    @Override
                    public void before(Module module, Tensor input) {
                        seen.add("(" + path + input.shape());
                    }

                    @Override
                    public Tensor after(Module module, Tensor input, Tensor output) {
                        seen.add(")" + path);
                        return null;
                    }
                }));
        net.forward(Tensor.ones(1, 3));
        assertThat(seen).containsExactly("([1, 3]", "(0[1, 3]", ")0", "(1[1, 4]", ")1", "(2[1, 4]", ")2", ")");
    }

    @Test
    void backwardHooksSeeTheGradientsOfThisModuleAlone() {
        var net = net();
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 3).requiresGrad();
        List<float[]> in = new ArrayList<>();
        List<float[]> out = new ArrayList<>();
        Runnable remove = net.get(0).onBackward((module, dx, dy) -> {
            in.add(dx.toFloatArray());
            out.add(dy.toFloatArray());
            return null;
        });
        // x is used twice: the hook sees the part through the net only
        net.forward(x).sum().add(x.mul(100).sum()).backward();
        assertThat(in).hasSize(1);
        float[] w = net.state().get("0.weight").toFloatArray();
        for (int i = 0; i < 3; i++) {
            float expected = 0;
            for (int o = 0; o < 4; o++) {
                expected += out.get(0)[o] * w[o * 3 + i];
            }
            assertThat(in.get(0)[i]).isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-5f));
            assertThat(x.grad().toFloatArray()[i])
                    .isCloseTo(expected + 100, org.assertj.core.data.Offset.offset(1e-4f));
        }
        remove.run();
        net.forward(x).sum().backward();
        assertThat(in).hasSize(1);
    }

    @Test
    void backwardHooksReplaceTheGradientOfTheInput() {
        var net = net();
        Tensor x = Tensor.ones(1, 3).requiresGrad();
        net.get(0).onBackward((module, dx, dy) -> dx.mul(0).add(7));
        net.forward(x).sum().backward();
        assertThat(x.grad().toFloatArray()).containsOnly(7f);
    }

    @Test
    void backwardHooksOfTheFirstLayerSeeNoInputGradientIfNoneIsNeeded() {
        var net = net();
        List<Boolean> none = new ArrayList<>();
        net.get(0).onBackward((module, dx, dy) -> {
            none.add(dx == null);
            return null;
        });
        net.forward(Tensor.ones(1, 3)).sum().backward();
        assertThat(none).containsExactly(true);
    }

    @Test
    void collectedOutputsOutliveTheScopeAndCarryGradients() {
        var net = net();
        net.freeze();
        Tensor x = Tensor.of(new float[] {1, 2, 3}, 1, 3).requiresGrad();
        try (var features = Hooks.outputs(net, 1)) {
            try (var scope = Scope.open()) {
                net.forward(x);
                features.get(0).square().sum().backward();
            }
            float[] collected = features.get(0).toFloatArray();
            Tensor expected = net.get(1).forward(net.get(0).forward(x.detach()));
            assertThat(collected).isEqualTo(expected.toFloatArray());

            float[] gradient = x.grad().toFloatArray();
            Tensor again = x.detach().copy().requiresGrad();
            net.get(1).forward(net.get(0).forward(again)).square().sum().backward();
            assertThat(gradient).isEqualTo(again.grad().toFloatArray());
        }
    }

    @Test
    void closingReleasesWhatWasCollected() {
        var net = net();
        Tensor x = Tensor.ones(1000, 3).keep();
        long before = Settled.stats().inUse();
        var features = Hooks.outputsOf(List.of(net.get(0), net.get(1)));
        for (int i = 0; i < 3; i++) {
            try (var scope = Scope.open()) {
                Autograd.noGrad(() -> {
                    net.forward(x);
                });
            }
        }
        assertThat(MemoryStats.now().inUse() - before).isBetween(2 * 16_000L, 2 * 24_000L);
        assertThat(features.all()).hasSize(2);
        features.close();
        assertThat(MemoryStats.now().inUse()).isEqualTo(before);
        x.close();
    }

    @Test
    void anOutputThatALaterLayerOverwroteIsRefused() {
        var net = sequential(Linear.of(3, 4), relu().inPlace());
        net.init(new Rng(1));
        try (var features = Hooks.outputs(net, 0)) {
            net.forward(Tensor.ones(1, 3));
            assertThatIllegalStateException()
                    .isThrownBy(() -> features.get(0))
                    .withMessageContaining("Linear(3→4)")
                    .withMessageContaining("in place");
        }
    }

    @Test
    void messagesSayWhichLayersThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hooks.outputs(net(), 3))
                .withMessageContaining("layer 3 does not exist")
                .withMessageContaining("0 to 2");
        try (var features = Hooks.outputs(net(), 0)) {
            assertThatIllegalStateException().isThrownBy(() -> features.get(0)).withMessageContaining("has not run");
        }
    }
}
