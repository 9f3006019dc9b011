package io.vivace.callbacks.tensorboard;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.callbacks.Tiny;
import io.vivace.callbacks.tensorboard.EventFile.Message;
import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Checkpoint;
import io.vivace.learn.Epoch;
import io.vivace.learn.EpochRecord;
import io.vivace.learn.Learner;
import io.vivace.learn.Step;
import io.vivace.nn.Linear;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Rng;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {
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

    private List<Message> of(String tag) throws Exception {
        return EventFile.summaries(folder).stream()
                .filter(e -> e.tag().equals(tag))
                .toList();
    }

    @Test
    void followsBatchesAndEpochsOverAllFits() throws Exception {
        try (var data = Tiny.data(16);
                var learn = learner(data, TensorBoard.to(folder))) {
            learn.fit(2, 0.1);
            learn.fit(1, 0.05);
            var batches = learn.recorder().batches();
            assertThat(of("train/loss")).hasSize(9);
            for (int i = 0; i < 9; i++) {
                assertThat(of("train/loss").get(i).step()).isEqualTo(i + 1);
                assertThat(of("train/loss").get(i).scalar())
                        .isEqualTo((float) batches.get(i).loss());
                assertThat(of("train/smoothed_loss").get(i).scalar())
                        .isEqualTo((float) batches.get(i).smoothedLoss());
                assertThat(of("settings/lr").get(i).scalar()).isEqualTo(i < 6 ? 0.1f : 0.05f);
                assertThat(of("settings/momentum").get(i).scalar()).isEqualTo(0.9f);
            }
            List<EpochRecord> epochs = learn.recorder().epochs();
            for (int i = 0; i < 3; i++) {
                assertThat(of("valid/loss").get(i).step()).isEqualTo(3L * (i + 1));
                assertThat(of("valid/loss").get(i).scalar())
                        .isEqualTo((float) epochs.get(i).validLoss());
                assertThat(of("metrics/accuracy").get(i).scalar())
                        .isEqualTo((float) (double) epochs.get(i).metrics().get("accuracy"));
            }
            assertThat(EventFile.files(folder)).hasSize(2);
        }
    }

    @Test
    void someBatchesOnly() throws Exception {
        try (var data = Tiny.data(16);
                var learn = learner(data, TensorBoard.to(folder).everyBatches(4))) {
            learn.fit(3, 0.1);
        }
        assertThat(of("train/loss").stream().map(Message::step)).containsExactly(4L, 8L);
        assertThatThrownBy(() -> TensorBoard.to(folder).everyBatches(0)).hasMessageContaining("got 0");
    }

    @Test
    void histogramsAndPictures() throws Exception {
        List<float[]> gradients = new ArrayList<>();
        try (var data = Tiny.data(16);
                var learn = learner(
                        data,
                        TensorBoard.to(folder)
                                .weights()
                                .gradients()
                                .picture(
                                        "number",
                                        e -> new BufferedImage(e.number() + 1, 1, BufferedImage.TYPE_BYTE_GRAY)),
                        new Callback() {
                            @Override
                            public void afterBackward(Step step) {
                                if (step.isLast()) {
                                    gradients.add(step.model()
                                            .parameters()
                                            .get("weight")
                                            .grad()
                                            .toFloatArray());
                                }
                            }
                        })) {
            learn.fit(2, 0.1);
            Histogram weights = Histogram.of(
                    learn.model().parameters().get("weight").value().toFloatArray());
            Message h = of("weights/weight").get(1);
            assertThat(h.step()).isEqualTo(6);
            assertThat(h.value().message(5).get(4)).isEqualTo(weights.sum());
            assertThat(of("weights/bias")).hasSize(2);
            for (int i = 0; i < 2; i++) {
                Message g = of("gradients/weight").get(i);
                assertThat(g.step()).isEqualTo(3L * (i + 1));
                assertThat(g.value().message(5).get(4))
                        .isEqualTo(Histogram.of(gradients.get(i)).sum());
                Message picture = of("number").get(i);
                assertThat(picture.step()).isEqualTo(3L * (i + 1));
                assertThat(picture.value().message(4).get(2)).isEqualTo(i + 1L);
                assertThat(picture.value().message(4).get(3)).as("gray").isEqualTo(1L);
            }
        }
    }

    @Test
    void hyperParametersAreThoseOfTheFitAndTheUser() throws Exception {
        try (var data = Tiny.data(16);
                var learn = learner(data, TensorBoard.to(folder).hyperParameters(Map.of("augmented", true)))) {
            learn.fit(1, 0.1);
            learn.fit(1, 0.1);
        }
        assertThat(of("_hparams_/experiment")).hasSize(1);
        var start = of("_hparams_/session_start_info")
                .get(0)
                .value()
                .message(9)
                .message(1)
                .message(2)
                .message(3);
        assertThat(start.messages(1).stream().map(m -> m.text(1))).contains("lr", "optimizer", "augmented");
        assertThat(of("_hparams_/session_end_info")).hasSize(2);
        assertThat(of("fit/text_summary").get(0).value().message(8).text(8)).contains("| optimizer | Sgd |");
    }

    @Test
    void aFailureIsWrittenDown() throws Exception {
        try (var data = Tiny.data(16);
                var learn = learner(data, TensorBoard.to(folder), new Callback() {
                    @Override
                    public void afterTrain(Epoch epoch) {
                        throw new IllegalStateException("killed");
                    }
                })) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("killed");
        }
        var end = of("_hparams_/session_end_info")
                .get(0)
                .value()
                .message(9)
                .message(1)
                .message(2)
                .message(4);
        assertThat(end.get(1)).as("failure").isEqualTo(2L);
        assertThat(of("valid/loss")).isEmpty();
        assertThat(of("train/loss")).hasSize(3);
    }

    /** {@return the points of a curve as TensorBoard shows them: what a restart takes back is gone} */
    private static List<String> shown(Path run, String tag) throws Exception {
        List<Message> points = new ArrayList<>();
        for (Path file : EventFile.files(run)) {
            for (Message e : EventFile.read(file)) {
                if (e.has(7)) {
                    points.removeIf(p -> p.step() >= e.step());
                } else if (e.has(5) && e.tag().equals(tag)) {
                    points.add(e);
                }
            }
        }
        return points.stream().map(p -> p.step() + " " + p.scalar()).toList();
    }

    private void run(Path run, Path checkpoints) {
        try (var data = Tiny.data(16);
                var learn = Learner.of(data, Linear.of(3, 2).init(new Rng(2)))
                        .callbacks(TensorBoard.to(run))
                        .checkpoint(Checkpoint.in(checkpoints)
                                .everyBatches(1)
                                .keep(1000)
                                .resume())
                        .silent()
                        .build()) {
            learn.fit(2, 0.1);
        }
    }

    /** A program is killed some time after a checkpoint and goes on from it. */
    @Test
    void aResumedRunIsShownAsIfNothingHadHappened() throws Exception {
        Path whole = folder.resolve("whole");
        Path checkpoints = folder.resolve("checkpoints");
        run(whole, checkpoints);
        assertThat(shown(whole, "train/loss")).hasSize(6);
        List<Path> written = EventFile.files(checkpoints).stream()
                .filter(f -> f.toString().endsWith(".safetensors"))
                .toList();
        assertThat(written).hasSizeGreaterThanOrEqualTo(6);
        run(whole, folder.resolve("begins anew"));
        assertThat(shown(whole, "train/loss")).hasSize(6);
        for (Path checkpoint : written) {
            Path run = Files.createDirectory(folder.resolve("run-" + checkpoint.getFileName()));
            Path one = Files.createDirectory(folder.resolve("from-" + checkpoint.getFileName()));
            for (Path file : EventFile.files(whole)) {
                Files.copy(file, run.resolve(file.getFileName()));
            }
            Files.copy(checkpoint, one.resolve(checkpoint.getFileName()));
            run(run, one);
            for (String tag : List.of("train/loss", "train/smoothed_loss", "settings/lr", "valid/loss")) {
                assertThat(shown(run, tag)).as("%s from %s", tag, checkpoint).isEqualTo(shown(whole, tag));
            }
            assertThat(EventFile.summaries(run).stream()
                            .filter(e -> e.tag().equals("_hparams_/experiment"))
                            .count())
                    .as("hyper-parameters of the two runs that began at the start")
                    .isEqualTo(2);
        }
    }

    @Test
    void looksAtTheFolderBeforeTraining() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (var data = Tiny.data(16);
                var learn = learner(data, TensorBoard.to(file), new Callback() {
                    @Override
                    public void beforeEpoch(Epoch epoch) {
                        throw new AssertionError("training has begun");
                    }
                })) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("cannot be written");
        }
    }
}
