package io.vivace.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LbfgsTest {
    private static Tensor valley() {
        return Tensor.of(new float[] {-1.2f, 1, -0.5f, 0.8f}).requiresGrad();
    }

    private static Tensor height(Tensor p) {
        Tensor a = p.narrow(0, 0, 3);
        Tensor b = p.narrow(0, 1, 3);
        return b.sub(a.square())
                .square()
                .mul(10)
                .add(a.neg().add(1).square())
                .sum()
                .mul(0.1);
    }

    private static Tensor bowl() {
        return Tensor.of(new float[] {3, -2, 1, 0.5f, -4}).requiresGrad();
    }

    private static Tensor depth(Tensor p) {
        Tensor scale = Tensor.of(new float[] {1, 2, 0.5f, 3, 0.25f});
        return scale.mul(p.sub(1).square()).sum().add(p.square().square().sum().mul(0.1));
    }

    private static void follows(
            String name, Tensor p, Lbfgs lbfgs, UnaryOperator<Tensor> loss, double relative, double absolute) {
        JsonNode golden = GoldenRuns.of(name);
        double[] losses = GoldenRuns.numbers(golden.get("losses"));
        int[] calls = {0};
        for (int i = 0; i < 50; i++) {
            double value = lbfgs.step(() -> {
                calls[0]++;
                return loss.apply(p);
            });
            assertThat(value).as("loss of step %d", i + 1).isCloseTo(losses[i], within(losses[i] * relative + 1e-6));
        }
        assertThat(calls[0])
                .as("how often the loss was computed")
                .isEqualTo(golden.get("calls").asInt());
        double[] end = new double[(int) p.elements()];
        float[] values = p.toFloatArray();
        for (int i = 0; i < end.length; i++) {
            end[i] = values[i];
        }
        assertThat(end).containsExactly(GoldenRuns.numbers(golden.get("end")), within(absolute));
    }

    @Test
    void followsPyTorchWithoutLineSearch() {
        try (var scope = Scope.open();
                Tensor p = bowl();
                Lbfgs lbfgs = Lbfgs.over(p).lr(0.5).maxIterations(3)) {
            follows("lbfgs", p, lbfgs, LbfgsTest::depth, 1e-4, 1e-4);
        }
    }

    @Test
    void followsPyTorchWithAShortHistory() {
        try (var scope = Scope.open();
                Tensor p = bowl();
                Lbfgs lbfgs = Lbfgs.over(p).lr(0.1).maxIterations(1).history(2)) {
            follows("lbfgs_short", p, lbfgs, LbfgsTest::depth, 1e-3, 1e-3);
        }
    }

    @Test
    void followsPyTorchWithStrongWolfe() {
        try (var scope = Scope.open();
                Tensor p = valley();
                Lbfgs lbfgs = Lbfgs.over(p).maxIterations(1).history(5).strongWolfe()) {
            follows("lbfgs_wolfe", p, lbfgs, LbfgsTest::height, 2e-3, 1e-4);
        }
    }

    @Test
    void goesOnFromASavedState() {
        try (var scope = Scope.open();
                Tensor p = bowl();
                Tensor q = bowl();
                Lbfgs first = Lbfgs.over(p).lr(0.3).maxIterations(1);
                Lbfgs second = Lbfgs.over(q).lr(0.3).maxIterations(1)) {
            for (int i = 0; i < 5; i++) {
                first.step(() -> depth(p));
            }
            Map<String, Tensor> saved = new HashMap<>();
            first.state().forEach((name, t) -> saved.put(name, t.copy()));
            Autograd.noGrad(() -> {
                q.copy_(p);
            });
            second.load(saved);
            for (int i = 0; i < 5; i++) {
                assertThat(second.step(() -> depth(q))).isEqualTo(first.step(() -> depth(p)));
            }
            assertThat(second.iterations()).isEqualTo(10);
            assertThat(q.toFloatArray()).containsExactly(p.toFloatArray());
        }
    }

    @Test
    void leavesNoMemoryBehind() {
        long before = Settled.stats().live();
        try (var scope = Scope.open();
                Tensor p = valley();
                Lbfgs lbfgs = Lbfgs.over(p).history(3).strongWolfe()) {
            for (int i = 0; i < 5; i++) {
                lbfgs.step(() -> height(p));
            }
            p.zeroGrad();
        }
        assertThat(MemoryStats.now().live()).isLessThanOrEqualTo(before);
    }

    @Test
    void saysWhatIsWrong() {
        try (var scope = Scope.open()) {
            assertThatThrownBy(() -> Lbfgs.over(Tensor.zeros(3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[3] does not require a gradient");
            assertThatThrownBy(Lbfgs::over).hasMessageContaining("at least one tensor");
            Tensor p = bowl();
            assertThatThrownBy(() -> Lbfgs.over(p).history(0))
                    .hasMessageContaining("history must be at least 1, got 0");
            assertThatThrownBy(() ->
                            Lbfgs.over(p).load(Map.of("numbers", Tensor.of(new long[3]), "direction", Tensor.zeros(2))))
                    .hasMessageContaining("'direction' has 2 elements, the parameters 5");
        }
    }
}
