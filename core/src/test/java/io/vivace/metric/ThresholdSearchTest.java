package io.vivace.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThresholdSearchTest {
    @Test
    void findsTheMiddleOfWhatSeparatesLabels() {
        try (var scope = Scope.open()) {
            Tensor p = Tensor.of(new float[] {.9f, .405f, .1f, .195f, .6f, .05f}, 2, 3);
            Tensor y = Tensor.of(new float[] {1, 1, 0, 0, 1, 0}, 2, 3);
            ThresholdSearch found = ThresholdSearch.of(p, y, 2);

            assertThat(found.thresholds()).hasSize(99).startsWith(.01).endsWith(.99);
            assertThat(found.bestScore()).isCloseTo(1, within(1e-6));
            assertThat(found.best()).as("between 0.20 and 0.40").isEqualTo(.30);
            // .5: the first item has one of its two labels, precision 1, recall ½: 5·½/(4+½)
            assertThat(found.scores().get(49)).isCloseTo((5 * .5 / 4.5 + 1) / 2, within(1e-6));
        }
    }

    @Test
    void takesOtherScores() {
        try (var scope = Scope.open()) {
            Tensor p = Tensor.of(new float[] {.9f, .2f}, 1, 2);
            Tensor y = Tensor.of(new float[] {1, 0}, 1, 2);
            var found = ThresholdSearch.of(p, y, t -> Metrics.accuracyThreshold(t, false));

            assertThat(found.name())
                    .isEqualTo(Metrics.accuracyThreshold(.5, false).name());
            assertThat(found.bestScore()).isEqualTo(1);
            assertThat(found.best()).isBetween(.2, .9);
        }
    }

    @Test
    void numbersThatAreNoneAreNotTheBest() {
        var found = new ThresholdSearch("x", List.of(.1, .2, .3), List.of(Double.NaN, .5, .4));
        assertThat(found.best()).isEqualTo(.2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ThresholdSearch("x", List.of(.1), List.of()))
                .withMessageContaining("1 thresholds and 0 scores");
        try (var scope = Scope.open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ThresholdSearch.of(Tensor.zeros(2, 3), Tensor.zeros(2), 2));
        }
    }

    @Test
    void isDrawn(@TempDir Path dir) {
        new ThresholdSearch("f_beta", List.of(.1, .2, .3), List.of(.3, .5, .4)).plot(dir.resolve("t.png"));
        assertThat(dir.resolve("t.png")).isNotEmptyFile();
    }
}
