package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.vision.CifarRung;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DARKNET", "WRN_22"}) // the two large nets take half a minute even here
    void everyRungTrains(CifarRung rung) throws IOException {
        Path page = folder.resolve("report.html");
        Run run = cifar("--rung", rung, "--epochs", 1, "--report", page);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("The lesson reports")
                .contains("size         32x32, by scaling and cropping")
                .contains("changes      random crop (padding 4");
        assertThat(Files.readString(page))
                .contains("vivace cifar")
                .contains("--rung " + rung)
                .contains("<td>accuracy</td>")
                .contains("alt=\"losses\"")
                .contains("data:image/png;base64,iVBOR")
                .endsWith("</html>\n");
        assertThat(folder.resolve("out/report.json")).isNotEmptyFile();
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
