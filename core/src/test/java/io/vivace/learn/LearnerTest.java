package io.vivace.learn;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vivace.data.TensorBunch;
import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.metric.Metrics;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Parameter;
import io.vivace.optim.Adam;
import io.vivace.optim.Optimizer;
import io.vivace.optim.RmsProp;
import io.vivace.optim.Sgd;
import io.vivace.schedule.Decay;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearnerTest {
    private static Learner learner(TensorBunch data) {
        return Learner.of(data, Spiral.net())
                .metrics(accuracy())
                .seed(5)
                .silent()
                .build();
    }

    private static Learner learnerWithDropoutAndNorm(TensorBunch data) {
        return Learner.of(data, Spiral.netWithDropoutAndNorm())
                .metrics(accuracy())
                .seed(5)
                .silent()
                .build();
    }

    private static Map<String, float[]> weights(Learner learn) {
        Map<String, float[]> all = new HashMap<>();
        learn.model().state().forEach((name, t) -> all.put(name, t.toFloatArray()));
        return all;
    }

    private static void assertSameWeights(Learner a, Learner b) {
        Map<String, float[]> other = weights(b);
        weights(a).forEach((name, values) -> assertThat(values).as(name).containsExactly(other.get(name)));
    }

    @Test
    void learnsTheSpiral() {
        try (var data = Spiral.data(200, 32);
                var learn = learner(data)) {
            FitResult result = learn.fitOneCycle(25, 1e-2);
            assertThat(result.last().metrics().get("accuracy")).isGreaterThan(0.95);
            assertThat(result.epochs()).hasSize(25);
            assertThat(result.batches()).isEqualTo(25 * 15);
            assertThat(result.stopReason()).isNull();
            Evaluation e = learn.validate();
            assertThat(e.metrics()).isEqualTo(result.last().metrics());
            assertThat(e.loss()).isEqualTo(result.last().validLoss());
            assertThat(e.items()).isEqualTo(120);
            assertThat(learn.model().isTraining()).isFalse();
        }
    }

    @Test
    void halfPrecisionFollowsWholePrecision() {
        try (var data = Spiral.data(200, 32);
                var whole = learner(data);
                var half = Learner.of(data, Spiral.net())
                        .metrics(accuracy())
                        .seed(5)
                        .silent()
                        .precision(Precision.BF16)
                        .build()) {
            assumeTrue(half.precision() == Precision.BF16, "this processor has no bf16 products");
            FitResult exact = whole.fitOneCycle(25, 1e-2);
            FitResult close = half.fitOneCycle(25, 1e-2);
            assertThat(half.recorder().batches()).isNotEqualTo(whole.recorder().batches());
            for (int i = 0; i < 25; i++) {
                double loss = exact.epochs().get(i).trainLoss();
                assertThat(close.epochs().get(i).trainLoss()).isCloseTo(loss, within(0.02 + 0.05 * loss));
            }
            assertThat(close.last().metrics().get("accuracy")).isGreaterThan(0.95);
            Tensor said = half.predict(Tensor.zeros(1, 2));
            assertThat(said.dtype()).isEqualTo(DType.F32);
            said.close();
        }
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        try (var data = Spiral.data(60, 16);
                var first = learnerWithDropoutAndNorm(data);
                var second = learnerWithDropoutAndNorm(data);
                var third = Learner.of(data, Spiral.netWithDropoutAndNorm())
                        .seed(6)
                        .silent()
                        .build()) {
            first.fitOneCycle(2, 1e-2);
            second.fitOneCycle(2, 1e-2);
            third.fitOneCycle(2, 1e-2);
            assertThat(second.recorder().batches()).isEqualTo(first.recorder().batches());
            assertSameWeights(first, second);
            assertThat(third.recorder().batches()).isNotEqualTo(first.recorder().batches());
        }
    }

    @Test
    void aSearchForTheRateChangesNothing() {
        try (var data = Spiral.data(60, 16);
                var plain = learnerWithDropoutAndNorm(data);
                var searched = learnerWithDropoutAndNorm(data)) {
            LrFind before = searched.lrFind();
            assertThat(searched.recorder().batches()).isEmpty();
            plain.fit(2, 1e-2);
            searched.fit(2, 1e-2);
            LrFind between = searched.lrFind(Lr.of(1e-5), Lr.of(1), 30);
            plain.fitOneCycle(2, 1e-2);
            searched.fitOneCycle(2, 1e-2);
            assertSameWeights(plain, searched);
            assertThat(searched.recorder().batches()).isEqualTo(plain.recorder().batches());
            assertThat(before.lrs().get(1)).isCloseTo(1.20226e-7, within(1e-12));
            assertThat(before.suggestion()).isBetween(1e-4, 1.0);
            assertThat(between.lrs()).hasSizeBetween(15, 30);
        }
    }

    @Test
    void aSearchThatFailsChangesNothingEither() {
        Callback fails = new Callback() {
            @Override
            public boolean changesTraining() {
                return true;
            }

            @Override
            public void afterStep(Step step) {
                if (step.fit().isSearch() && step.number() == 3) {
                    throw new IllegalStateException("on purpose");
                }
            }
        };
        try (var data = Spiral.data(60, 16);
                var learn =
                        Learner.of(data, Spiral.net()).callbacks(fails).silent().build()) {
            Map<String, float[]> before = weights(learn);
            long[] rng = learn.rng().state();
            assertThatThrownBy(learn::lrFind).isInstanceOf(CallbackException.class);
            weights(learn).forEach((name, values) -> assertThat(values).containsExactly(before.get(name)));
            assertThat(learn.rng().state()).containsExactly(rng);
            assertThat(learn.recorder().batches()).isEmpty();
        }
    }

    @Test
    void frozenLayersStayAsTheyAre() {
        try (var data = Spiral.data(60, 16)) {
            var net = Spiral.net();
            try (var learn = Learner.of(data, net)
                    .groups(Spiral.twoGroups(net))
                    .optimizer(Sgd.momentum(0.9).weightDecay(0.1))
                    .silent()
                    .build()) {
                learn.fit(1, 1e-2);
                learn.freeze();
                Map<String, float[]> before = weights(learn);
                learn.fit(3, 1e-2);
                Map<String, float[]> after = weights(learn);
                for (String name : List.of("0.weight", "0.bias", "2.weight", "2.bias")) {
                    assertThat(after.get(name)).as(name).containsExactly(before.get(name));
                }
                assertThat(after.get("4.weight")).isNotEqualTo(before.get("4.weight"));
                learn.unfreeze();
                learn.fit(1, 1e-2);
                assertThat(weights(learn).get("0.weight")).isNotEqualTo(before.get("0.weight"));
                assertThatThrownBy(() -> learn.freezeTo(5)).hasMessageContaining("2 layer groups");
            }
        }
    }

    @Test
    void normInFrozenGroupsDoesAsChosen() {
        for (LayerGroups.FrozenNorm choice : LayerGroups.FrozenNorm.values()) {
            var net = Spiral.netWithDropoutAndNorm();
            try (var data = Spiral.data(60, 16);
                    var learn = Learner.of(data, net)
                            .groups(Spiral.twoGroups(net))
                            .frozenNorm(choice)
                            .silent()
                            .build()) {
                learn.freeze();
                Map<String, float[]> before = weights(learn);
                learn.fit(1, 1e-2);
                Map<String, float[]> after = weights(learn);
                assertThat(after.get("0.weight")).containsExactly(before.get("0.weight"));
                assertThat(Arrays.equals(after.get("1.weight"), before.get("1.weight")))
                        .as("scale, %s", choice)
                        .isEqualTo(choice != LayerGroups.FrozenNorm.TRAINS);
                assertThat(Arrays.equals(after.get("1.running_mean"), before.get("1.running_mean")))
                        .as("statistics, %s", choice)
                        .isEqualTo(choice == LayerGroups.FrozenNorm.RESTS);
            }
        }
    }

    @Test
    void layerGroupsHaveTheirOwnRates() {
        try (var data = Spiral.data(60, 16)) {
            var net = Spiral.net();
            try (var learn = Learner.of(data, net)
                    .groups(Spiral.twoGroups(net))
                    .optimizer(Sgd.plain())
                    .silent()
                    .build()) {
                Map<String, float[]> before = weights(learn);
                learn.fit(1, Lr.of(0, 1e-2));
                assertThat(weights(learn).get("0.weight")).containsExactly(before.get("0.weight"));
                assertThat(weights(learn).get("4.weight")).isNotEqualTo(before.get("4.weight"));
                assertThat(learn.recorder().batches().get(0).lr()).containsExactly(0.0, 1e-2);
                assertThatThrownBy(() -> learn.fit(1, Lr.of(1, 2, 3))).hasMessageContaining("3 learning rates");
            }
        }
    }

    @Test
    void whatTheOptimizerRemembersStaysUntilLayersAreFrozen() {
        try (var data = Spiral.data(60, 16);
                var learn = learner(data)) {
            learn.fit(1, 1e-2);
            Optimizer first = learn.optimizer();
            learn.fit(1, 1e-3);
            assertThat(learn.optimizer()).isSameAs(first);
            learn.fit(TrainPhase.epochs(1).optimizer(Adam.defaults().betas(0.8, 0.9)));
            assertThat(learn.optimizer()).isSameAs(first);
            assertThat(first.groups().get(0).settings().momentum()).isEqualTo(0.8);
            learn.fit(TrainPhase.epochs(1).optimizer(RmsProp.lr(1e-3)));
            assertThat(learn.optimizer()).isNotSameAs(first);
            learn.unfreeze();
            assertThat(learn.optimizer().state()).isEmpty();
        }
    }

    @Test
    void phasesChangeRateMomentumAndOptimizer() {
        try (var data = Spiral.data(60, 16); // 9 batches
                var learn = learner(data)) {
            FitResult result = learn.fit(
                    TrainPhase.epochs(0.5).optimizer(Sgd.momentum(0.9)).lr(1e-2),
                    TrainPhase.epochs(1).lr(1e-2, 1e-3).decay(Decay.COSINE).momentum(0.95, 0.85),
                    TrainPhase.batches(2).optimizer(Adam.defaults()));
            List<BatchRecord> b = learn.recorder().batches();
            assertThat(b).hasSize(16);
            assertThat(result.epochs()).hasSize(2);
            assertThat(b.get(4).lastLr()).isEqualTo(1e-2);
            assertThat(b.get(4).momentum()).isEqualTo(0.9);
            assertThat(b.get(5).lastLr()).as("start of the second phase").isCloseTo(1e-2, within(1e-15));
            assertThat(b.get(5).momentum()).isEqualTo(0.95);
            assertThat(b.get(6).lastLr()).isCloseTo(Decay.COSINE.at(1e-2, 1e-3, 1 / 9.0), within(1e-15));
            assertThat(b.get(8).epoch()).isZero();
            assertThat(b.get(9).epoch()).isEqualTo(1);
            assertThat(b.get(14).lastLr()).isEqualTo(1e-3);
            assertThat(b.get(14).momentum()).isEqualTo(0.9);
            assertThat(learn.recorder().phases())
                    .extracting(Recorder.PhaseStart::batch)
                    .containsExactly(0, 5, 14);
        }
    }

    @Test
    void aPhaseMayBringItsOwnData() {
        try (var data = Spiral.data(60, 16);
                var other = Spiral.data(60, 48);
                var learn = learner(data)) {
            FitResult result = learn.fit(
                    TrainPhase.epochs(1.5).lr(1e-2),
                    TrainPhase.epochs(1).lr(1e-2).data(other));
            // 9 batches, 5 (cut short), 3 of the larger size
            assertThat(result.batches()).isEqualTo(9 + 5 + 3);
            assertThat(result.epochs()).hasSize(3);
            assertThat(learn.recorder().batches().stream().filter(b -> b.epoch() == 1))
                    .hasSize(5);
        }
    }

    @Test
    void predictionsComeInTheOrderOfTheItems() {
        try (var data = Spiral.data(60, 16);
                var learn = learner(data)) {
            learn.fitOneCycle(3, 1e-2);
            try (Predictions p = learn.getPreds();
                    Predictions train = learn.getPreds(data.train(), true);
                    Predictions inOrder = learn.getPreds(data.trainInOrder(), true);
                    var scope = Scope.open()) {
                assertThat(p.size()).isEqualTo(36);
                assertThat(p.outputs().sum(1).sub(1).abs().max().item()).isLessThan(1e-5f);
                assertThat(p.losses().mean().item())
                        .isCloseTo((float) learn.validate().loss(), within(1e-5f));
                assertThat(train.items().toLongArray())
                        .containsExactly(inOrder.items().toLongArray());
                assertThat(train.targets().toLongArray())
                        .containsExactly(inOrder.targets().toLongArray());
                float[] a = train.losses().toFloatArray();
                float[] b = inOrder.losses().toFloatArray();
                for (int i = 0; i < a.length; i++) {
                    assertThat(a[i]).isCloseTo(b[i], within(1e-5f));
                }
            }
        }
    }

    @Test
    void predictsOneBatchAndAveragesViews() {
        try (var data = Spiral.data(60, 16);
                var learn = learner(data);
                var scope = Scope.open()) {
            Tensor one = learn.predict(Tensor.of(new float[] {0.1f, 0.2f}, 1, 2));
            assertThat(one.sum().item()).isCloseTo(1, within(1e-5f));
            assertThat(one.needsGrad()).isFalse();
            try (Predictions plain = learn.getPreds(data.valid(), false);
                    Predictions mixed = learn.tta(data.valid(), List.of(data.valid(), data.valid()), 0.4)) {
                float[] a = plain.outputs().toFloatArray();
                float[] b = mixed.outputs().toFloatArray();
                for (int i = 0; i < a.length; i++) {
                    assertThat(b[i]).isCloseTo(a[i], within(1e-6f));
                }
            }
            assertThatThrownBy(() -> learn.tta(data.valid(), List.of(data.trainInOrder()), 0.4))
                    .hasMessageContaining("views must be of the same items");
        }
    }

    @Test
    void saysWhereTheNetGoesWrong() {
        try (var data = Spiral.data(60, 16);
                var learn = learner(data)) {
            learn.fit(1, 1e-2);
            try (Interpretation i = learn.interpret()) {
                var top = i.topLosses(5);
                assertThat(top).hasSize(5);
                assertThat(top.get(0).loss()).isGreaterThanOrEqualTo(top.get(4).loss());
                long[][] counts = i.confusionMatrix().counts();
                long right = counts[0][0] + counts[1][1] + counts[2][2];
                assertThat(right / 36.0).isEqualTo(learn.validate().metrics().get("accuracy"));
                long wrong = i.mostConfused(1).stream()
                        .mapToLong(Interpretation.Confused::count)
                        .sum();
                assertThat(wrong).isEqualTo(36 - right);
            }
        }
    }

    @Test
    void goesOnFromAFileAsIfNothingHadHappened(@TempDir Path folder) {
        Path file = folder.resolve("half-way.safetensors");
        try (var data = Spiral.data(60, 16);
                var straight = learner(data);
                var resumed = learner(data);
                var other = Learner.of(data, Spiral.net())
                        .optimizer(Sgd.momentum(0.9))
                        .silent()
                        .build()) {
            straight.fit(1, 1e-2);
            straight.save(file);
            resumed.fit(1, 1); // as many epochs have been started
            resumed.load(file);
            straight.fit(1, 1e-2);
            resumed.fit(1, 1e-2);
            assertSameWeights(straight, resumed);
            Map<String, float[]> before = weights(other);
            assertThatThrownBy(() -> other.load(file))
                    .hasMessageContaining("remembers steps of Adam")
                    .hasMessageContaining("Sgd");
            weights(other).forEach((name, v) -> assertThat(v).containsExactly(before.get(name)));
        }
    }

    @Test
    void theTableHasALineForEachEpoch() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (var data = Spiral.data(60, 16);
                var learn = Learner.of(data, Spiral.net())
                        .metrics(accuracy(), Metrics.topK(2))
                        .printTo(new PrintStream(text, true, StandardCharsets.UTF_8))
                        .build()) {
            learn.fit(2, 1e-2);
            learn.say("more is said here");
            String[] lines = text.toString(StandardCharsets.UTF_8).split("\\R");
            assertThat(lines).hasSize(4);
            assertThat(lines[0]).isEqualTo("epoch  train_loss  valid_loss    accuracy  top_2_accuracy        time");
            assertThat(lines[1])
                    .matches("    0 {4}\\d\\.\\d{6} {4}\\d\\.\\d{6} {4}\\d\\.\\d{6} {8}\\d\\.\\d{6} {7}00:0\\d");
            assertThat(lines[2]).startsWith("    1");
            assertThat(lines[3]).isEqualTo("more is said here");
        }
    }

    @Test
    void lossesAreThoseOfTheBatches() {
        try (var data = Spiral.data(60, 17);
                var learn = learner(data)) {
            EpochRecord e = learn.fit(1, 1e-2).last();
            List<BatchRecord> b = learn.recorder().batches(); // 144 items: 8 of 17, 1 of 8
            double sum = 0;
            for (int i = 0; i < 9; i++) {
                sum += b.get(i).loss() * (i < 8 ? 17 : 8);
            }
            assertThat(e.trainLoss()).isCloseTo(sum / 144, within(1e-9));
            assertThat(e.smoothedLoss()).isEqualTo(b.get(8).smoothedLoss());
            assertThat(e.dataWait()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void twoThousandStepsTakeNoMemory() {
        try (var data = Spiral.data(400, 8);
                var learn = learner(data)) {
            learn.fit(1, 1e-3); // 120 batches
            long before = Settled.stats().inUse();
            learn.fit(Schedules.oneCycle(17, 1e-3).momentum(0.95, 0.85));
            assertThat(learn.recorder().batches()).hasSizeGreaterThan(2000);
            assertThat(MemoryStats.now().inUse()).isLessThanOrEqualTo(before);
        }
    }

    @Test
    void wrongChoicesAreExplained() {
        try (var data = Spiral.data(20, 16);
                var scope = Scope.open()) {
            var net = Spiral.net();
            LayerGroups part = new LayerGroups(List.of(
                    List.of(net.children().get("0")), List.of(net.children().get("2"))));
            assertThatThrownBy(() -> Learner.of(data, net).groups(part).build())
                    .hasMessageContaining("in no layer group")
                    .hasMessageContaining("4.bias, 4.weight");
            assertThatThrownBy(() -> Learner.of(data, net)
                            .groups(LayerGroups.single(Spiral.net()))
                            .build())
                    .hasMessageContaining("that the net does not have");
            assertThatThrownBy(() -> Learner.of(data, net).metrics(accuracy(), accuracy()))
                    .hasMessageContaining("two metrics named 'accuracy'");
            var numbers = TensorBunch.of(Tensor.zeros(4, 2), Tensor.zeros(4, 1)).build();
            assertThatThrownBy(() -> Learner.of(numbers, net).build()).hasMessageContaining("which loss?");
            numbers.close();
            var few = TensorBunch.of(Tensor.zeros(4, 2), Tensor.of(new long[] {0, 1, 2, 0}))
                    .batch(8)
                    .dropLast()
                    .build();
            var learn = Learner.of(few, net).silent().build();
            assertThatThrownBy(() -> learn.fit(1, 1e-2)).hasMessageContaining("gives no batches: it has 4 items");
            few.close();
            learn.close();
        }
    }

    @Test
    void aNetWithGivenValuesKeepsThem() {
        try (var data = Spiral.data(20, 16)) {
            var net = Spiral.net();
            Parameter given = net.parameters().get("0.weight");
            given.init(new Rng(99));
            float[] before = given.value().toFloatArray();
            try (var learn = Learner.of(data, net).silent().build()) {
                assertThat(given.value().toFloatArray()).containsExactly(before);
                assertThat(learn.validate().loss()).isPositive();
            }
        }
    }
}
