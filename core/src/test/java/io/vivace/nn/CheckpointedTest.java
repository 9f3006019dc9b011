package io.vivace.nn;

import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CheckpointedTest {
    private static final UnaryOperator<Module> PLAIN = m -> m;

    private static Module block(int in, int out) {
        return sequential(
                Conv2d.of(in, out, 3), BatchNorm2d.of(out), relu().inPlace(), Dropout.of(0.3), Conv2d.of(out, out, 3));
    }

    private static Module net(UnaryOperator<Module> wrap) {
        Module net = sequential(
                wrap.apply(block(3, 8)),
                Dropout.of(0.2),
                wrap.apply(sequential(block(8, 8), wrap.apply(block(8, 8)), relu())),
                flatten(),
                Linear.of(8 * 6 * 5, 4));
        net.init(new Rng(7));
        return net;
    }

    /** {@return gradients and state after two training steps, by position: names differ} */
    private static List<float[]> trained(UnaryOperator<Module> wrap, Precision precision) {
        List<float[]> all = new ArrayList<>();
        try (Module net = net(wrap)) {
            for (int step = 0; step < 2; step++) {
                try (var scope = Scope.open()) {
                    Tensor x = Tensor.randn(new Rng(step), 4, 3, 6, 5).requiresGrad();
                    Tensor y = precision.compute(() -> net.forward(x)).to(DType.F32);
                    y.square().mean().backward();
                    all.add(y.toFloatArray());
                    all.add(x.grad().toFloatArray());
                    x.zeroGrad();
                }
            }
            net.parameters().values().forEach(p -> all.add(p.grad().toFloatArray()));
            net.buffers().values().forEach(b -> all.add(b.to(DType.F32).toFloatArray()));
        }
        return all;
    }

    @Test
    void everythingIsTheSameToTheLastBit() {
        for (Precision p : Precision.values()) {
            List<float[]> expected = trained(PLAIN, p);
            List<float[]> given = trained(Checkpointed::of, p);
            assertThat(given).hasSameSizeAs(expected);
            for (int i = 0; i < given.size(); i++) {
                assertThat(given.get(i)).as("value %d in %s", i, p).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void activationsAreNotKept() {
        long plain = mostInUse(PLAIN);
        long checkpointed = mostInUse(Checkpointed::of);
        assertThat(checkpointed).isLessThan(plain / 2);
    }

    /** {@return how much more memory than before was in use when most was} */
    private static long mostInUse(UnaryOperator<Module> wrap) {
        List<Module> blocks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            blocks.add(wrap.apply(sequential(
                    Conv2d.of(8, 8, 1), BatchNorm2d.of(8), Layers.sigmoid(), Layers.tanh(), Layers.sigmoid())));
        }
        try (var scope = Scope.open();
                Module net = sequential(blocks)) {
            net.init(new Rng(1));
            Tensor x = Tensor.randn(new Rng(2), 4, 8, 64, 64).requiresGrad();
            long[] most = {0};
            net.apply(m -> {
                m.onForward((at, in, out) -> {
                    most[0] = Math.max(most[0], MemoryStats.now().inUse());
                    return null;
                });
            });
            long before = MemoryStats.now().inUse();
            net.forward(x).sum().backward();
            x.zeroGrad();
            return most[0] - before;
        }
    }

    @Test
    void hooksOnGradientsRunOnce() {
        Map<String, Integer> runs = new LinkedHashMap<>();
        try (var scope = Scope.open();
                Module net = sequential(Checkpointed.of(block(3, 4)), relu())) {
            net.init(new Rng(1));
            net.modules()
                    .forEach((name, m) -> m.onBackward((at, in, out) -> {
                        runs.merge("module " + name, 1, Integer::sum);
                        return null;
                    }));
            net.parameters()
                    .forEach((name, p) -> p.value().onGrad(g -> {
                        runs.merge("parameter " + name, 1, Integer::sum);
                        return g;
                    }));
            net.forward(Tensor.randn(new Rng(1), 2, 3, 6, 5).requiresGrad())
                    .sum()
                    .backward();
        }
        assertThat(runs)
                .hasSize(9 + 6)
                .allSatisfy((name, n) -> assertThat(n).as(name).isEqualTo(1));
    }

    @Test
    void frozenLayersAndPlainInputsNeedNoGradient() {
        try (var scope = Scope.open();
                Module net = sequential(Checkpointed.of(block(3, 4)))) {
            net.init(new Rng(1));
            net.parameters().get("0.module.0.weight").trainable(false);
            Tensor x = Tensor.randn(new Rng(1), 2, 3, 6, 5);
            net.forward(x).sum().backward();
            assertThat(net.parameters().get("0.module.0.weight").grad()).isNull();
            assertThat(net.parameters().get("0.module.4.weight").grad()).isNotNull();
            net.freeze();
            assertThat(net.forward(x).needsGrad()).isFalse();
        }
    }

    @Test
    void chosenGradientsAreGiven() {
        try (var scope = Scope.open();
                Module net = sequential(Checkpointed.of(sequential(Linear.of(3, 4), relu())))) {
            net.init(new Rng(1));
            Tensor x = Tensor.randn(new Rng(1), 2, 3).requiresGrad();
            Tensor w = net.parameters().get("0.module.0.weight").value();
            List<Tensor> given = Autograd.grad(net.forward(x).sum(), x, w);
            List<Tensor> expected = Autograd.grad(
                    ((Checkpointed) ((Sequential) net).get(0))
                            .children()
                            .get("module")
                            .forward(x)
                            .sum(),
                    x,
                    w);
            for (int i = 0; i < 2; i++) {
                assertThat(given.get(i).toFloatArray())
                        .isEqualTo(expected.get(i).toFloatArray());
            }
            assertThat(w.grad()).isNull();
        }
    }

    @Test
    void whatCannotBeIsSaid() {
        try (var scope = Scope.open();
                Module net = sequential(Checkpointed.of(Linear.of(3, 4)))) {
            net.init(new Rng(1));
            Tensor x = Tensor.randn(new Rng(1), 2, 3).requiresGrad();
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> Autograd.gradWithGraph(net.forward(x).square().sum(), x))
                    .withMessageContaining("first gradients only");
            Tensor copy = x.detach().copy();
            Tensor y = net.forward(copy).sum();
            copy.add_(1);
            assertThatIllegalStateException().isThrownBy(y::backward).withMessageContaining("changed in place");
        }
    }
}
