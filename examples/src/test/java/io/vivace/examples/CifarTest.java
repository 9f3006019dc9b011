package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.io.SafeTensors;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.CifarRung;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ladder from a folder of pictures to a report. */
class CifarTest {
    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void draw() {
        data = Run.pictures(folder.resolve("pictures"), 16, 6);
    }

    @ParameterizedTest
    @EnumSource
    void everyRungTrains(CifarRung rung) throws IOException {
        Path page = folder.resolve("report.html");
        boolean large =
                rung == CifarRung.DARKNET || rung == CifarRung.WRN_22; // a batch of 4 pictures is enough of them
        String size = large ? "16x16" : "32x32";
        Run run = large
                ? cifar("--rung", rung, "--epochs", 0.125, "--batch", 4, "--size", 16, "--report", page)
                : cifar("--rung", rung, "--epochs", 1, "--report", page);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("The lesson reports")
                .contains("size         " + size + ", by scaling and cropping")
                .contains("changes      random crop (padding 4");
        assertThat(Files.readString(page))
                .contains("vivace cifar")
                .contains("--rung " + rung)
                .contains("<td>accuracy</td>")
                .contains("alt=\"losses\"")
                .contains("data:image/png;base64,iVBOR")
                .endsWith("</html>\n");
        JsonNode result = new ObjectMapper()
                .readTree(folder.resolve("out/report.json").toFile())
                .path("result");
        assertThat(result.path("valid_loss").isNumber()).isTrue();
        assertThat(result.path("metrics").path("accuracy").asDouble(-1)).isBetween(0.0, 1.0);
        for (String file : List.of("batch.png", "losses.png", "model.vivace")) {
            assertThat(folder.resolve("out").resolve(file)).isNotEmptyFile();
        }
        assertThat(run.out().contains("by test-time augmentation")).isEqualTo(rung == CifarRung.BIG_RES_NET);
    }

    @Test
    void choicesOfTheUserStandAboveTheLessons() {
        Run run = cifar("--rung", "conv", "--epochs", 2, "--size", 24, "--augment", "none", "--batch", 8);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("batches of 8")
                .contains("size         24x24")
                .doesNotContain("flip");
    }

    @Test
    void aLaterRunGoesOnFromTheModelOfAnEarlierOne() {
        Path model = folder.resolve("out/model.vivace");
        assertThat(cifar("--rung", "linear", "--epochs", 1, "--batch", 8, "--seed", 1)
                        .exit())
                .isZero();
        try (var scope = Scope.open()) {
            float[] before = first(model);
            Run run = cifar(
                    "--rung", "linear", "--epochs", 1, "--batch", 8, "--seed", 2, "--lr", "1e-12", "--from", model);
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(first(model)).containsExactly(before, within(1e-6f));
        }
        assertThat(cifar("--from", folder.resolve("nowhere")).err())
                .contains("--from")
                .contains("does not exist");
    }

    private static float[] first(Path model) {
        Map<String, Tensor> weights = SafeTensors.read(model);
        return weights.get("1.weight").toFloatArray();
    }

    @Test
    void wrongChoicesAreExplained() {
        assertThat(cifar("--rung", "alexnet").err())
                .contains("'alexnet' is no rung of the ladder; give one of [linear,");
        assertThat(cifar("--lr", "0").err()).contains("--lr must be above 0, got 0.0");
        assertThat(cifar("--epochs", "-1").err()).contains("--epochs must be above 0");
        assertThat(cifar("--epochs", "NaN").exit()).isEqualTo(2);
    }

    private Run cifar(Object... options) {
        Object[] all = new Object[options.length + 7];
        System.arraycopy(
                new Object[] {"cifar", "--data", data, "--out", folder.resolve("out"), "--workers", 1}, 0, all, 0, 7);
        System.arraycopy(options, 0, all, 7, options.length);
        return Run.of(all);
    }
}
