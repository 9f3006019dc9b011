package io.vivace.callbacks.mlflow;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.callbacks.Tiny;
import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.FitResult;
import io.vivace.learn.Learner;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.nn.Linear;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Rng;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowTrackerTest {
    @TempDir
    Path folder;

    private static Learner learner(TensorBunch data, Callback... callbacks) {
        return Learner.of(data, Linear.of(3, 2).init(new Rng(2)))
                .optimizer(Sgd.momentum(0.9))
                .metrics(accuracy())
                .callbacks(callbacks)
                .silent()
                .build();
    }

    private MlflowTracker tracker(URI server) {
        return MlflowTracker.to(server, "pets").unsentTo(folder.resolve("unsent.jsonl"));
    }

    private List<JsonNode> unsent() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("unsent.jsonl"))) {
            all.add(new ObjectMapper().readTree(line));
        }
        return all;
    }

    private static Callback odd() {
        return new Callback() {
            @Override
            public void afterEpoch(Epoch epoch) {
                epoch.metric("odd, %", Double.NaN);
            }
        };
    }

    @Test
    void reportsParametersBatchesAndEpochs() throws Exception {
        Path model = Files.writeString(folder.resolve("model.txt"), "weights");
        try (var server = new StandIn();
                var data = Tiny.data(16);
                var learn = learner(
                        data,
                        tracker(server.address())
                                .run("first")
                                .token("s3cret")
                                .tag("team:a", "b")
                                .hyperParameters(Map.of("augmented", true))
                                .file(model),
                        odd())) {
            learn.fit(2, 0.1);
            learn.fit(1, 0.05);
            var run = server.onlyRun();
            assertThat(run.name).isEqualTo("first");
            assertThat(server.experiments).containsOnlyKeys("pets");
            assertThat(run.tags).containsOnly(Map.entry("team_a", "b"));
            assertThat(run.params)
                    .containsEntry("optimizer", "Sgd")
                    .containsEntry("lr", "0.1")
                    .containsEntry("epochs", "2")
                    .containsEntry("augmented", "true");
            var batches = learn.recorder().batches();
            assertThat(run.steps("train_loss")).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(run.values("train_loss"))
                    .isEqualTo(batches.stream().map(b -> b.loss()).toList());
            assertThat(run.values("smoothed_loss"))
                    .isEqualTo(batches.stream().map(b -> b.smoothedLoss()).toList());
            assertThat(run.values("lr")).containsExactly(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05);
            assertThat(run.values("momentum")).hasSize(9).containsOnly(0.9);
            assertThat(run.steps("valid_loss")).containsExactly(3L, 6L, 9L);
            assertThat(run.values("valid_loss"))
                    .isEqualTo(learn.recorder().epochs().stream()
                            .map(e -> e.validLoss())
                            .toList());
            assertThat(run.values("accuracy"))
                    .isEqualTo(learn.recorder().epochs().stream()
                            .map(e -> e.metrics().get("accuracy"))
                            .toList());
            assertThat(run.values("odd_ _")).containsExactly(Double.NaN, Double.NaN, Double.NaN);
            assertThat(run.states).containsExactly("RUNNING", "FINISHED", "RUNNING", "FINISHED");
            assertThat(server.files.keySet()).singleElement().asString().endsWith("/artifacts/model.txt");
            assertThat(server.secrets).containsOnly("Bearer s3cret");
        }
        assertThat(folder.resolve("unsent.jsonl")).doesNotExist();
    }

    @Test
    void someBatchesOnly() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16);
                var learn = learner(data, tracker(server.address()).everyBatches(4))) {
            learn.fit(3, 0.1);
            assertThat(server.onlyRun().steps("train_loss")).containsExactly(4L, 8L);
        }
        assertThatThrownBy(() -> tracker(URI.create("http://localhost")).everyBatches(0))
                .hasMessageContaining("got 0");
    }

    /** Nobody listens: training is as without a tracker, and nothing is lost. */
    @Test
    void aServerThatIsDownDoesNotEndTraining() throws Exception {
        URI nobody;
        try (var server = new StandIn()) {
            nobody = server.address();
        }
        try (var data = Tiny.data(16);
                var learn = learner(data, tracker(nobody))) {
            FitResult result = learn.fit(2, 0.1);
            assertThat(result.epochs()).hasSize(2);
            assertThat(result.stopReason()).isNull();
        }
        List<JsonNode> lines = unsent();
        assertThat(lines).allSatisfy(l -> {
            assertThat(l.get("experiment").asText()).isEqualTo("pets");
            assertThat(l.get("request").asText()).isEqualTo("runs/log-batch");
        });
        assertThat(lines.stream().flatMap(l -> l.get("body").path("metrics").findValuesAsText("key").stream()))
                .filteredOn("train_loss"::equals)
                .hasSize(6);
        assertThat(lines.get(0).get("body").get("params").findValuesAsText("key"))
                .contains("optimizer");
    }

    /** The server breaks in the second epoch and is back in the third: what belongs to the second is in the file. */
    @Test
    void whatIsNotSentIsKept() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16);
                var learn = learner(data, tracker(server.address()), new Callback() {
                    @Override
                    public void beforeEpoch(Epoch epoch) {
                        server.broken = epoch.number() == 1 ? "log-batch" : null;
                    }
                })) {
            assertThat(learn.fit(3, 0.1).epochs()).hasSize(3);
            assertThat(server.onlyRun().steps("train_loss")).containsExactly(1L, 2L, 3L, 7L, 8L, 9L);
            assertThat(server.onlyRun().states).containsExactly("RUNNING", "FINISHED");
            JsonNode body = unsent().get(0).get("body");
            assertThat(unsent()).hasSize(1);
            assertThat(server.runs).containsKey(body.get("run_id").asText());
            assertThat(body.get("metrics").findValuesAsText("step"))
                    .contains("4", "5", "6")
                    .doesNotContain("3", "7");
        }
    }

    @Test
    void strictEndsTheFit() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16);
                var learn = learner(data, tracker(server.address()).strict())) {
            server.broken = "log-batch";
            assertThatThrownBy(() -> learn.fit(1, 0.1))
                    .hasMessageContaining("MlflowTracker")
                    .hasStackTraceContaining("answered 500")
                    .hasStackTraceContaining("the database is away");
        }
        assertThat(folder.resolve("unsent.jsonl")).doesNotExist();
    }

    @Test
    void aFailureIsReported() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16);
                var learn = learner(data, tracker(server.address()).file(folder.resolve("never")), new Callback() {
                    @Override
                    public void afterTrain(Epoch epoch) {
                        throw new IllegalStateException("killed");
                    }
                })) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("killed");
            assertThat(server.onlyRun().states).containsExactly("RUNNING", "FAILED");
            assertThat(server.onlyRun().steps("train_loss")).hasSize(3);
            assertThat(server.onlyRun().values("valid_loss")).isEmpty();
        }
    }

    @Test
    void aFileThatIsMissingIsNoReasonToFail() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16);
                var learn = learner(data, tracker(server.address()).file(folder.resolve("none")))) {
            learn.fit(1, 0.1);
            assertThat(server.onlyRun().states).containsExactly("RUNNING", "FINISHED");
        }
    }

    @Test
    void goesOnAtTheCheckpoint() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16)) {
            var state = new SavedState();
            var first = tracker(server.address());
            try (var learn = learner(data, first)) {
                learn.fit(1, 0.1);
                first.save(state);
            }
            var again = tracker(server.address());
            try (var learn = learner(data, again, new Callback() {
                @Override
                public int order() {
                    return 1000;
                }

                @Override
                public void beforeFit(Fit fit) {
                    again.load(state);
                }
            })) {
                learn.fit(1, 0.1);
            }
            assertThat(server.onlyRun().states).containsExactly("RUNNING", "FINISHED", "RUNNING", "FINISHED");
            assertThat(server.onlyRun().values("train_loss")).hasSize(6);
        }
    }

    /** What waits to be sent when a checkpoint is made would be lost with the program. */
    @Test
    void nothingWaitsAtACheckpoint() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16)) {
            var tracker = tracker(server.address());
            try (var learn = learner(data, tracker, new Callback() {
                @Override
                public int order() {
                    return 1000;
                }

                @Override
                public void afterBatch(Step step) {
                    if (step.isTraining() && step.number() == 1) {
                        tracker.save(new SavedState());
                        assertThat(server.onlyRun().steps("train_loss")).containsExactly(1L, 2L);
                    }
                }
            })) {
                learn.fit(1, 0.1);
            }
            assertThat(server.onlyRun().steps("train_loss")).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void looksAtTheFileForWhatIsNotSent() throws Exception {
        try (var server = new StandIn();
                var data = Tiny.data(16);
                var learn =
                        learner(data, MlflowTracker.to(server.address(), "x").unsentTo(folder))) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("it is a folder");
            assertThat(server.requests).isEmpty();
        }
    }
}
