package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a file that names what is on others. */
class ClassifyTest {
    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void draw() {
        data = Run.pictures(folder.resolve("pictures"), 16, 6);
    }

    @Test
    void anInterruptedRunGoesOn() throws IOException {
        Object[] options = {"--epochs", 3, "--lr", "1e-2", "--workers", 1, "--resume"};
        assertThat(classify("whole", options).exit()).isZero();
        assertThat(classify("halves", options).exit()).isZero();
        // as if it had been killed in its second epoch
        Path checkpoints = folder.resolve("halves/checkpoints");
        Files.delete(checkpoints.resolve("fit-000-end.safetensors"));
        Files.delete(checkpoints.resolve("fit-000-batch-000000012.safetensors"));
        Files.delete(checkpoints.resolve("fit-000-batch-000000008.safetensors"));
        Files.delete(folder.resolve("halves/model.vivace"));
        Run again = classify("halves", options);
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).contains("resumed from").contains("after 4 of 12 batches");
        assertThat(folder.resolve("halves/model.vivace")).hasSameBinaryContentAs(folder.resolve("whole/model.vivace"));
        assertThat(folder.resolve("halves/batches.csv")).hasSameBinaryContentAs(folder.resolve("whole/batches.csv"));
        assertThat(report(folder.resolve("halves")).path("epochs")).hasSize(3);

        Run done = classify("halves", options);
        assertThat(done.out()).contains("fit 0 was done before: 12 batches");
        assertThat(folder.resolve("halves/model.vivace")).hasSameBinaryContentAs(folder.resolve("whole/model.vivace"));
        Run anew = classify("halves", "--epochs", 1, "--lr", "1e-2");
        assertThat(anew.exit()).as(anew.err()).isZero();
        assertThat(anew.out()).doesNotContain("before");
    }

    @Test
    void trainsReportsExportsAndPredicts() throws IOException {
        Run run = classify("a", "--epochs", 2, "--lr", "1e-2");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("train_loss")
                .contains("accuracy")
                .contains("validation pictures are named rightly");

        Path out = folder.resolve("a");
        for (String file : List.of(
                "batch.png",
                "losses.png",
                "lr-course.png",
                "metrics.png",
                "results.png",
                "top-losses.png",
                "confusion.png",
                "epochs.csv",
                "batches.csv",
                "model.vivace",
                "report.json")) {
            assertThat(out.resolve(file)).isNotEmptyFile();
        }
        JsonNode report = report(out);
        assertThat(report.path("data").path("classes")).hasToString("[\"cross\",\"moon\"]");
        assertThat(report.path("data").path("train").asInt()).isEqualTo(32);
        assertThat(report.path("epochs")).hasSize(2);
        for (JsonNode e : report.path("epochs")) {
            assertThat(e.path("train_loss").isNumber()).isTrue();
            assertThat(e.path("valid_loss").isNumber()).isTrue();
            assertThat(e.path("metrics").path("accuracy").isNumber()).isTrue();
            assertThat(e.path("seconds").asDouble()).isPositive();
            assertThat(e.path("lr_first")).hasSize(1);
            assertThat(e.path("batches").asInt()).isEqualTo(4);
        }
        double last = report.path("epochs").path(1).path("valid_loss").asDouble();
        assertThat(report.path("result").path("valid_loss").asDouble()).isEqualTo(last);

        Path picture = data.resolve("valid/moon/0016.png");
        Run said = Run.of("predict", "--model", out.resolve("model.vivace"), picture);
        assertThat(said.exit()).isZero();
        assertThat(said.out()).startsWith(picture + "\t").containsPattern("\t(moon|cross)\t[01]\\.\\d{4}\\R");
        Run both = Run.of("predict", "--model", out.resolve("model.vivace"), "--top", 5, picture);
        assertThat(both.out().lines()).hasSize(2);
        Run partly = Run.of("predict", "--model", out.resolve("model.vivace"), folder.resolve("no.png"), picture);
        assertThat(partly.exit()).isEqualTo(1);
        assertThat(partly.err()).contains("no.png").doesNotContain("\tat ");
        assertThat(partly.out()).contains(picture.toString());
    }

    @Test
    void equalSeedsGiveEqualNumbersWhateverTheWorkers() throws IOException {
        Object[] options = {"--epochs", 2, "--lr", "1e-2", "--seed", 5};
        classify("one", with(options, "--workers", 0));
        classify("two", with(options, "--workers", 3));
        classify("other", with(options, "--seed", 6));
        assertThat(losses("two")).isEqualTo(losses("one")).hasSize(4);
        assertThat(losses("other")).isNotEqualTo(losses("one"));
    }

    @Test
    void aHeadLearnsFirstAndThenTheWholeNetAtRatesOfItsOwn() throws IOException {
        Run run = classify(
                "stages",
                "--head",
                "standard",
                "--freeze-epochs",
                1,
                "--lr-frozen",
                "3e-3",
                "--epochs",
                1,
                "--lr",
                "1e-5:3e-4",
                "--split-at",
                1);
        assertThat(run.err()).isEmpty();
        JsonNode epochs = report(folder.resolve("stages")).path("epochs");
        assertThat(epochs).hasSize(2);
        assertThat(epochs.path(0).path("stage").asText()).isEqualTo("head");
        assertThat(epochs.path(1).path("stage").asText()).isEqualTo("all");
        JsonNode rates = epochs.path(1).path("lr_first");
        assertThat(rates).hasSize(3);
        assertThat(rates.path(2).asDouble() / rates.path(0).asDouble())
                .isCloseTo(30, org.assertj.core.api.Assertions.within(1e-6));
    }

    @Test
    void aLearningRateIsSearchedForWhenNoneIsGiven() throws IOException {
        Run run = classify("searched", "--epochs", 1);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("learning rate suggested by the search");
        assertThat(folder.resolve("searched/lr.png")).isNotEmptyFile();
    }

    @Test
    void picturesAreSplitAtRandomWhenNoFolderDoesIt() throws IOException {
        data = data.resolve("train");
        Run run = classify("split", "--epochs", 1, "--lr", "1e-2", "--valid", 0.25);
        assertThat(run.exit()).isZero();
        JsonNode counts = report(folder.resolve("split")).path("data");
        assertThat(counts.path("train").asInt()).isEqualTo(24);
        assertThat(counts.path("valid").asInt()).isEqualTo(8);
    }

    @Test
    void trainingIsShownInTheBrowserAndThePageStays() throws IOException {
        Run run = classify("shown", "--epochs", 1, "--lr", "1e-2", "--dashboard", 0);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out()).containsPattern("dashboard: http://127\\.0\\.0\\.1:\\d+/");
        assertThat(Files.readString(folder.resolve("shown/dashboard.html")))
                .contains("pictures, simple_cnn")
                .contains("\\nis moon", "\\nis cross")
                .contains("\"verdict\":\"right\"");
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Run refused = classify("taken", "--epochs", 1, "--lr", "1e-2", "--dashboard", taken.getLocalPort());
            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("cannot have port " + taken.getLocalPort());
        }
        Run withoutPort = Run.of("classify", "--dashboard", "--help");
        assertThat(withoutPort.out()).contains("--dashboard[=PORT]", "Default: 7007");
    }

    private Run classify(String name, Object... options) {
        List<Object> all = new ArrayList<>(List.of(
                "classify",
                "--data",
                data,
                "--size",
                24,
                "--arch",
                "simple_cnn",
                "--batch",
                8,
                "--augment",
                "flip",
                "--out",
                folder.resolve(name)));
        all.addAll(Arrays.asList(options));
        return Run.of(all.toArray());
    }

    private static Object[] with(Object[] options, Object... more) {
        var all = new ArrayList<>(Arrays.asList(options));
        int given = all.indexOf(more[0]);
        if (given >= 0) {
            all.set(given + 1, more[1]);
        } else {
            all.addAll(Arrays.asList(more));
        }
        return all.toArray();
    }

    private List<Double> losses(String name) throws IOException {
        List<Double> all = new ArrayList<>();
        for (JsonNode e : report(folder.resolve(name)).path("epochs")) {
            all.add(e.path("train_loss").asDouble());
            all.add(e.path("valid_loss").asDouble());
        }
        return all;
    }

    private static JsonNode report(Path out) throws IOException {
        return new ObjectMapper().readTree(Files.readString(out.resolve("report.json")));
    }
}
