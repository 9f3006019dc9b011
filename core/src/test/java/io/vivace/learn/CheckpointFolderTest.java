package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.io.FileException;
import io.vivace.io.Fuzz;
import io.vivace.memory.MemoryStats;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.TrainPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of a run when something is wrong with them, or with the folder. */
class CheckpointFolderTest {
    @TempDir
    Path folder;

    /** The last epoch is always the best. */
    private static final class Rising implements Callback {
        @Override
        public void afterEpoch(Epoch epoch) {
            epoch.metric("rising", epoch.number());
        }
    }

    private static FitResult fit(Checkpoint checkpoint, Callback... callbacks) {
        try (var data = Spiral.data(50, 30);
                var learn = Learner.of(data, Spiral.net())
                        .callbacks(new Rising())
                        .checkpoint(checkpoint)
                        .silent()
                        .build()) {
            return learn.fit(Schedule.of(TrainPhase.epochs(2).lr(1e-2)), callbacks);
        }
    }

    private static List<String> names(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            return files.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theBestIsCalledSoThoughTheProgramWasKilledBefore() throws IOException {
        Path runs = folder.resolve("runs");
        fit(Checkpoint.in(runs).best("rising"));
        Files.delete(runs.resolve("best.safetensors"));
        Files.delete(runs.resolve("fit-000-end.safetensors"));
        fit(Checkpoint.in(runs).best("rising").resume());
        assertThat(runs.resolve("best.safetensors"))
                .hasSameBinaryContentAs(runs.resolve("fit-000-batch-000000008.safetensors"));
    }

    @Test
    void trainingGoesOnWhenTheBestCannotBeKept() throws IOException {
        Path runs = folder.resolve("runs");
        Files.createDirectories(runs.resolve("best.safetensors/in the way"));
        assertThat(fit(Checkpoint.in(runs).best("rising")).batches()).isEqualTo(8);
        assertThat(runs.resolve("fit-000-end.safetensors")).exists();
    }

    @Test
    void trainingGoesOnWhenTheFolderIsLost() {
        Path runs = folder.resolve("runs");
        FitResult result = fit(Checkpoint.in(runs).everyBatches(1), new Callback() {
            @Override
            public void afterBatch(Step step) {
                if (step.isTraining() && step.fit().batch() == 2) {
                    replaceByAFile(runs);
                }
            }
        });
        assertThat(result.batches()).isEqualTo(8);
        assertThat(runs).isRegularFile();
    }

    private static void replaceByAFile(Path runs) {
        try {
            for (String name : names(runs)) {
                Files.delete(runs.resolve(name));
            }
            Files.delete(runs);
            Files.createFile(runs);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A damaged one is not deleted, but it does not push out a good one either. */
    @Test
    void damagedOnesThatLieAheadCountForNothing() throws IOException {
        Path runs = folder.resolve("runs");
        fit(Checkpoint.in(runs).everyBatches(1).keep(2));
        Files.delete(runs.resolve("fit-000-end.safetensors"));
        Files.delete(runs.resolve("fit-000-batch-000000007.safetensors"));
        Files.write(runs.resolve("fit-000-batch-000000008.safetensors"), new byte[100]);
        Files.createDirectory(folder.resolve("other"));
        fit(Checkpoint.in(folder.resolve("other")).everyBatches(1).keep(1000));
        Files.copy(
                folder.resolve("other/fit-000-batch-000000003.safetensors"),
                runs.resolve("fit-000-batch-000000003.safetensors"));
        boolean[] kept = {false};
        fit(Checkpoint.in(runs).everyBatches(1).keep(1).resume(), new Callback() {
            @Override
            public void beforeBatch(Step step) {
                if (step.isTraining() && step.fit().batch() == 5) {
                    kept[0] = Files.exists(runs.resolve("fit-000-batch-000000005.safetensors"));
                }
            }
        });
        assertThat(kept).containsExactly(true);
    }

    @Test
    void longTextsAreReadAgain() {
        Path runs = folder.resolve("runs");
        String text = "é\"\n".repeat(700_000);
        Callback log = new Callback() {
            private String said = "";

            @Override
            public void beforeFit(Fit fit) {
                said = text;
            }

            @Override
            public void save(SavedState to) {
                to.put("said", said);
            }

            @Override
            public void load(SavedState from) {
                assertThat(from.text("said").equals(text)).isTrue();
            }
        };
        fit(Checkpoint.in(runs), log);
        assertThat(fit(Checkpoint.in(runs).resume(), log).batches()).isEqualTo(8);
    }

    @Test
    void hostileStatesAreRefusedByOneException() throws IOException {
        Path whole = folder.resolve("whole");
        fit(Checkpoint.in(whole).everyBatches(1));
        List<String> damages = List.of("calls", "plan", "best", "epoch", "recorder", "phase", "position");
        for (String file : List.of("fit-000-end.safetensors", "fit-000-batch-000000007.safetensors")) {
            byte[] bytes = Fuzz.withoutChecksum(Files.readAllBytes(whole.resolve(file)));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            for (String name : damages) {
                Path runs = Files.createDirectory(folder.resolve(name + file.length()));
                String damaged = text.replace("\\\"" + name + "\\\":", "\\\"" + "x".repeat(name.length()) + "\\\":");
                Files.writeString(runs.resolve(file), damaged, StandardCharsets.ISO_8859_1);
                if (!damaged.equals(text) && !(name.equals("calls") && file.contains("batch"))) {
                    assertThatThrownBy(() -> fit(Checkpoint.in(runs).resume()))
                            .as("%s without %s", file, name)
                            .isInstanceOf(FileException.class);
                }
            }
        }
    }

    @Test
    void aLinkToAFolderIsAFolder() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        fit(Checkpoint.in(link));
        assertThat(real.resolve("fit-000-end.safetensors")).exists();
    }

    @Test
    void manyCheckpointsTakeNoMoreMemory() {
        Path runs = folder.resolve("runs");
        try (var data = Spiral.data(50, 12);
                var learn = Learner.of(data, Spiral.netWithDropoutAndNorm())
                        .checkpoint(Checkpoint.in(runs).everyBatches(1))
                        .silent()
                        .build()) {
            learn.fit(2, 1e-3);
            long live = MemoryStats.now().live();
            learn.fit(30, 1e-3);
            assertThat(MemoryStats.now().live()).isLessThanOrEqualTo(live);
        }
    }
}
