package io.vivace.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer goes where PyTorch's goes, for 50 steps. */
class TrajectoryTest {
    private static final double TOLERANCE = 2e-5;

    static Stream<Arguments> rules() {
        Sgd sgd = Sgd.momentum(0.9).lr(0.05);
        return Stream.of(
                Arguments.of("sgd", Sgd.plain().lr(0.05)),
                Arguments.of("sgd_l2", Sgd.plain().lr(0.05).weightDecay(0.1)),
                Arguments.of("sgd_momentum", sgd.weightDecay(1e-2)),
                Arguments.of("sgd_dampening", Sgd.momentum(0.8).lr(0.1).dampening(0.3)),
                Arguments.of("sgd_nesterov", sgd.weightDecay(1e-2).lookAhead()),
                Arguments.of("sgd_scheduled", sgd),
                Arguments.of("adam", Adam.defaults().lr(0.05)),
                Arguments.of(
                        "adam_l2",
                        Adam.defaults().lr(0.05).betas(0.8, 0.99).eps(1e-5).weightDecay(WeightDecay.l2(0.1))),
                Arguments.of("adam_scheduled", Adam.defaults().betas(0.9, 0.99)),
                Arguments.of("adamw", AdamW.weightDecay(0.3).lr(0.05)),
                Arguments.of("rmsprop", RmsProp.lr(0.02)),
                Arguments.of(
                        "rmsprop_centered",
                        RmsProp.lr(0.01).alpha(0.9).momentum(0.7).centred().weightDecay(WeightDecay.l2(0.1))),
                Arguments.of("adagrad", Adagrad.defaults().lr(0.1)),
                Arguments.of(
                        "adagrad_decay",
                        Adagrad.defaults().lr(0.2).lrDecay(0.05).initial(0.1).weightDecay(WeightDecay.l2(0.1))),
                Arguments.of("lars", Lars.defaults().lr(2).trust(0.02).weightDecay(WeightDecay.l2(0.05))),
                Arguments.of("lamb", Lamb.defaults().lr(0.02)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void followsPyTorch(String name, UpdateRule rule) {
        JsonNode golden = GoldenRuns.of(name);
        double[] losses = GoldenRuns.numbers(golden.get("losses"));
        try (var scope = Scope.open();
                var problem = new Problem();
                Optimizer optimizer = rule.over(problem.parameters())) {
            for (int step = 1; step <= 50; step++) {
                if (name.endsWith("_scheduled")) {
                    schedule(optimizer, step);
                }
                optimizer.zeroGrad();
                assertThat(problem.backward())
                        .as("loss of step %d", step)
                        .isCloseTo(losses[step - 1], within(TOLERANCE));
                optimizer.step();
                JsonNode expected = golden.get("path").get(Integer.toString(step));
                if (expected != null) {
                    assertThat(problem.values())
                            .as("step %d", step)
                            .containsExactly(GoldenRuns.numbers(expected), within(TOLERANCE));
                }
            }
        }
    }

    private static void schedule(Optimizer optimizer, int step) {
        ParameterGroup g = optimizer.groups().get(0);
        g.settings(g.settings().lr(0.02 * (1 + 0.5 * Math.sin(step))).momentum(0.9 + 0.05 * Math.cos(step)));
    }

    /** mean((x wᵀ + b − y)²) + 0.1 mean((b² − 1)²), over values that the script repeats. */
    static final class Problem implements AutoCloseable {
        private final Tensor x = filled(8, 4, (i, j) -> Math.sin(1 + 3 * i + 7 * j));
        private final Tensor y = filled(8, 3, (i, j) -> Math.cos(2 + 5 * i + 11 * j));
        private final Parameter w = new Parameter(filled(3, 4, (i, j) -> Math.sin(13 * i + 5 * j)));
        private final Parameter b = new Parameter(Tensor.of(new float[] {0.5f, -1.5f, 0.25f}));

        private interface Entry {
            double at(int i, int j);
        }

        private static Tensor filled(int rows, int columns, Entry entry) {
            float[] v = new float[rows * columns];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) entry.at(i / columns, i % columns);
            }
            return Tensor.of(v, rows, columns);
        }

        Map<String, Parameter> parameters() {
            Map<String, Parameter> all = new LinkedHashMap<>();
            all.put("w", w);
            all.put("b", b);
            return all;
        }

        double backward() {
            try (var scope = Scope.open()) {
                Tensor error = x.linear(w.value(), b.value()).sub(y).square().mean();
                Tensor size = b.value().square().sub(1).square().mean().mul(0.1);
                Tensor loss = error.add(size);
                loss.backward();
                return loss.item();
            }
        }

        double[] values() {
            double[] v = new double[15];
            float[] first = w.value().toFloatArray();
            float[] second = b.value().toFloatArray();
            for (int i = 0; i < v.length; i++) {
                v[i] = i < 12 ? first[i] : second[i - 12];
            }
            return v;
        }

        @Override
        public void close() {
            w.value().zeroGrad();
            b.value().zeroGrad();
            w.value().close();
            b.value().close();
        }
    }
}
