package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaveEveryTest {
    @TempDir
    Path folder;

    /** Notes the weights after each training batch and at the end of each epoch. */
    private static final class Notes implements Callback {
        final List<float[]> batches = new ArrayList<>();
        final List<float[]> epochs = new ArrayList<>();

        @Override
        public void afterBatch(Step step) {
            if (step.isTraining()) {
                batches.add(Tiny.weights(step.learner()));
            }
        }

        @Override
        public void afterEpoch(Epoch epoch) {
            epochs.add(Tiny.weights(epoch.fit().learner()));
        }
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void epochsGoToFilesOfTheirOwn() {
        var notes = new Notes();
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, notes, SaveEvery.epochs(2, folder.resolve("run")))) {
            learn.fit(5, 0.5);
            assertThat(names()).containsExactly("run_1.safetensors", "run_3.safetensors");
            learn.load(folder.resolve("run_1.safetensors"));
            assertThat(Tiny.weights(learn)).isEqualTo(notes.epochs.get(1));
        }
    }

    @Test
    void onlyTheLastAreKept() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(
                        data, SaveEvery.epochs(1, folder.resolve("run")).keep(2))) {
            learn.fit(4, 0.5);
            assertThat(names()).containsExactly("run_2.safetensors", "run_3.safetensors");
            learn.fit(1, 0.5); // files of another fit are let alone
            assertThat(names()).containsExactly("run_0.safetensors", "run_2.safetensors", "run_3.safetensors");
        }
    }

    /** An epoch has 3 batches. */
    @Test
    void batchesAreCountedOverTheWholeFit() {
        var notes = new Notes();
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, notes, SaveEvery.batches(4, folder.resolve("run")))) {
            learn.fit(3, 0.5);
            assertThat(names()).containsExactly("run_batch_4.safetensors", "run_batch_8.safetensors");
            learn.load(folder.resolve("run_batch_4.safetensors"));
            assertThat(Tiny.weights(learn)).isEqualTo(notes.batches.get(3));
        }
    }

    /** Cycles of 1, 2 and 4 epochs end after 3, 9 and 21 batches. */
    @Test
    void cyclesAreSavedWhenTheyEnd() {
        var notes = new Notes();
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, notes, SaveEvery.cycles(folder.resolve("sgdr")))) {
            learn.fit(Schedules.cosineRestarts(3, Lr.of(0.5)).factor(2));
            assertThat(names())
                    .containsExactly("sgdr_cyc_0.safetensors", "sgdr_cyc_1.safetensors", "sgdr_cyc_2.safetensors");
            int[] ends = {3, 9, 21};
            for (int k = 0; k < 3; k++) {
                learn.load(folder.resolve("sgdr_cyc_" + k + ".safetensors"));
                assertThat(Tiny.weights(learn)).isEqualTo(notes.batches.get(ends[k] - 1));
            }
        }
    }

    @Test
    void aFailureSavesWhatThereIsAndSaysWhere() {
        var notes = new Notes();
        var out = new ByteArrayOutputStream();
        Path file = folder.resolve("run-failed.safetensors");
        try (var data = Tiny.data(16);
                var learn = Tiny.builder(
                                data,
                                io.vivace.nn.Linear.of(3, 2),
                                notes,
                                SaveEvery.epochs(1, folder.resolve("run")),
                                SaveBest.to(folder.resolve("best")).on("train_loss"),
                                SaveOnFailure.to(folder.resolve("run")),
                                Tiny.failing())
                        .printTo(new PrintStream(out, true, StandardCharsets.UTF_8))
                        .build()) {
            assertThatThrownBy(() -> learn.fit(2, 0.5))
                    .hasMessageContaining("told to fail")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .hasExactlyElementsOfTypes(SaveOnFailure.Saved.class)
                            .allSatisfy(s -> assertThat(s).hasMessageContaining(file.toString())));
            assertThat(out.toString(StandardCharsets.UTF_8)).contains("until batch 1 of the fit was saved to " + file);
            assertThat(names()).containsExactly("run-failed.safetensors");
            float[] left = Tiny.weights(learn);
            assertThat(left).isEqualTo(notes.batches.get(0));
            learn.load(file);
            assertThat(Tiny.weights(learn)).isEqualTo(left);
        }
    }

    @Test
    void withoutAFailureNothingIsSaved() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, SaveOnFailure.to(folder.resolve("run")))) {
            learn.fit(1, 0.5);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void whatWasWrittenIsRememberedByCheckpoints() {
        var first = SaveEvery.epochs(1, folder.resolve("run")).keep(2);
        var state = new SavedState();
        var second = SaveEvery.epochs(1, folder.resolve("run")).keep(2);
        var resume = new Callback() {
            @Override
            public void beforeEpoch(Epoch epoch) {
                second.load(state);
            }
        };
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, first);
                var other = Tiny.learner(data, second, resume)) {
            learn.fit(3, 0.5);
            assertThat(names()).containsExactly("run_1.safetensors", "run_2.safetensors");
            first.save(state);
            other.fit(1, 0.5);
            assertThat(names()).containsExactly("run_0.safetensors", "run_2.safetensors");
        }
    }

    /** A checkpoint may come from anywhere. */
    @Test
    void aCheckpointCannotNameFilesToRemove() throws IOException {
        Path other = Files.writeString(folder.resolve("precious"), "x");
        var save = SaveEvery.epochs(1, folder.resolve("run")).keep(1);
        var state = new SavedState();
        state.put("cycles", 0);
        state.put("written", List.of(other.toString()));
        var resume = new Callback() {
            @Override
            public void beforeEpoch(Epoch epoch) {
                assertThatThrownBy(() -> save.load(state)).hasMessageContaining("written");
            }
        };
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, save, resume)) {
            learn.fit(2, 0.5);
        }
        assertThat(other).exists();
    }

    @Test
    void refusesNothing() {
        assertThatThrownBy(() -> SaveEvery.epochs(0, folder)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> SaveEvery.cycles(folder).keep(0)).hasMessageContaining("got 0");
    }
}
