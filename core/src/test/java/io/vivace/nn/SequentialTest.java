package io.vivace.nn;

import static io.vivace.nn.Layers.concat;
import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.identity;
import static io.vivace.nn.Layers.lambda;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.residual;
import static io.vivace.nn.Layers.sequential;
import static io.vivace.nn.Layers.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialTest {
    @Test
    void intermediateResultsGoBackAsSoonAsTheyWereRead() {
        List<Module> layers = new ArrayList<>();
        List<Long> inUse = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            layers.add(lambda("+1", x -> {
                Tensor y = x.add(1);
                inUse.add(MemoryStats.now().inUse());
                return y;
            }));
        }
        try (var scope = Scope.open()) {
            Tensor x = Tensor.zeros(1 << 20);
            long before = Settled.stats().inUse();
            Tensor y = sequential(layers).forward(x);
            assertThat(y.toFloatArray()[5]).isEqualTo(10f);
            assertThat(x.isReleased()).isFalse();
            assertThat(inUse).allMatch(bytes -> bytes - before <= 2 * (4 << 20));
            assertThat(MemoryStats.now().inUse() - before).isEqualTo(4 << 20);
        }
    }

    @Test
    void inputsViewsAndKeptValuesStay() {
        List<Tensor> kept = new ArrayList<>();
        Module keeping = lambda("keep", x -> {
            Tensor y = x.mul(2).keep();
            kept.add(y);
            return y;
        });
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(2, 3, 4);
            Tensor y = sequential(identity(), keeping, flatten(), lambda("view", t -> t.narrow(1, 1, 2)))
                    .forward(x);
            assertThat(y.toFloatArray()).containsOnly(2f);
            assertThat(x.toFloatArray()).containsOnly(1f);
            assertThat(kept.get(0).toFloatArray()).containsOnly(2f);
        }
        kept.get(0).close();
    }

    @Test
    void gradientsFlowThroughReleasedIntermediates() {
        try (var scope = Scope.open()) {
            var net = sequential(Linear.of(3, 3), relu().inPlace(), residual(Linear.of(3, 3)), relu());
            net.init(new Rng(3));
            Tensor x = Tensor.of(new float[] {.5f, -1, 2}, 1, 3).requiresGrad();
            net.forward(x).sum().backward();
            Tensor y = x.detach().requiresGrad();
            Tensor h = net.get(0).forward(y).relu();
            h.add(((Merge) net.get(2)).children().get("1").forward(h))
                    .relu()
                    .sum()
                    .backward();
            assertThat(x.grad().toFloatArray()).isEqualTo(y.grad().toFloatArray());
        }
    }

    @Test
    void branchesAreAddedOrLaidSideBySide() {
        Tensor x = Tensor.of(new float[] {1, -2}, 1, 2);
        Module twice = lambda("·2", t -> t.mul(2));
        assertThat(sum(identity(), twice, relu()).forward(x).toFloatArray()).containsExactly(4, -6);
        assertThat(concat(1, identity(), twice).forward(x).toFloatArray()).containsExactly(1, -2, 2, -4);
        assertThat(residual(twice, twice).forward(x).toFloatArray()).containsExactly(5, -10);
        assertThat(sum(identity()).forward(x)).isSameAs(x);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        sum(identity(), lambda("first", t -> t.narrow(1, 0, 1))).forward(x))
                .withMessageContaining("branch 0 (identity) gives [1, 2] and branch 1 (first) gives [1, 1]");
    }

    @Test
    void branchesReleaseTheirOutputsButNotTheInput() {
        try (var scope = Scope.open()) {
            Tensor x = Tensor.ones(1 << 18);
            long before = Settled.stats().inUse();
            Module twice = lambda("·2", t -> t.mul(2));
            Tensor y = Autograd.noGrad(() -> sum(identity(), twice, twice).forward(x));
            assertThat(MemoryStats.now().inUse() - before).isEqualTo(1 << 20);
            assertThat(y.toFloatArray()[0] + x.toFloatArray()[0]).isEqualTo(6f);
        }
    }

    @Test
    void partsOfASequenceShareItsLayers() {
        var net = sequential(Linear.of(2, 3), relu(), Linear.of(3, 1));
        var tail = net.slice(1, 3);
        assertThat(tail.size()).isEqualTo(2);
        assertThat(tail.get(1)).isSameAs(net.get(2));
        assertThat(net.steps()).hasSize(3);
    }
}
