package io.vivace.learn;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.io.FileException;
import io.vivace.io.SafeTensors;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.optim.Adam;
import io.vivace.optim.Sgd;
import io.vivace.schedule.Decay;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    /** Every so many batches, training and validation, the program is killed once; {@code -Dvivace.kills=1} for all. */
    private static final int PLACES = Integer.getInteger("vivace.kills", 5);

    @TempDir
    Path folder;

    /** Ends the program, as nearly as an exception can. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Throws after so many batches of the program. */
    private static final class Killer implements Callback {
        private int left;

        Killer(int batches) {
            left = batches;
        }

        @Override
        public int order() {
            return 1000;
        }

        @Override
        public void afterBatch(Step step) {
            if (left-- == 0) {
                throw new Killed();
            }
        }
    }

    /** Lets the optimizer move at every third batch only: gradients wait, and a number decides. */
    private static final class EveryThird implements Callback {
        private int collected;
        private double total;

        @Override
        public void afterBackward(Step step) {
            total += step.lossValue();
            if (++collected % 3 != 0) {
                step.skipRest();
            }
        }

        @Override
        public void afterEpoch(Epoch epoch) {
            epoch.metric("total", total);
        }

        @Override
        public void save(SavedState to) {
            to.put("collected", collected);
            to.put("total", total);
        }

        @Override
        public void load(SavedState from) {
            collected = (int) from.whole("collected");
            total = from.number("total");
        }
    }

    /** What must be the same, to the last bit. */
    private record Outcome(
            Map<String, List<Float>> tensors, List<Double> losses, List<String> epochs, String between) {}

    /** A program: the head, a search, and then everything, by two optimizers; 36 batches in two fits. */
    private static Outcome program(Checkpoint checkpoint, int killedAfter) {
        var net = Spiral.netWithDropoutAndNorm();
        try (var data = Spiral.data(50, 12);
                var learn = Learner.of(data, net)
                        .groups(Spiral.twoGroups(net))
                        .optimizer(Adam.defaults().lr(1e-3))
                        .metrics(accuracy())
                        .callbacks(new EveryThird(), new Killer(killedAfter))
                        .checkpoint(checkpoint)
                        .silent()
                        .build()) {
            learn.freeze();
            learn.fit(Schedule.of(TrainPhase.epochs(1.5).lr(1e-2, 1e-3).momentum(0.95, 0.85)));
            String between = learn.validate().loss() + " " + learn.lrFind().suggestion();
            learn.unfreeze();
            learn.fit(
                    TrainPhase.epochs(0.7).lr(Lr.of(1e-3, 1e-2)).weightDecay(0.1, 0),
                    TrainPhase.epochs(1.4).optimizer(Sgd.momentum(0.9)).lr(1e-2).decay(Decay.COSINE));
            return outcome(learn, between);
        }
    }

    private static Outcome outcome(Learner learn, String between) {
        try (var scope = Scope.open()) {
            Map<String, List<Float>> tensors = new TreeMap<>();
            LearnerFile.tensors(learn).forEach((name, t) -> tensors.put(name, floats(t)));
            return new Outcome(
                    tensors,
                    learn.recorder().batches().stream()
                            .map(BatchRecord::smoothedLoss)
                            .toList(),
                    learn.recorder().epochs().stream()
                            .map(e -> e.fit() + " " + e.epoch() + " " + e.trainLoss() + " " + e.validLoss() + " "
                                    + e.metrics())
                            .toList(),
                    between);
        }
    }

    private static List<Float> floats(Tensor t) {
        float[] values = t.toFloatArray();
        return Stream.iterate(0, i -> i + 1)
                .limit(values.length)
                .map(i -> values[i])
                .toList();
    }

    private Checkpoint checkpoint(String name) {
        return Checkpoint.in(folder.resolve(name)).everyBatches(4).resume();
    }

    @Test
    void aProgramThatIsKilledAnywhereEndsAsIfItHadNotBeen() {
        Outcome whole = program(checkpoint("whole"), -1);
        assertThat(whole.losses).hasSize(36);
        int kills = 0;
        for (int after = 0; after < 48; after += PLACES) {
            String name = "killed" + after;
            try {
                program(checkpoint(name), after);
            } catch (Killed e) {
                kills++;
            }
            assertThat(program(checkpoint(name), -1))
                    .as("killed after %d batches", after)
                    .isEqualTo(whole);
        }
        assertThat(kills).isGreaterThan(40 / PLACES);
        System.out.println("killed at " + kills + " places, resumed to the same bits at each");
    }

    @Test
    void withoutCheckpointsTheProgramGivesTheSameBits() {
        var net = Spiral.net();
        var same = Spiral.net();
        try (var data = Spiral.data(50, 12);
                var plain = Learner.of(data, net).silent().build();
                var saved = Learner.of(data, same)
                        .checkpoint(checkpoint("a").everyBatches(1))
                        .silent()
                        .build()) {
            plain.fit(2, 1e-2);
            saved.fit(2, 1e-2);
            assertThat(outcome(saved, "")).isEqualTo(outcome(plain, ""));
        }
    }

    @Test
    void killedAgainAndAgainItStillEnds() {
        Outcome whole = program(checkpoint("whole"), -1);
        int starts = 0;
        while (true) {
            starts++;
            try {
                assertThat(program(checkpoint("often").everyBatches(2), 9)).isEqualTo(whole);
                break;
            } catch (Killed e) {
                assertThat(starts).isLessThan(20);
            }
        }
        assertThat(starts).isGreaterThan(4);
    }

    private Learner learner(io.vivace.data.DataBunch data, Module net, Checkpoint checkpoint, PrintStream out) {
        return Learner.of(data, net)
                .optimizer(Adam.defaults())
                .metrics(accuracy())
                .checkpoint(checkpoint)
                .printTo(out)
                .build();
    }

    @Test
    void oldOnesGoAndTheBestStays() throws IOException {
        var out = new ByteArrayOutputStream();
        Path runs = folder.resolve("runs");
        var net = Spiral.net();
        try (var data = Spiral.data(50, 12);
                var learn = learner(
                        data,
                        net,
                        Checkpoint.in(runs).everyBatches(3).keep(2).best("accuracy"),
                        new PrintStream(out, true, StandardCharsets.UTF_8))) {
            learn.fit(3, 1e-2);
            assertThat(names(runs))
                    .containsExactly(
                            "best.safetensors",
                            "fit-000-batch-000000027.safetensors",
                            "fit-000-batch-000000030.safetensors",
                            "fit-000-end.safetensors");
            double best = learn.recorder().epochs().stream()
                    .mapToDouble(e -> e.metrics().get("accuracy"))
                    .max()
                    .orElseThrow();
            learn.load(runs.resolve("best.safetensors"));
            assertThat(learn.validate().metrics().get("accuracy")).isEqualTo(best);
        }
        assertThat(SafeTensors.metadata(runs.resolve("fit-000-end.safetensors")).get("vivace.checkpoint"))
                .contains("\"version\":1")
                .contains("\"java\"");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(p -> p.getFileName().toString())
                    .filter(n -> !n.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aPausedFitGoesOn() {
        Callback pause = new Callback() {
            @Override
            public void afterBatch(Step step) {
                if (step.isTraining() && step.fit().batch() == 6) {
                    step.fit().pause("enough for today");
                }
            }
        };
        Path runs = folder.resolve("runs");
        try (var data = Spiral.data(50, 12);
                var learn = learner(data, Spiral.net(), Checkpoint.in(runs), quiet())) {
            FitResult result = learn.fit(Schedule.of(TrainPhase.epochs(2).lr(1e-2)), pause);
            assertThat(result.stopReason()).isEqualTo("enough for today");
            assertThat(result.batches()).isEqualTo(7);
        }
        var out = new ByteArrayOutputStream();
        try (var data = Spiral.data(50, 12);
                var again = learner(
                        data,
                        Spiral.net(),
                        Checkpoint.in(runs).resume(),
                        new PrintStream(out, true, StandardCharsets.UTF_8));
                var whole = learner(data, Spiral.net(), Checkpoint.in(folder.resolve("whole")), quiet())) {
            FitResult result = again.fit(2, 1e-2);
            assertThat(result.batches()).isEqualTo(20);
            assertThat(result.epochs()).hasSize(2);
            assertThat(result.stopReason()).isNull();
            whole.fit(2, 1e-2);
            assertThat(outcome(again, "")).isEqualTo(outcome(whole, ""));
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("resumed from")
                .contains("after 7 of 20 batches");
    }

    @Test
    void aFitThatIsPausedBeforeItsFirstBatchIsNotDone() {
        Callback pause = new Callback() {
            @Override
            public void beforeFit(Fit fit) {
                fit.pause("not now");
            }
        };
        Path runs = folder.resolve("runs");
        try (var data = Spiral.data(50, 12)) {
            try (var learn = learner(data, Spiral.net(), Checkpoint.in(runs), quiet())) {
                learn.fit(1, 1e-2);
                assertThat(learn.fit(Schedule.of(TrainPhase.epochs(2).lr(1e-2)), pause)
                                .batches())
                        .isZero();
            }
            try (var again = learner(data, Spiral.net(), Checkpoint.in(runs).resume(), quiet());
                    var whole = learner(data, Spiral.net(), Checkpoint.in(folder.resolve("whole")), quiet())) {
                again.fit(1, 1e-2);
                assertThat(again.fit(2, 1e-2).batches()).isEqualTo(20);
                whole.fit(1, 1e-2);
                whole.fit(2, 1e-2);
                assertThat(outcome(again, "")).isEqualTo(outcome(whole, ""));
            }
        }
    }

    /** A net whose layer has a name of the kind that files give to other things. */
    private static final class Slashed extends Module {
        private final Linear layer = child("block/1", Linear.of(2, 3));

        @Override
        protected Tensor compute(Tensor x) {
            return layer.forward(x);
        }
    }

    @Test
    void layersMayHaveAnyName() {
        Path runs = folder.resolve("runs");
        try (var data = Spiral.data(50, 12)) {
            try (var learn = learner(data, new Slashed(), Checkpoint.in(runs), quiet())) {
                learn.fit(1, 1e-2);
            }
            try (var again = learner(data, new Slashed(), Checkpoint.in(runs).resume(), quiet());
                    var whole = learner(data, new Slashed(), Checkpoint.in(folder.resolve("whole")), quiet())) {
                again.fit(1, 1e-2);
                whole.fit(1, 1e-2);
                assertThat(outcome(again, "")).isEqualTo(outcome(whole, ""));
            }
        }
    }

    private static PrintStream quiet() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }

    @Test
    void aDamagedFileIsPassedOver() throws IOException {
        Path runs = folder.resolve("runs");
        Outcome whole = program(Checkpoint.in(runs).everyBatches(4), -1);
        Path end = runs.resolve("fit-001-end.safetensors");
        byte[] bytes = Files.readAllBytes(end);
        bytes[bytes.length - 3] ^= 1;
        Files.write(end, bytes);
        assertThat(program(Checkpoint.in(runs).everyBatches(4).resume(), -1)).isEqualTo(whole);

        try (Stream<Path> files = Files.list(runs)) {
            for (Path f :
                    files.filter(p -> p.toString().endsWith(".safetensors")).toList()) {
                Files.write(f, new byte[100]);
            }
        }
        assertThatThrownBy(() -> program(Checkpoint.in(runs).resume(), -1))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("fit-001-end.safetensors");
    }

    @Test
    void checkpointsThatAreThereAreNotWrittenOver() {
        Path runs = folder.resolve("runs");
        try (var data = Spiral.data(50, 12)) {
            try (var first = learner(data, Spiral.net(), Checkpoint.in(runs), quiet())) {
                first.fit(1, 1e-2);
                assertThatThrownBy(() ->
                                learner(data, Spiral.net(), Checkpoint.in(runs).resume(), quiet()))
                        .isInstanceOf(FileException.class)
                        .hasMessageContaining("another learner writes its checkpoints here");
            }
            assertThatThrownBy(() -> learner(data, Spiral.net(), Checkpoint.in(runs), quiet()))
                    .hasMessageContaining("resume()")
                    .hasMessageContaining("startOver()");
            try (var other = learner(data, Spiral.net(), Checkpoint.in(runs).resume(), quiet())) {
                assertThatThrownBy(() -> other.fit(2, 1e-2))
                        .hasMessageContaining("are of another program")
                        .hasMessageContaining("1.0 epochs LR [0.01]")
                        .hasMessageContaining("2.0 epochs LR [0.01]");
            }
            try (var anew = learner(data, Spiral.net(), Checkpoint.in(runs).startOver(), quiet())) {
                assertThat(anew.fit(2, 1e-2).batches()).isEqualTo(20);
            }
        }
    }

    @Test
    void otherFrozenLayersAreNoticed() {
        var net = Spiral.netWithDropoutAndNorm();
        Path runs = folder.resolve("runs");
        try (var data = Spiral.data(50, 12)) {
            try (var first = Learner.of(data, net)
                    .groups(Spiral.twoGroups(net))
                    .callbacks(new Killer(7))
                    .checkpoint(Checkpoint.in(runs).everyBatches(1))
                    .silent()
                    .build()) {
                assertThatThrownBy(() -> first.fit(2, 1e-2)).isInstanceOf(Killed.class);
            }
            var other = Spiral.netWithDropoutAndNorm();
            try (var second = Learner.of(data, other)
                    .groups(Spiral.twoGroups(other))
                    .checkpoint(Checkpoint.in(runs).resume())
                    .silent()
                    .build()) {
                second.freeze();
                assertThatThrownBy(() -> second.fit(2, 1e-2))
                        .hasMessageContaining("freeze and unfreeze the same layers");
            }
        }
    }
}
