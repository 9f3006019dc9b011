package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Checkpoint;
import io.vivace.learn.ClipGradients;
import io.vivace.learn.EpochRecord;
import io.vivace.learn.Learner;
import io.vivace.learn.LearnerBuilder;
import io.vivace.learn.Step;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that changes training at once. */
class CallbacksTogetherTest {
    private static final double LR = 0.3;
    private static final int EPOCHS = 5;

    @TempDir
    Path folder;

    private List<Callback> callbacks(Path files) {
        return new ArrayList<>(List.of(
                Mixup.usual(),
                LabelSmoothing.of(0.1),
                AccumulateGradients.over(2),
                LossScale.dynamic().doublingAfter(3),
                CheckGradients.always(),
                ClipGradients.norm(0.2),
                AverageWeights.decay(0.8),
                Swa.after(2).evaluateEvery(2).takeAtEnd(),
                ReduceOnPlateau.on("train_loss").higherIsBetter().patience(1).factor(0.5),
                EarlyStopping.on("train_loss").higherIsBetter().patience(3),
                SaveEvery.epochs(1, files.resolve("every")).keep(2),
                SaveBest.to(files.resolve("best.safetensors"))));
    }

    /** What a fit comes to: everything in the net, and what was recorded. */
    private record Outcome(float[] state, List<String> epochs, String reason) {
        static Outcome of(Learner learn) {
            var result = learn.fit(EPOCHS, LR);
            return new Outcome(
                    Tiny.state(learn),
                    result.epochs().stream().map(Outcome::numbers).toList(),
                    String.valueOf(result.stopReason()));
        }

        private static String numbers(EpochRecord e) {
            return e.epoch() + " " + e.smoothedLoss() + " " + e.trainLoss() + " " + e.validLoss() + " " + e.metrics();
        }

        void assertSame(Outcome other) {
            assertThat(epochs).isEqualTo(other.epochs);
            assertThat(state).isEqualTo(other.state);
            assertThat(reason).isEqualTo(other.reason);
        }
    }

    private static LearnerBuilder builder(TensorBunch data, List<Callback> callbacks) {
        return Tiny.builder(data, Tiny.normNet(), callbacks.toArray(Callback[]::new))
                .optimizer(Sgd.momentum(0.9));
    }

    private static Outcome run(List<Callback> callbacks) {
        try (var data = Tiny.data(10);
                var learn = builder(data, callbacks).build()) {
            return Outcome.of(learn);
        }
    }

    private static Outcome run(List<Callback> callbacks, Path checkpoints) {
        try (var data = Tiny.data(10);
                var learn = builder(data, callbacks)
                        .checkpoint(Checkpoint.in(checkpoints)
                                .everyBatches(1)
                                .keep(1000)
                                .resume())
                        .build()) {
            return Outcome.of(learn);
        }
    }

    @Test
    void theOrderInWhichTheyAreGivenDoesNotMatter() {
        Outcome first = run(callbacks(folder));
        assertThat(first.epochs.get(1)).contains("swa_loss=0.");
        for (int i = 0; i < 4; i++) {
            List<Callback> shuffled = callbacks(folder);
            Collections.shuffle(shuffled, new Random(i));
            run(shuffled).assertSame(first);
        }
    }

    /** Each one counts: without any of them the outcome is another. */
    @Test
    void eachOneCounts() {
        Outcome all = run(callbacks(folder));
        for (int i = 0; i < 8; i++) {
            List<Callback> fewer = callbacks(folder);
            Callback left = fewer.remove(i);
            boolean watches =
                    left instanceof CheckGradients || left instanceof LossScale; // powers of two change no bit
            Outcome without = run(fewer);
            boolean same = Arrays.equals(without.state, all.state) && without.epochs.equals(all.epochs);
            assertThat(same).as(left.name()).isEqualTo(watches);
        }
    }

    /** As if the program had been killed after any batch: from each checkpoint on the outcome has the same bits. */
    @Test
    void aRunThatIsResumedAnywhereEndsWithTheSameBits() throws IOException {
        Path checkpoints = folder.resolve("all");
        Outcome whole = run(callbacks(folder), checkpoints);
        List<Path> files;
        try (Stream<Path> all = Files.list(checkpoints)) {
            files = all.filter(p -> p.getFileName().toString().contains("batch"))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(15);
        for (Path file : files) {
            Path one = Files.createDirectories(folder.resolve("from-" + file.getFileName()));
            Files.copy(file, one.resolve(file.getFileName()));
            run(callbacks(folder), one).assertSame(whole);
        }
    }

    /** A fit that was done is passed by. */
    @Test
    void aRunThatWasDoneIsLeftAsItWas() {
        Outcome plain = run(callbacks(folder));
        run(callbacks(folder), folder.resolve("all")).assertSame(plain);
        run(callbacks(folder), folder.resolve("all")).assertSame(plain);
    }

    /** A learner whose first fit failed, and one that never failed, come to the same from the same start. */
    @Test
    void aFailureLeavesNothingBehind() {
        try (var data = Tiny.data(10);
                var failed = fresh(data, new FailOnce());
                var other = fresh(data)) {
            assertThatThrownBy(() -> failed.fit(EPOCHS, LR)).hasStackTraceContaining("told to fail");
            assertThat(failed.model().hasHooks()).isFalse();
            assertThat(failed.model().isTraining()).isFalse();
            assertThat(failed.model().parameters().values()).allMatch(p -> p.grad() == null);
            other.fit(1.0 / 5, LR); // the same number of epochs was begun
            Outcome.of(restarted(failed)).assertSame(Outcome.of(restarted(other)));
        }
    }

    private Learner fresh(TensorBunch data, Callback... more) {
        return builder(data, callbacks(folder)).callbacks(more).build();
    }

    private static Learner restarted(Learner learn) {
        learn.model().init(new Rng(3));
        learn.model().rng(learn.rng());
        learn.rng().state(new Rng(4).state());
        learn.freezeTo(0); // the optimizer forgets
        return learn;
    }

    /** Throws at the third batch of the first fit. */
    private static final class FailOnce implements Callback {
        private boolean failed;

        @Override
        public void afterBackward(Step step) {
            if (!failed && step.number() == 2) {
                failed = true;
                throw new IllegalStateException("told to fail");
            }
        }
    }
}
