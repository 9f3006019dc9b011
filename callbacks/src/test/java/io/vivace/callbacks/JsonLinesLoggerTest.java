package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.learn.BatchRecord;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesLoggerTest {
    @TempDir
    Path folder;

    private static List<JsonNode> read(Path file) throws Exception {
        assertThat(Files.readString(file)).endsWith("\n");
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            all.add(new ObjectMapper().readTree(line));
        }
        return all;
    }

    private static List<JsonNode> of(List<JsonNode> all, String event) {
        return all.stream().filter(n -> n.get("event").asText().equals(event)).toList();
    }

    @Test
    void writesAnObjectForEachBatchAndEpoch() throws Exception {
        Path file = folder.resolve("log.jsonl");
        Instant start = Instant.now().minusMillis(2);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, JsonLinesLogger.to(file), new Callback() {
                    @Override
                    public void afterEpoch(Epoch epoch) {
                        epoch.metric("odd", Double.POSITIVE_INFINITY);
                    }
                })) {
            learn.fit(2, 0.1);
            List<JsonNode> all = read(file);
            assertThat(all.stream().map(n -> n.get("event").asText()))
                    .containsExactly(
                            "fit", "batch", "batch", "batch", "epoch", "batch", "batch", "batch", "epoch", "end");
            all.forEach(n -> assertThat(Instant.parse(n.get("time").asText())).isBetween(start, Instant.now()));
            assertThat(all.get(0).get("hyper_parameters").get("optimizer").asText())
                    .isEqualTo("Sgd");
            Recorder recorder = learn.recorder();
            for (int i = 0; i < 6; i++) {
                JsonNode n = of(all, "batch").get(i);
                BatchRecord r = recorder.batches().get(i);
                assertThat(n.get("epoch").asInt()).isEqualTo(i / 3);
                assertThat(n.get("batch").asInt()).isEqualTo(i);
                assertThat(n.get("items").asInt()).isEqualTo(16);
                assertThat(n.get("loss").asDouble()).isEqualTo(r.loss());
                assertThat(n.get("smoothed_loss").asDouble()).isEqualTo(r.smoothedLoss());
                assertThat(n.get("lr").get(0).asDouble()).isEqualTo(0.1);
                assertThat(n.get("momentum").asDouble()).isEqualTo(r.momentum());
            }
            for (int i = 0; i < 2; i++) {
                JsonNode n = of(all, "epoch").get(i);
                var e = recorder.epochs().get(i);
                assertThat(n.get("epoch").asInt()).isEqualTo(i);
                assertThat(n.get("train_loss").asDouble()).isEqualTo(e.smoothedLoss());
                assertThat(n.get("train_loss_mean").asDouble()).isEqualTo(e.trainLoss());
                assertThat(n.get("valid_loss").asDouble()).isEqualTo(e.validLoss());
                assertThat(n.get("metrics").get("accuracy").asDouble())
                        .isEqualTo(e.metrics().get("accuracy"));
                assertThat(n.get("metrics").get("odd").isNull()).isTrue();
                assertThat(n.get("seconds").asDouble()).isPositive();
                assertThat(n.get("data_wait").asDouble()).isBetween(0.0, 1.0);
            }
        }
    }

    @Test
    void someBatchesOrNone() throws Exception {
        Path file = folder.resolve("log.jsonl");
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, JsonLinesLogger.to(file).everyBatches(2))) {
            learn.fit(3, 0.1);
            assertThat(of(read(file), "batch").stream().map(n -> n.get("batch").asInt()))
                    .containsExactly(0, 2, 4, 6, 8);
        }
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(
                        data, JsonLinesLogger.to(file).everyBatches(0).append())) {
            learn.fit(1, 0.1);
            assertThat(of(read(file), "batch")).hasSize(5);
            assertThat(of(read(file), "epoch")).hasSize(4);
        }
        assertThatThrownBy(() -> JsonLinesLogger.to(file).everyBatches(-1)).hasMessageContaining("got -1");
    }

    @Test
    void saysHowItEnded() throws Exception {
        Path file = folder.resolve("log.jsonl");
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, JsonLinesLogger.to(file), StopAfterBatches.of(2))) {
            learn.fit(3, 0.1);
            assertThat(of(read(file), "end").get(0).get("stopped").asText()).contains("as many batches");
        }
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, JsonLinesLogger.to(file), new Callback() {
                    @Override
                    public void afterTrain(Epoch epoch) {
                        throw new IllegalStateException("killed");
                    }
                })) {
            assertThatThrownBy(() -> learn.fit(3, 0.1)).hasStackTraceContaining("killed");
            assertThat(of(read(file), "end").get(0).get("failure").asText()).contains("CallbackException");
            assertThat(of(read(file), "epoch")).isEmpty();
        }
    }

    @Test
    void goesOnAtTheCheckpoint() throws Exception {
        Path file = folder.resolve("log.jsonl");
        var first = JsonLinesLogger.to(file);
        var checkpoint = Resumed.saving(first);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, first, checkpoint)) {
            learn.fit(2, 0.1);
        }
        var again = JsonLinesLogger.to(file);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, again, Resumed.loading(again, checkpoint.saved))) {
            learn.fit(1, 0.1);
        }
        assertThat(read(file).stream().map(n -> n.get("event").asText()))
                .containsExactly("fit", "batch", "batch", "batch", "epoch", "batch", "batch", "batch", "epoch", "end");
    }
}
