package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.optim.Adam;
import io.vivace.optim.Sgd;
import io.vivace.schedule.Decay;
import io.vivace.schedule.HyperParameter;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Ramp;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that go on from each of their checkpoints in turn end as if they had not been interrupted. */
class CheckpointResumeTest {
    @TempDir
    Path folder;

    /** A program that says what it led to. */
    private interface Program {
        List<String> run(Checkpoint checkpoint);
    }

    private static Checkpoint every(Path runs) {
        return Checkpoint.in(runs).everyBatches(1).keep(1000).resume();
    }

    private void goesOnFromEverywhere(Program program, int checkpoints) throws IOException {
        Path all = folder.resolve("all");
        List<String> whole = program.run(every(all));
        List<Path> found = files(all);
        assertThat(found).hasSize(checkpoints);
        for (int i = 0; i < found.size(); i++) {
            Path one = Files.createDirectory(folder.resolve("from" + i));
            for (Path earlier : found.subList(0, i + 1)) {
                String name = earlier.getFileName().toString();
                if (earlier.equals(found.get(i)) || name.contains("end")) {
                    Files.copy(earlier, one.resolve(name));
                }
            }
            assertThat(program.run(every(one)))
                    .as("from %s", found.get(i).getFileName())
                    .isEqualTo(whole);
        }
    }

    private static List<Path> files(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(p -> p.getFileName().toString().startsWith("fit-"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> outcome(Learner learn) {
        List<String> all = new ArrayList<>();
        try (var scope = Scope.open()) {
            LearnerFile.tensors(learn).forEach((name, t) -> all.add(name + Arrays.toString(t.toFloatArray())));
        }
        learn.recorder().batches().forEach(b -> all.add(b.toString()));
        learn.recorder().phases().forEach(p -> all.add(p.toString()));
        return all;
    }

    /** Stops the first epoch before the phase of now is over: the next one begins with the next epoch. */
    @Test
    void anEpochThatEndsBeforeItsPhaseDoes() throws IOException {
        goesOnFromEverywhere(
                checkpoint -> {
                    Callback stop = new Callback() {
                        @Override
                        public void afterBatch(Step step) {
                            if (step.isTraining() && step.epoch().number() == 0 && step.number() == 2) {
                                step.epoch().stop();
                            }
                        }
                    };
                    try (var data = Spiral.data(50, 12);
                            var learn = Learner.of(data, Spiral.net())
                                    .optimizer(Adam.defaults())
                                    .callbacks(stop)
                                    .checkpoint(checkpoint)
                                    .silent()
                                    .build()) {
                        learn.fit(
                                TrainPhase.epochs(0.5).lr(1e-2),
                                TrainPhase.epochs(1.2)
                                        .optimizer(Sgd.momentum(0.9))
                                        .lr(5e-2));
                        return outcome(learn);
                    }
                },
                3 + 7 + 1);
    }

    /** What a phase sets is not only what the optimizer has. */
    @Test
    void numbersOfAUsersOwn() throws IOException {
        goesOnFromEverywhere(
                checkpoint -> {
                    double[] own = {0, 0};
                    List<String> seen = new ArrayList<>();
                    Callback look = new Callback() {
                        @Override
                        public void beforeBatch(Step step) {
                            if (step.isTraining() && step.fit().batch() == 11) {
                                seen.add(own[0] + " " + own[1]);
                            }
                        }
                    };
                    try (var data = Spiral.data(50, 12);
                            var learn = Learner.of(data, Spiral.net())
                                    .callbacks(look)
                                    .checkpoint(checkpoint)
                                    .silent()
                                    .build()) {
                        learn.fit(
                                TrainPhase.batches(4)
                                        .lr(1e-2)
                                        .ramp(HyperParameter.of(v -> own[0] = v), Ramp.of(1, 0.5, Decay.LINEAR)),
                                TrainPhase.batches(8)
                                        .lr(1e-2)
                                        .ramp(HyperParameter.of(v -> own[1] = v), Ramp.constant(Lr.of(0.3))));
                        seen.add(own[0] + " " + own[1]);
                        return List.of(seen.get(seen.size() - 1));
                    }
                },
                12 + 1);
    }

    /** Freezes a layer of its own while a fit runs. */
    private static final class Freezing implements Callback {
        private static void train(Fit fit, boolean whether) {
            fit.model().children().get("0").parameters().values().forEach(p -> p.trainable(whether));
        }

        @Override
        public void beforeFit(Fit fit) {
            train(fit, false);
        }

        @Override
        public void afterFit(Fit fit) {
            train(fit, true);
        }
    }

    @Test
    void layersThatACallbackFreezes() throws IOException {
        goesOnFromEverywhere(
                checkpoint -> {
                    try (var data = Spiral.data(50, 30);
                            var learn = Learner.of(data, Spiral.net())
                                    .callbacks(new Freezing())
                                    .checkpoint(checkpoint)
                                    .silent()
                                    .build()) {
                        learn.fit(1, 1e-2);
                        return outcome(learn);
                    }
                },
                4 + 1);
    }

    @Test
    void dataOfAPhasesOwn() throws IOException {
        goesOnFromEverywhere(
                checkpoint -> {
                    try (var data = Spiral.data(50, 30);
                            var larger = Spiral.data(80, 24);
                            var learn = Learner.of(data, Spiral.netWithDropoutAndNorm())
                                    .checkpoint(checkpoint)
                                    .silent()
                                    .build()) {
                        learn.fit(
                                TrainPhase.epochs(0.6).lr(1e-2),
                                TrainPhase.epochs(1.3).lr(1e-2, 1e-3).data(larger),
                                TrainPhase.epochs(0.5).lr(1e-3));
                        return outcome(learn);
                    }
                },
                15 + 1);
    }

    /** The ends of old fits are gone; later ones have other plans, optimizers and callbacks. */
    @Test
    void fitsOfLongAgoArePassedBy() {
        Path runs = folder.resolve("runs");
        List<String> whole = manyFits(Checkpoint.in(runs));
        assertThat(runs.resolve("fit-000-end.safetensors")).doesNotExist();
        assertThat(runs.resolve("fit-013-end.safetensors")).exists();
        assertThat(manyFits(Checkpoint.in(runs).resume())).isEqualTo(whole);
    }

    private static List<String> manyFits(Checkpoint checkpoint) {
        try (var data = Spiral.data(50, 30);
                var learn = Learner.of(data, Spiral.net())
                        .optimizer(Adam.defaults())
                        .checkpoint(checkpoint)
                        .silent()
                        .build()) {
            for (int i = 0; i < 14; i++) {
                TrainPhase phase = TrainPhase.batches(1 + i).lr(1e-2);
                learn.fit(
                        Schedule.of(i % 2 == 0 ? phase : phase.optimizer(Sgd.momentum(0.9))),
                        i == 0 ? StopDiverging.usual() : new Callback() {});
            }
            return outcome(learn);
        }
    }

    @Test
    void twoCallbacksMayPauseTheSameFit() {
        Path runs = folder.resolve("runs");
        Callback pause = new Callback() {
            @Override
            public void afterBatch(Step step) {
                if (step.isTraining() && step.fit().batch() == 3) {
                    step.fit().pause("enough");
                    step.fit().pause("enough for me, too");
                }
            }
        };
        try (var data = Spiral.data(50, 12)) {
            try (var learn = Learner.of(data, Spiral.net())
                    .checkpoint(Checkpoint.in(runs))
                    .silent()
                    .build()) {
                assertThat(learn.fit(Schedule.of(TrainPhase.epochs(1).lr(1e-2)), pause)
                                .stopReason())
                        .isEqualTo("enough");
            }
            try (var learn = Learner.of(data, Spiral.net())
                    .checkpoint(Checkpoint.in(runs).resume())
                    .silent()
                    .build()) {
                assertThat(learn.fit(1, 1e-2).batches()).isEqualTo(10);
            }
        }
    }

    @Test
    void anotherOptimizerIsNoticed() {
        Path runs = folder.resolve("runs");
        try (var data = Spiral.data(50, 12)) {
            try (var learn = Learner.of(data, Spiral.net())
                    .optimizer(Adam.defaults())
                    .checkpoint(Checkpoint.in(runs))
                    .silent()
                    .build()) {
                learn.fit(1, 1e-2);
            }
            try (var learn = Learner.of(data, Spiral.net())
                    .optimizer(Sgd.momentum(0.9))
                    .checkpoint(Checkpoint.in(runs).resume())
                    .silent()
                    .build()) {
                assertThatThrownBy(() -> learn.fit(1, 1e-2))
                        .hasMessageContaining("Adam (")
                        .hasMessageContaining("Sgd (");
            }
        }
    }
}
