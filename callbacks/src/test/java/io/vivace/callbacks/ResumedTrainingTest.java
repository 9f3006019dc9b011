package io.vivace.callbacks;

import static io.vivace.metric.Metrics.accuracy;
import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Checkpoint;
import io.vivace.learn.ClipGradients;
import io.vivace.learn.Learner;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Linear;
import io.vivace.optim.Adam;
import io.vivace.optim.Sgd;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program with many callbacks at once is killed after some checkpoint, and goes on from it to the same bits. */
class ResumedTrainingTest {
    /** Each so many checkpoints are resumed from; {@code -Dvivace.kills=1} for all. */
    private static final int PLACES = Integer.getInteger("vivace.kills", 3);

    @TempDir
    Path folder;

    private static TensorBunch data() {
        var rng = new Rng(5);
        try (var scope = Scope.open()) {
            long[] y = new long[60];
            for (int i = 0; i < y.length; i++) {
                y[i] = i % 2;
            }
            return TensorBunch.of(Tensor.randn(rng, 60, 1, 3, 3), Tensor.of(y))
                    .splitRandom(0.2, 1)
                    .batch(10)
                    .build();
        }
    }

    /** {@return all that three fits led to, each with other callbacks beside those of the learner} */
    private static List<String> program(Path checkpoints, Path best) {
        List<String> seen = new ArrayList<>();
        var net = sequential(flatten(), Linear.of(9, 8), BatchNorm1d.of(8), relu(), Dropout.of(0.2), Linear.of(8, 2));
        try (var data = data();
                var learn = Learner.of(data, net)
                        .optimizer(Adam.defaults())
                        .metrics(accuracy())
                        .callbacks(
                                Mixup.alpha(0.4),
                                CutMix.alpha(1),
                                LabelSmoothing.of(0.1),
                                AccumulateGradients.over(2),
                                LossScale.dynamic().startingAt(2).doublingAfter(4),
                                ClipGradients.norm(1))
                        .checkpoint(Checkpoint.in(checkpoints)
                                .everyBatches(1)
                                .keep(1000)
                                .best("accuracy")
                                .resume())
                        .silent()
                        .build()) {
            learn.fit(
                    Schedule.of(TrainPhase.epochs(3).lr(0.05, 0.01)),
                    AverageWeights.decay(0.9),
                    SaveBest.to(best).on("accuracy").loadAtEnd());
            seen.add(Arrays.toString(Tiny.state(learn)));
            Callback[] averaging = {
                Swa.after(1).evaluateEvery(1).takeAtEnd(),
                ReduceOnPlateau.on("accuracy").factor(0.5),
                EarlyStopping.on("accuracy").patience(8)
            };
            learn.fit(
                    Schedule.of(
                            TrainPhase.epochs(2).lr(1e-9),
                            TrainPhase.epochs(1.5).optimizer(Sgd.momentum(0.9)).lr(0.02)),
                    averaging);
            seen.add(Arrays.toString(Tiny.state(learn)));
            var result = learn.fit(
                    Schedule.of(TrainPhase.epochs(4).lr(1e-9)),
                    AverageWeights.decay(0.5),
                    EarlyStopping.on("accuracy").patience(1));
            seen.add(Arrays.toString(Tiny.state(learn)));
            seen.add(result.batches() + " " + result.stopReason());
            learn.recorder().batches().forEach(b -> seen.add(b.toString()));
            learn.recorder().phases().forEach(p -> seen.add(p.toString()));
            learn.recorder().epochs().forEach(e -> seen.add(e.trainLoss() + " " + e.validLoss() + " " + e.metrics()));
            return seen;
        }
    }

    private static List<Path> checkpoints(Path in) throws IOException {
        try (Stream<Path> all = Files.list(in)) {
            return all.filter(f -> f.getFileName().toString().startsWith("fit-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void manyCallbacksAtOnceGoOnFromEverywhere() throws IOException {
        Path all = folder.resolve("checkpoints");
        Path best = folder.resolve("best-of-whole.safetensors");
        List<String> whole = program(all, best);
        List<Path> found = checkpoints(all);
        assertThat(found).hasSizeGreaterThan(40);
        for (int i = 0; i < found.size(); i += PLACES) {
            String name = found.get(i).getFileName().toString();
            Path one = Files.createDirectory(folder.resolve("from-" + name));
            for (Path earlier : found.subList(0, i + 1)) {
                String end = earlier.getFileName().toString();
                if (end.equals(name) || end.endsWith("end.safetensors")) {
                    Files.copy(earlier, one.resolve(end));
                }
            }
            Path bestThen = Files.copy(best, folder.resolve("best-" + name));
            assertThat(program(one, bestThen)).as("from %s", name).isEqualTo(whole);
        }
    }
}
