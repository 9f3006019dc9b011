package io.vivace.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import io.vivace.nn.Init;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Parameter parameter(float... values) {
        return new Parameter(Tensor.of(values));
    }

    private static void grad(Parameter p, float... values) {
        p.value().zeroGrad();
        p.value().grad(Tensor.of(values));
    }

    @Test
    void decoupledAdamGivesThePublishedNumbers() {
        Parameter p = parameter(1);
        try (Optimizer adam = AdamW.defaults().lr(0.1).over(Map.of("p", p))) {
            grad(p, 0.5f);
            adam.step();
            assertThat(p.value().item()).isCloseTo(0.899000f, within(2e-6f));
            grad(p, -0.25f);
            adam.step();
            assertThat(p.value().item()).isCloseTo(0.871431f, within(2e-6f));
        }
    }

    @Test
    void groupsHaveTheirOwnSettings() {
        Parameter slow = parameter(1);
        Parameter fast = parameter(1);
        Settings base = Sgd.plain().settings();
        var groups = List.of(
                new ParameterGroup(Map.of("slow", slow), base.lr(0.1)),
                new ParameterGroup(Map.of("fast", fast), base.lr(0.5).decay(WeightDecay.decoupled(0.2))));
        try (var sgd = new Optimizer(Sgd.plain(), groups)) {
            grad(slow, 1);
            grad(fast, 1);
            sgd.step();
            assertThat(slow.value().item()).isEqualTo(0.9f);
            assertThat(fast.value().item()).isCloseTo(0.9f - 0.5f, within(1e-6f));
            sgd.groups().get(0).settings(base.lr(0));
            grad(slow, 1);
            sgd.step();
            assertThat(slow.value().item()).isEqualTo(0.9f);
        }
    }

    @Test
    void decayCanPassNormsAndBiasesBy() {
        for (boolean decoupled : new boolean[] {false, true}) {
            Parameter weight = parameter(1);
            Parameter bias = new Parameter(Shape.of(1), Parameter.Role.BIAS, Init.constant(1));
            WeightDecay decay = new WeightDecay(0.5, decoupled, true).exceptNormsAndBiases();
            var group = new ParameterGroup(
                    Map.of("weight", weight, "bias", bias),
                    Sgd.plain().lr(0.1).weightDecay(decay).settings());
            try (var sgd = new Optimizer(Sgd.plain(), List.of(group))) {
                grad(weight, 0);
                grad(bias, 0);
                sgd.step();
                assertThat(weight.value().item()).isEqualTo(0.95f);
                assertThat(bias.value().item()).isEqualTo(1f);
            }
        }
    }

    @Test
    void frozenParametersStayAsTheyAre() {
        for (UpdateRule rule : List.of(
                Sgd.momentum(0.9).weightDecay(0.1), AdamW.defaults().lr(0.1), RmsProp.lr(0.1), Lamb.defaults())) {
            Parameter frozen = parameter(1, 2, 3);
            Parameter free = parameter(1, 2, 3);
            try (Optimizer optimizer = rule.over(Map.of("frozen", frozen, "free", free))) {
                grad(frozen, 1, 1, 1);
                grad(free, 1, 1, 1);
                optimizer.step();
                frozen.trainable(false);
                float[] before = frozen.value().toFloatArray();
                for (int i = 0; i < 5; i++) {
                    optimizer.step();
                }
                assertThat(frozen.value().toFloatArray()).containsExactly(before);
                assertThat(free.value().toFloatArray()).isNotEqualTo(before);
            }
        }
    }

    @Test
    void goesOnFromASavedState() {
        for (UpdateRule rule : List.of(
                Sgd.momentum(0.9),
                Adam.defaults(),
                RmsProp.lr(0.01).momentum(0.5).centred(),
                Adagrad.defaults())) {
            Parameter a = parameter(1, -2);
            Parameter b = parameter(0, 0);
            try (Optimizer first = rule.over(Map.of("p", a));
                    Optimizer second = rule.over(Map.of("p", b))) {
                steps(first, a, 3);
                Map<String, Tensor> saved = new HashMap<>();
                first.state().forEach((name, t) -> saved.put(name, t.copy()));
                Autograd.noGrad(() -> {
                    b.value().copy_(a.value());
                });
                steps(first, a, 4);
                second.load(saved);
                steps(second, b, 4);
                assertThat(b.value().toFloatArray()).containsExactly(a.value().toFloatArray());
            }
        }
    }

    private static void steps(Optimizer optimizer, Parameter p, int n) {
        for (int i = 0; i < n; i++) {
            grad(p, 0.5f, -0.25f * i);
            optimizer.step();
        }
    }

    @Test
    void aStateOfAnotherNetIsRefusedWhole() {
        Parameter p = parameter(1, 2);
        try (Optimizer adam = Adam.defaults().over(Map.of("p", p))) {
            steps(adam, p, 1);
            float before = adam.state().get("p/exp_avg").toFloatArray()[0];
            var other = Map.of("q/step", Tensor.of(new long[] {3}), "p/exp_avg", Tensor.zeros(3));
            assertThatThrownBy(() -> adam.load(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'q/step' belongs to no parameter")
                    .hasMessageContaining("'p/exp_avg' is [3], the parameter [2]");
            assertThat(adam.state().get("p/exp_avg").toFloatArray()[0]).isEqualTo(before);
        }
    }

    @Test
    void anotherRuleOfTheSameKindKeepsTheMemory() {
        Parameter p = parameter(1, 2);
        try (Optimizer sgd = Sgd.momentum(0.9).over(Map.of("p", p))) {
            steps(sgd, p, 1);
            sgd.rule(Sgd.momentum(0.9).lookAhead());
            assertThat(sgd.state()).containsKey("p/momentum_buffer");
            assertThatThrownBy(() -> sgd.rule(Adam.defaults()))
                    .hasMessageContaining("remembers what Sgd needs, not Adam");
        }
    }

    @Test
    void gradientsAreClippedByLengthAndByValue() {
        Parameter p = parameter(0, 0);
        Parameter q = parameter(0);
        Parameter none = parameter(0);
        try (Optimizer sgd = Sgd.plain().over(Map.of("p", p, "q", q, "none", none))) {
            grad(p, 3, 0);
            grad(q, 4);
            assertThat(sgd.clipNorm(10)).isEqualTo(5);
            assertThat(q.grad().item()).isEqualTo(4);
            assertThat(sgd.clipNorm(1)).isEqualTo(5);
            assertThat(p.grad().toFloatArray()[0]).isCloseTo(0.6f, within(1e-6f));
            assertThat(q.grad().item()).isCloseTo(0.8f, within(1e-6f));
            sgd.clipValue(0.7);
            assertThat(p.grad().toFloatArray()[0]).isCloseTo(0.6f, within(1e-6f));
            assertThat(q.grad().item()).isEqualTo(0.7f);
            assertThatThrownBy(() -> sgd.clipNorm(0)).hasMessageContaining("must be above 0, got 0.0");
        }
    }

    @Test
    void stepsTakeNoMemoryAndClosingGivesAllBack() {
        // the collector may free what other tests forgot at any time: so one large parameter, and differences
        Parameter p = new Parameter(Tensor.ones(1 << 20));
        p.value().grad(Tensor.ones(1 << 20));
        long before = Settled.stats().inUse();
        Optimizer lamb = Lamb.defaults().over(Map.of("p", p));
        lamb.step();
        long memory = MemoryStats.now().inUse() - before;
        assertThat(memory).isCloseTo(2L << 22, within(1L << 20));
        for (int i = 0; i < 20; i++) {
            lamb.step();
        }
        assertThat(MemoryStats.now().inUse() - before).isCloseTo(memory, within(1L << 20));
        lamb.close();
        assertThat(MemoryStats.now().inUse() - before).isCloseTo(0, within(1L << 20));
        p.value().zeroGrad();
        p.value().close();
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThatThrownBy(() -> Sgd.momentum(1))
                .hasMessageContaining("momentum (or β₁) must be at least 0 and below 1");
        assertThatThrownBy(() -> Adam.defaults().lr(Double.NaN)).hasMessageContaining("learning rate must be a number");
        assertThatThrownBy(() -> WeightDecay.l2(-1))
                .hasMessageContaining("weight decay must be a number of at least 0");
        assertThatThrownBy(() -> Sgd.momentum(0.9).dampening(0.1).lookAhead()).hasMessageContaining("no dampening");
        var group = new ParameterGroup(Map.of("p", parameter(1)), Sgd.plain().settings());
        assertThatThrownBy(() -> new Optimizer(Sgd.plain(), List.of(group, group)))
                .hasMessageContaining("two parameters of one optimizer are called 'p'");
    }
}
