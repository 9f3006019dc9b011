package io.vivace.learn;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.TensorBunch;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batch norm that rests while its layers learn. */
class RestNormTest {
    /** What PyTorch 1.13 computes where everything learns and batch norm is in evaluation mode. */
    @Test
    void threeStepsAreThoseOfPyTorch() {
        var net = sequential(Linear.of(2, 3), BatchNorm1d.of(3), relu(), Linear.of(3, 1));
        try (var scope = Scope.open();
                var data = TensorBunch.of(
                                Tensor.of(new float[] {1, 2, 3, -1, -2, 0.5f, 0.5f, 4}, 4, 2),
                                Tensor.of(new float[] {1, -1, 0.5f, 2}, 4, 1))
                        .batch(4)
                        .build();
                var learn = Learner.of(data, net)
                        .loss(LossFunction.mse())
                        .optimizer(Sgd.plain())
                        .silent()
                        .build()) {
            net.load(Map.ofEntries(
                    of("0.weight", new float[] {0.5f, -0.25f, 0.75f, 0.5f, -0.5f, 1}, 3, 2),
                    of("0.bias", new float[] {0.1f, -0.2f, 0.3f}, 3),
                    of("1.weight", new float[] {1, 0.5f, 2}, 3),
                    of("1.bias", new float[] {0.25f, 0.5f, -0.125f}, 3),
                    of("1.running_mean", new float[] {0.2f, -0.1f, 0.4f}, 3),
                    of("1.running_var", new float[] {2, 0.5f, 1.25f}, 3),
                    of("3.weight", new float[] {1, -0.5f, 0.75f}, 1, 3),
                    of("3.bias", new float[] {0.05f}, 1)));
            learn.unfreeze();
            learn.restNorm(true);
            learn.fit(3, 0.1);

            assertThat(learn.recorder().batches())
                    .extracting(BatchRecord::loss)
                    .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : 1, Double.class)
                    .containsExactly(1.9293675, 10.1110554, 1.8068907);
            is(net, "0.weight", 0.1767187, -0.1694311, 0.426757, -0.4906351, -0.3138396, 0.305425);
            is(net, "1.weight", 0.8416272, -0.41466, 1.6686733);
            is(net, "1.bias", 0.0816697, 0.1197548, -0.3006544);
            is(net, "1.running_mean", 0.2, -0.1, 0.4);
            is(net, "1.running_var", 2, 0.5, 1.25);
            is(net, "3.weight", 0.8008448, 0.4457252, 0.3579713);
        }
    }

    private static Map.Entry<String, Tensor> of(String name, float[] values, int... shape) {
        return Map.entry(name, shape.length == 1 ? Tensor.of(values) : Tensor.of(values, shape[0], shape[1]));
    }

    private static void is(Sequential net, String name, double... expected) {
        float[] is = net.state().get(name).toFloatArray();
        assertThat(is).hasSize(expected.length);
        for (int i = 0; i < is.length; i++) {
            assertThat((double) is[i]).as(name).isCloseTo(expected[i], within(1e-5));
        }
    }

    @Test
    void freezingAndThawingChangesNothing() {
        var net = Spiral.netWithDropoutAndNorm();
        var norm = (BatchNorm1d) net.children().get("1");
        try (var data = Spiral.data(60, 16);
                var learn = Learner.of(data, net)
                        .groups(Spiral.twoGroups(net))
                        .frozenNorm(LayerGroups.FrozenNorm.TRAINS)
                        .silent()
                        .build()) {
            learn.restNorm(true);
            for (int from : new int[] {-1, 0}) {
                learn.freezeTo(from);
                learn.fit(1, 1e-2);
                assertThat(norm.runningMean().toFloatArray()).containsOnly(0);
            }
            assertThat(norm.weight().value().toFloatArray()).doesNotContain(1);
            assertThat(learn.normRests()).isTrue();
            try (var copy = learn.copy(Spiral.netWithDropoutAndNorm())) {
                copy.fit(1, 1e-2);
                assertThat(((Sequential) copy.model())
                                .state()
                                .get("1.running_mean")
                                .toFloatArray())
                        .containsOnly(0);
            }
            learn.restNorm(false);
            learn.fit(1, 1e-2);
            assertThat(norm.runningMean().toFloatArray()).doesNotContain(0);
        }
    }

    @Test
    void whatAUserKeepsInEvaluationStaysSo() {
        var net = Spiral.netWithDropoutAndNorm();
        Module norm = net.children().get("1").keepInEval(true);
        try (var data = Spiral.data(20, 16);
                var learn = Learner.of(data, net).silent().build()) {
            learn.restNorm(false);
            net.train();
            assertThat(norm.isTraining()).isFalse();
        }
    }

    @Test
    void aResumedFitRestsAsBefore(@TempDir Path folder) {
        float[] whole = resting(Checkpoint.in(folder.resolve("whole")), true, 2);
        Path broken = folder.resolve("broken");
        resting(Checkpoint.in(broken).everyBatches(2), true, 0.5);
        assertThatThrownBy(() -> resting(Checkpoint.in(broken).resume(), false, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was made while all batch norm rested")
                .hasMessageContaining("call restNorm(true) before this fit");
        assertThat(resting(Checkpoint.in(broken).resume(), true, 2)).containsExactly(whole);
    }

    /** {@return the weights after two epochs, of which only a part is trained before the program ends} */
    private static float[] resting(Checkpoint checkpoint, boolean rests, double part) {
        var net = Spiral.netWithDropoutAndNorm();
        try (var data = Spiral.data(50, 30);
                var learn = Learner.of(data, net)
                        .callbacks(new PauseAfter((long) (part * 4)))
                        .checkpoint(checkpoint)
                        .silent()
                        .build()) {
            learn.restNorm(rests);
            learn.fit(2, 1e-2);
            assertThat(net.state().get("1.running_mean").toFloatArray()).containsOnly(0);
            return net.state().get("4.weight").toFloatArray();
        }
    }

    /** A program that is interrupted. */
    private record PauseAfter(long batches) implements Callback {
        @Override
        public void afterBatch(Step step) {
            if (step.isTraining() && step.fit().batch() == batches) {
                step.fit().pause("interrupted");
            }
        }
    }
}
