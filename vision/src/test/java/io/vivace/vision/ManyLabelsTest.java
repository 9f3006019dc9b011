package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.Predictions;
import io.vivace.metric.ThresholdSearch;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures with any number of labels: thresholds, and how well each label is found. */
class ManyLabelsTest {
    @TempDir
    static Path pictures;

    @TempDir
    Path dir;

    @BeforeAll
    static void draw() throws IOException {
        Pictures.write(pictures, 40, 12);
    }

    /** Every picture is "drawn", discs are "round" as well. */
    private static ImageDataBunch data() {
        return ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelManyBy(i -> i.name().contains("disc") ? List.of("drawn", "round") : List.of("drawn"))
                .transform(Transforms.none(), Size.square(32))
                .batch(16)
                .normalizeByBatch();
    }

    private static VisionLearner learner(ImageDataBunch data) {
        return VisionLearner.of(data, Architecture.parse("simple_cnn:widths=8+16,norm=true"))
                .silent()
                .build();
    }

    @Test
    void theThresholdGoesWithTheModel() throws IOException {
        try (var learn = learner(data())) {
            learn.fitOneCycle(2, 1e-2);
            ThresholdSearch found = learn.thresholds();
            assertThat(found.bestScore()).isGreaterThanOrEqualTo(found.scores().get(49));

            Path file = pictures.resolve("valid/disc/000.png");
            Image picture = ImageReader.of(data().color()).read(file);
            double p = learn.predict(picture).probabilities().get("round");
            learn.threshold(p - 0.01);
            assertThat(learn.predict(picture).label()).contains("round");
            learn.export(dir.resolve("low.vivace"));
            learn.threshold(p + 0.01);
            assertThat(learn.predict(picture).label()).doesNotContain("round");
            assertThat(learn.interpret().cases().stream()
                            .filter(c -> c.name().equals("valid/disc/000.png"))
                            .findFirst()
                            .orElseThrow()
                            .predicted())
                    .doesNotContain("round");
            learn.export(dir.resolve("high.vivace"));
            try (var low = Predictor.load(dir.resolve("low.vivace"));
                    var high = Predictor.load(dir.resolve("high.vivace"))) {
                assertThat(low.predict(picture).label()).contains("round");
                assertThat(high.predict(picture).label()).doesNotContain("round");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> learn.threshold(1.5))
                    .withMessageContaining("from 0 to 1, got 1.5");
            assertThat(learn.data().resized(Size.square(16)).target())
                    .isEqualTo(learn.data().target());
        }
    }

    @Test
    void thresholdsAreForLabelsOnly() {
        var oneOf = ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none(), Size.square(32))
                .batch(16)
                .normalizeByBatch();
        try (var learn = learner(oneOf)) {
            assertThatThrownBy(learn::thresholds)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("any number of classes");
            assertThatThrownBy(() -> learn.threshold(0.3)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void labelsAreCounted() throws IOException {
        Tensor p = Tensor.of(new float[] {.9f, .2f, .6f, .7f, .3f, .8f, .8f, .1f}, 4, 2);
        Tensor y = Tensor.of(new float[] {1, 0, 0, 1, 1, 1, 1, 0}, 4, 2);
        try (var said = new Predictions(p, y, null, Tensor.of(new long[] {0, 1, 2, 3}))) {
            LabelReport report = LabelReport.of(said, List.of("a, b", "c"), 0.5);

            LabelReport.Row first = report.rows().get(0);
            assertThat(List.of(first.is(), first.said(), first.right())).containsExactly(3, 3, 2);
            assertThat(first.precision()).isCloseTo(2 / 3.0, within(1e-12));
            assertThat(first.recall()).isCloseTo(2 / 3.0, within(1e-12));
            assertThat(first.f2()).isCloseTo(2 / 3.0, within(1e-12));
            assertThat(first.averagePrecision())
                    .as("1, 1 and 3/4, a third each")
                    .isCloseTo(2.75 / 3, within(1e-6));
            assertThat(report.rows().get(1).f2()).isEqualTo(1);
            assertThat(report.toString()).contains("a, b", "precision");
            report.writeCsv(dir.resolve("labels.csv"));
            assertThat(Files.readAllLines(dir.resolve("labels.csv")))
                    .hasSize(3)
                    .element(2)
                    .isEqualTo("\"c\",2,2,2,1.000000,1.000000,1.000000,1.000000");
            assertThat(LabelReport.of(said, List.of("a", "b"), 0.95)
                            .rows()
                            .get(0)
                            .f2())
                    .isZero();
        }
        try (var other = new Predictions(Tensor.zeros(2, 2), Tensor.zeros(2), null, Tensor.of(new long[] {0, 1}))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LabelReport.of(other, List.of("a", "b"), 0.5))
                    .withMessageContaining("a 1 or a 0 for each");
        }
    }
}
