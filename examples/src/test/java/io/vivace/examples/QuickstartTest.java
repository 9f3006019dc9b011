package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @Test
    void goesTheWholeWay(@TempDir Path folder) {
        Run run = Run.of("quickstart", "--out", folder, "--epochs", 1, "--pictures", 8);
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("learning rate suggested")
                .contains("valid_loss")
                .containsPattern("accuracy [01]\\.\\d{4}: \\d+ of 16 validation pictures")
                .contains("saved, loaded, and judged again: the same loss")
                .containsPattern("valid/circle/0008.png shows: \\w+ \\([01]\\.\\d+\\)");
        for (String file : List.of(
                "batch.png",
                "lr.png",
                "losses.png",
                "lr-course.png",
                "metrics.png",
                "results.png",
                "top-losses.png",
                "confusion.png",
                "model.vivace",
                "learner.safetensors")) {
            assertThat(folder.resolve(file)).isNotEmptyFile();
        }
    }

    @Test
    void numbersOutOfRangeAreRefused(@TempDir Path folder) {
        assertThat(Run.of("quickstart", "--out", folder, "--epochs", 0).exit()).isEqualTo(2);
        assertThat(Run.of("quickstart", "--out", folder, "--pictures", 1).exit())
                .isEqualTo(2);
    }
}
