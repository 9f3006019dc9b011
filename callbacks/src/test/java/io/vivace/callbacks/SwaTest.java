package io.vivace.callbacks;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Batch;
import io.vivace.data.Loader;
import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.EpochRecord;
import io.vivace.learn.Learner;
import io.vivace.learn.SavedState;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Linear;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwaTest {
    @TempDir
    Path folder;

    /** Sets all weights to a number at the end of each epoch's training, and notes the first weight that is validated. */
    private static final class Weights implements Callback {
        final List<Float> validated = new ArrayList<>();
        private final double[] values;

        Weights(double... values) {
            this.values = values;
        }

        @Override
        public int order() {
            return -1000;
        }

        @Override
        public void afterTrain(Epoch epoch) {
            var w = epoch.fit().model().parameters().get("weight").value();
            Autograd.noGrad(() -> {
                w.zero_().add_(values[epoch.number()]);
            });
        }

        @Override
        public void afterValidate(Epoch epoch) {
            validated.add(Tiny.weights(epoch.fit().learner())[0]);
        }
    }

    /** The recipe's fixture: weights 1, 3, 8 have the averages 1, 2, 4. */
    @Test
    void averagesAreMeansOfTheWeightsAtTheEndsOfEpochs() {
        var weights = new Weights(1, 3, 8);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, weights, Swa.usual().evaluateEvery(1))) {
            learn.fit(3, 0.1);
            assertThat(weights.validated).containsExactly(1f, 1f, 3f, 2f, 8f, 4f);
            assertThat(Tiny.weights(learn)[0]).isEqualTo(8);
        }
    }

    /** From the second epoch on, every second one and the last: epochs 2, 4, 6, 7 counted from 1. */
    @Test
    void evaluationsFollowTheirPauseAndTheLastEpochHasOne() {
        var weights = new Weights(100, 1, 3, 8, 4, 9, 5);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, weights, Swa.after(2).evaluateEvery(2))) {
            List<EpochRecord> epochs = learn.fit(7, 0.1).epochs();
            assertThat(weights.validated).containsExactly(100f, 1f, 1f, 3f, 8f, 4f, 4f, 9f, 5f, 5f, 5f);
            boolean[] evaluated = {false, true, false, true, false, true, true};
            for (int i = 0; i < 7; i++) {
                assertThat(epochs.get(i).metrics()).containsOnlyKeys("accuracy", "swa_loss", "swa_accuracy");
                assertThat(Double.isFinite(epochs.get(i).metrics().get("swa_loss")))
                        .isEqualTo(evaluated[i]);
            }
            assertThat(epochs.get(1).metrics().get("swa_loss"))
                    .isEqualTo(epochs.get(1).validLoss());
        }
    }

    private static Learner normLearner(TensorBunch data, Callback... callbacks) {
        return Tiny.builder(data, Tiny.normNet(), callbacks).seed(5).build();
    }

    /** Dropout draws from the generator of training, the pass over the training data must not move it. */
    @Test
    void trainingDoesNotSeeTheAverages() {
        try (var data = Tiny.data(16);
                var plain = normLearner(data);
                var averaged = normLearner(data, Swa.usual().evaluateEvery(1))) {
            plain.fit(4, 0.3);
            averaged.fit(4, 0.3);
            assertThat(Tiny.state(averaged)).isEqualTo(Tiny.state(plain));
            assertThat(averaged.rng().state()).isEqualTo(plain.rng().state());
        }
    }

    /** Weighted means of the batches' means and unbiased variances of what batch norm gets, computed apart. */
    private static double[][] expectedStatistics(Sequential net, TensorBunch data, long epoch) {
        double[] mean = new double[8];
        double[] variance = new double[8];
        int seen = 0;
        var linear = net.children().get("0");
        try (Loader.Epoch batches = data.train().epoch(epoch)) {
            while (batches.hasNext()) {
                try (Batch b = batches.next();
                        var scope = Scope.open()) {
                    var x = Autograd.noGrad(() -> linear.forward(b.x()));
                    float[] m = x.mean(0).toFloatArray();
                    float[] v = x.var(true, false, 0).toFloatArray();
                    double part = (double) b.size() / (seen += b.size());
                    for (int c = 0; c < 8; c++) {
                        mean[c] += part * (m[c] - mean[c]);
                        variance[c] += part * (v[c] - variance[c]);
                    }
                }
            }
        }
        return new double[][] {mean, variance};
    }

    /** 48 items are two batches of 20 and one of 8. */
    @Test
    void theNetCanTakeTheAveragesWithStatisticsOfTheirOwn() {
        try (var data = Tiny.data(20);
                var learn = normLearner(data, Swa.usual().takeAtEnd())) {
            EpochRecord last = learn.fit(3, 0.3).last();
            var net = (Sequential) learn.model();
            var norm = (BatchNorm1d) net.children().get("1");
            double[][] expected = expectedStatistics(net, data, 2);
            for (int c = 0; c < 8; c++) {
                assertThat((double) norm.runningMean().toFloatArray()[c]).isCloseTo(expected[0][c], within(1e-5));
                assertThat((double) norm.runningVariance().toFloatArray()[c]).isCloseTo(expected[1][c], within(1e-5));
            }
            assertThat(learn.validate().loss()).isEqualTo(last.metrics().get("swa_loss"));
            assertThat(last.metrics().get("swa_loss")).isNotEqualTo(last.validLoss());
            assertThat(norm.isTraining()).isFalse();
            net.train();
            assertThat(norm.isTraining()).isTrue();
        }
    }

    @Test
    void theAveragesAreSaved() {
        Path file = folder.resolve("swa.safetensors");
        try (var data = Tiny.data(20);
                var learn = normLearner(data, Swa.usual().saveTo(file))) {
            double loss = learn.fit(3, 0.3).last().metrics().get("swa_loss");
            assertThat(learn.validate().loss()).isNotEqualTo(loss);
            learn.load(file);
            assertThat(learn.validate().loss()).isEqualTo(loss);
        }
    }

    /** Statistics that rested in training were those that the weights learnt with. */
    @Test
    void frozenStatisticsStay() {
        var net = Tiny.normNet();
        try (var data = Tiny.data(20);
                var learn = Tiny.builder(data, net, Swa.usual().evaluateEvery(1).takeAtEnd())
                        .groups(LayerGroups.split(net, List.of(net.children().get("4"))))
                        .frozenNorm(LayerGroups.FrozenNorm.RESTS)
                        .build()) {
            learn.freeze();
            learn.fit(2, 0.3);
            assertThat(((BatchNorm1d) net.children().get("1")).runningMean().toFloatArray())
                    .isEqualTo(new float[8]);
        }
        var resting = BatchNorm1d.of(8);
        var following = BatchNorm1d.of(8);
        var other = sequential(Linear.of(3, 8), resting, relu(), following, Linear.of(8, 2));
        try (var data = Tiny.data(20);
                var learn = Tiny.builder(
                                data,
                                other,
                                EvalMode.ofFrozenNorm(),
                                Swa.usual().takeAtEnd())
                        .build()) {
            resting.freeze();
            learn.fit(2, 0.3);
            assertThat(resting.runningMean().toFloatArray()).isEqualTo(new float[8]);
            assertThat(following.runningMean().toFloatArray()).isNotEqualTo(new float[8]);
        }
    }

    @Test
    void movingAveragesAndThisOneDoNotMix() {
        try (var data = Tiny.data(20);
                var alone = normLearner(data, Swa.usual().takeAtEnd());
                var ema = normLearner(data, AverageWeights.decay(0.5));
                var both = normLearner(data, Swa.usual().takeAtEnd(), AverageWeights.decay(0.5));
                var seen = normLearner(data, Swa.usual().evaluateEvery(1), AverageWeights.decay(0.5))) {
            double swa = alone.fit(4, 0.3).last().metrics().get("swa_loss");
            EpochRecord moving = ema.fit(4, 0.3).last();
            EpochRecord last = both.fit(4, 0.3).last();
            assertThat(last.metrics().get("swa_loss")).isCloseTo(swa, within(1e-6));
            assertThat(last.validLoss()).isCloseTo(moving.validLoss(), within(1e-6));
            assertThat(Tiny.state(both)).containsExactly(Tiny.state(alone), Offset.offset(1e-5f));
            seen.fit(4, 0.3);
            assertThat(Tiny.state(seen)).containsExactly(Tiny.state(ema), Offset.offset(1e-5f));
        }
    }

    @Test
    void aFailureLeavesTheNetAsTrained() {
        try (var data = Tiny.data(16);
                var learn = normLearner(data, Swa.usual().evaluateEvery(1).takeAtEnd(), Tiny.failing());
                var plain = normLearner(data, Tiny.failing())) {
            assertThatThrownBy(() -> learn.fit(2, 0.3)).hasStackTraceContaining("told to fail");
            assertThatThrownBy(() -> plain.fit(2, 0.3)).hasStackTraceContaining("told to fail");
            assertThat(Tiny.state(learn)).isEqualTo(Tiny.state(plain));
        }
    }

    /** The pass for the statistics fails when dropout does. */
    @Test
    void aFailureOfThePassLeavesTheNetAsTrained() {
        var net = Tiny.normNet();
        try (var data = Tiny.data(16);
                var learn = Tiny.builder(data, net, Swa.usual().evaluateEvery(1), new Callback() {
                            @Override
                            public int order() {
                                return -95;
                            }

                            @Override
                            public void afterEpoch(Epoch epoch) {
                                float[] before = Tiny.state(epoch.fit().learner());
                                Runnable off = net.children().get("3").onForward((m, in, out) -> {
                                    throw new IllegalStateException("no pass");
                                });
                                states.add(before);
                                removals.add(off);
                            }
                        })
                        .build()) {
            assertThatThrownBy(() -> learn.fit(1, 0.3)).hasStackTraceContaining("no pass");
            assertThat(Tiny.state(learn)).isEqualTo(states.get(0));
            net.train();
            assertThat(((Dropout) net.children().get("3")).isTraining()).isTrue();
        }
    }

    private final List<float[]> states = new ArrayList<>();
    private final List<Runnable> removals = new ArrayList<>();

    @Test
    void anInterruptedFitIsEvaluatedInItsLastEpoch() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(
                        data, Goal.atLeast("accuracy", 0), Swa.after(1).takeAtEnd())) {
            learn.fit(3, 0.1);
            assertThat(learn.recorder().epochs()).hasSize(1);
        }
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, Swa.after(3).takeAtEnd())) {
            float[] before = Tiny.weights(learn);
            assertThat(learn.fit(2, 0.1).last().metrics().get("swa_loss")).isNaN();
            assertThat(Tiny.weights(learn)).isNotEqualTo(before); // too few epochs: the net is as trained
        }
    }

    @Test
    void averagesAreSavedForCheckpoints() {
        var from = new SavedState();
        var first = Swa.usual();
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, first, new Weights(1, 3, 8), new Callback() {
                    @Override
                    public void afterEpoch(Epoch epoch) {
                        if (epoch.number() == 1) {
                            first.save(from);
                        }
                    }
                })) {
            learn.fit(3, 0.1);
        }
        assertThat(from.whole("count")).isEqualTo(2);
    }

    @Test
    void refusesNoEpochs() {
        assertThatThrownBy(() -> Swa.after(0)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> Swa.usual().evaluateEvery(0)).hasMessageContaining("got 0");
    }
}
