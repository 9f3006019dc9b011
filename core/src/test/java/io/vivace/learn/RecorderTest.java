package io.vivace.learn;

import static io.vivace.metric.Metrics.accuracy;
import static io.vivace.metric.Metrics.topK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.vivace.data.TensorBunch;
import io.vivace.metric.Metric;
import io.vivace.optim.Adam;
import io.vivace.optim.Sgd;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import io.vivace.schedule.TrainPhase;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
    @TempDir
    private Path folder;

    private static Learner trained(TensorBunch data) {
        var net = Spiral.net();
        Learner learn = Learner.of(data, net)
                .groups(Spiral.twoGroups(net))
                .metrics(accuracy(), topK(2))
                .silent()
                .build();
        learn.fitOneCycle(8, Lr.slice(1e-3, 1e-2));
        learn.fit(Schedules.oneCycle(4, Lr.of(3e-3))
                .momentum(0.95, 0.85)
                .each(p -> p.optimizer(Sgd.momentum(0.9).weightDecay(1e-4))));
        learn.fit(TrainPhase.epochs(1).optimizer(Adam.defaults()).lr(1e-3));
        return learn;
    }

    @Test
    void everythingIsDrawnAndWritten() throws IOException {
        try (var data = Spiral.data(200, 32);
                var learn = trained(data)) {
            Recorder r = learn.recorder();
            r.plotLosses(folder.resolve("losses.png"));
            r.plotLr(folder.resolve("lr.png"));
            r.plotMetrics(folder.resolve("metrics.png"));
            learn.lrFind(Lr.of(1e-6), Lr.of(10), 100).plot(folder.resolve("find.png"));
            try (Interpretation i = learn.interpret()) {
                i.plotConfusionMatrix(folder.resolve("confusion.png"));
                i.plotConfusionMatrix(folder.resolve("parts.png"), true);
            }
            for (String name : List.of("losses", "lr", "metrics", "find", "confusion", "parts")) {
                BufferedImage image = ImageIO.read(folder.resolve(name + ".png").toFile());
                assertThat(image.getWidth()).as(name).isGreaterThanOrEqualTo(300);
                assertThat(colors(image)).as("%s is not empty", name).isGreaterThan(10);
            }
            try (var files = Files.list(folder)) {
                assertThat(files).as("no temporary files are left").hasSize(6);
            }
        }
    }

    @Test
    void aSingleMetricIsNamedToo() throws IOException {
        try (var data = Spiral.data(60, 20)) {
            for (Metric metric : List.of(accuracy(), topK(1))) { // the same values under two names
                try (var learn =
                        Learner.of(data, Spiral.net()).metrics(metric).silent().build()) {
                    learn.fit(2, 1e-2);
                    learn.recorder().plotMetrics(folder.resolve(metric.name() + ".png"));
                }
            }
        }
        assertThat(folder.resolve(accuracy().name() + ".png"))
                .isNotEmptyFile()
                .satisfies(one -> assertThat(Files.readAllBytes(one))
                        .isNotEqualTo(Files.readAllBytes(folder.resolve(topK(1).name() + ".png"))));
    }

    private static long colors(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return java.util.Arrays.stream(pixels).distinct().count();
    }

    @Test
    void tablesHoldEveryEpochAndBatch() throws IOException {
        try (var data = Spiral.data(60, 16);
                var learn = trained(data)) {
            Recorder r = learn.recorder();
            r.writeCsv(folder.resolve("epochs.csv"));
            r.writeBatchesCsv(folder.resolve("batches.csv"));
            List<NamedCsvRecord> epochs = read(folder.resolve("epochs.csv"));
            assertThat(epochs).hasSize(13);
            assertThat(epochs.get(0).getHeader())
                    .containsExactly(
                            "fit",
                            "epoch",
                            "train_loss",
                            "train_loss_mean",
                            "valid_loss",
                            "accuracy",
                            "top_2_accuracy",
                            "seconds",
                            "data_wait");
            EpochRecord last = r.epochs().get(12);
            assertThat(epochs.get(12).getField("fit")).isEqualTo("2");
            assertThat(Double.parseDouble(epochs.get(12).getField("valid_loss")))
                    .isEqualTo(last.validLoss());
            List<NamedCsvRecord> batches = read(folder.resolve("batches.csv"));
            assertThat(batches).hasSize(13 * 9);
            assertThat(Double.parseDouble(batches.get(50).getField("lr_1")))
                    .isEqualTo(r.batches().get(50).lastLr());
            assertThat(Double.parseDouble(batches.get(50).getField("loss")))
                    .isEqualTo(r.batches().get(50).loss());
        }
    }

    private static List<NamedCsvRecord> read(Path file) throws IOException {
        try (var csv = CsvReader.builder().ofNamedCsvRecord(file)) {
            return csv.stream().toList();
        }
    }

    @Test
    void jsonHasNullWhereNothingWasMeasured() throws IOException {
        try (var data = Spiral.data(60, 16);
                var learn = Learner.of(data, Spiral.net())
                        .callbacks(new Callback() {
                            @Override
                            public void beforeEpoch(Epoch epoch) {
                                epoch.skipValidation();
                            }
                        })
                        .silent()
                        .build()) {
            learn.fit(1, 1e-2);
            Path file = folder.resolve("run.json");
            learn.recorder().writeJson(file);
            JsonNode root = new ObjectMapper().readTree(file.toFile());
            assertThat(root.get("version").asInt()).isEqualTo(1);
            assertThat(root.get("epochs").get(0).get("valid_loss").isNull()).isTrue();
            assertThat(root.get("epochs").get(0).get("train_loss_mean").asDouble())
                    .isEqualTo(learn.recorder().epochs().get(0).trainLoss());
            assertThat(root.get("batches")).hasSize(9);
            assertThat(root.get("batches").get(3).get("lr").get(0).asDouble()).isEqualTo(1e-2);
            assertThat(root.get("phases").get(0).get("label").asText()).isEqualTo("Adam, wd 0.01");
            learn.recorder().writeCsv(folder.resolve("epochs.csv"));
            assertThat(read(folder.resolve("epochs.csv")).get(0).getField("valid_loss"))
                    .isEmpty();
        }
    }

    @Test
    void nothingToDrawIsSaid() {
        try (var data = Spiral.data(20, 16);
                var learn = Learner.of(data, Spiral.net()).silent().build()) {
            assertThatThrownBy(() -> learn.recorder().plotLosses(folder.resolve("none.png")))
                    .hasMessageContaining("nothing to draw in 'Losses'");
            learn.fit(1, 1e-3);
            learn.recorder().clear();
            assertThat(learn.recorder().batches()).isEmpty();
        }
    }

    @Test
    void suggestionsComeFromTheSteepestFallAndTheMinimum() {
        List<Double> lrs = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> Math.pow(10, i / 10.0 - 4))
                .toList();
        List<Double> losses = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> i < 20 ? 3.0 : i < 25 ? 3 - 0.2 * (i - 19) : i < 30 ? 1.9 : 2.5 + i)
                .toList();
        LrFind found = new LrFind(lrs, losses);
        assertThat(found.steepest()).isEqualTo(lrs.get(20));
        assertThat(found.suggestion()).isCloseTo(Math.sqrt(lrs.get(20) * lrs.get(25)), within(1e-12));
        assertThat(found.minimumTenth()).isEqualTo(lrs.get(25) / 10);
        assertThatThrownBy(() -> new LrFind(lrs, losses.subList(0, 3))).hasMessageContaining("as many losses as rates");
    }

    @Test
    void aWiggleOfALossThatGrowsIsNoSuggestion() {
        List<Double> lrs = java.util.stream.IntStream.range(0, 60)
                .mapToObj(i -> Math.pow(10, i / 10.0 - 6))
                .toList();
        List<Double> losses = java.util.stream.IntStream.range(0, 60)
                .mapToObj(i -> i < 15 ? 3.0 : i < 30 ? 3 - 0.02 * (i - 14) : i < 45 ? 2.7 + 0.1 * (i - 29) : 3.5)
                .toList();
        LrFind found = new LrFind(lrs, losses);
        assertThat(found.steepest()).isEqualTo(lrs.get(45));
        assertThat(found.suggestion()).isBetween(lrs.get(15), lrs.get(29));
    }
}
