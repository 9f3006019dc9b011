package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.learn.Callback;
import io.vivace.learn.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program is killed after some checkpoint and goes on from it: its logs end as those of one that was never killed. */
class ResumedLogsTest {
    private static final List<String> FILES = List.of("history.csv", "log.jsonl", "rates.csv");

    @TempDir
    Path folder;

    private static void run(Path logs, Path checkpoints) {
        Callback[] all = {
            CsvLogger.to(logs.resolve("history.csv")),
            JsonLinesLogger.to(logs.resolve("log.jsonl")),
            LearningRateMonitor.ofEpochs().batchesTo(logs.resolve("rates.csv"))
        };
        try (var data = Tiny.data(10);
                var learn = Tiny.builder(data, Tiny.normNet(), all)
                        .checkpoint(Checkpoint.in(checkpoints)
                                .everyBatches(1)
                                .keep(1000)
                                .resume())
                        .build()) {
            learn.fitOneCycle(2, 0.1);
        }
    }

    /** {@return the lines, without what a clock says} */
    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(l ->
                        l.replaceAll("\"(time|seconds|data_wait)\":[^,}]*", "").replaceAll(",\\d\\d:\\d\\d$", ""))
                .toList();
    }

    @Test
    void endAsIfNothingHadHappened() throws IOException {
        Path whole = folder.resolve("whole");
        run(whole, folder.resolve("checkpoints"));
        assertThat(lines(whole.resolve("history.csv"))).hasSize(3);
        List<Path> checkpoints;
        try (Stream<Path> all = Files.list(folder.resolve("checkpoints"))) {
            checkpoints = all.filter(f -> f.toString().endsWith(".safetensors")).toList();
        }
        assertThat(checkpoints).hasSizeGreaterThanOrEqualTo(10);
        for (Path checkpoint : checkpoints) {
            Path killed = Files.createDirectory(folder.resolve("logs-" + checkpoint.getFileName()));
            Path one = Files.createDirectory(folder.resolve("from-" + checkpoint.getFileName()));
            for (String name : FILES) {
                Files.copy(whole.resolve(name), killed.resolve(name));
            }
            Files.copy(checkpoint, one.resolve(checkpoint.getFileName()));
            run(killed, one);
            for (String name : FILES) {
                assertThat(lines(killed.resolve(name)))
                        .as("%s from %s", name, checkpoint.getFileName())
                        .isEqualTo(lines(whole.resolve(name)));
            }
        }
    }
}
