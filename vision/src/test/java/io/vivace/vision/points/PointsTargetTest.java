package io.vivace.vision.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.vivace.data.Batch;
import io.vivace.data.DataProblems;
import io.vivace.memory.Shape;
import io.vivace.metric.Metric;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.Stats;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Sketch;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointsTargetTest {
    private static final PointsTarget TWO = new PointsTarget(2);

    @TempDir
    Path folder;

    private static Sketch sketch(Size picture, Size shown) {
        return Transforms.none().framing(shown).sketch(picture);
    }

    @Test
    void pointsAreScaledRowsFirst() {
        Points shown = TWO.transform(Points.of(0, 0, 90, 40), sketch(Size.of(120, 160), Size.of(60, 80)));
        assertThat(shown).isEqualTo(new Points(Size.of(60, 80), List.of(new Point(0, 0), new Point(45, 20))));
        try (var scope = Scope.open()) {
            List<Tensor> batch = TWO.collate(List.of(shown, shown));
            assertThat(batch.get(0).shape()).isEqualTo(Shape.of(2, 4));
            assertThat(batch.get(0).toFloatArray()).startsWith(-1, -1, 0.5f, -0.5f);
            assertThat(TWO.decode(batch.get(0).select(0, 1), Size.of(60, 80))).isEqualTo(shown);
            assertThat(TWO.placed(shown, sketch(Size.of(120, 160), Size.of(60, 80)))
                            .points())
                    .containsExactly(new Point(0, 0), new Point(90, 40));
        }
    }

    /** A white pixel at the point stays at the point. */
    @Test
    void pointsFollowTheirPictures() {
        var images = new ArrayList<Image>();
        var names = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            byte[] px = new byte[20 * 30];
            px[(3 + i) * 30 + 5 + i] = (byte) 255;
            images.add(Image.of(Size.of(20, 30), Color.GREY, px));
            names.add("p" + i);
        }
        ImageDataBunch data = ImageList.fromMemory(images, names)
                .splitByIndex(7)
                .label(new PointsTarget(1).by(item -> {
                    int i = item.name().charAt(1) - '0';
                    return Points.of(3.5 + i, 5.5 + i);
                }))
                .transform(Transforms.none().flip().padCrop(3), Size.of(20, 30))
                .batch(7)
                .workers(0)
                .normalize(Stats.NONE);
        try (var epoch = data.train().epoch(0);
                Batch b = epoch.next()) {
            float[] x = b.x().toFloatArray();
            float[] y = b.targets().get(0).toFloatArray();
            float[] known = b.targets().get(1).toFloatArray();
            for (int n = 0; n < 7; n++) {
                int row = (int) ((y[2 * n] + 1) * 10);
                int column = (int) ((y[2 * n + 1] + 1) * 15);
                if (known[2 * n] > 0) {
                    assertThat(x[n * 600 + row * 30 + column]).isEqualTo(1f);
                }
            }
            assertThat(known).contains(1f);
        }
    }

    @Test
    void pointsThatLeaveThePictureAreForgottenOrKept() {
        Sketch sketch = sketch(Size.of(10, 10), Size.of(10, 10));
        sketch.frame(Size.of(20, 20)); // the middle of what is twice as large
        Points in = Points.of(1, 1, 5, 5);
        assertThat(TWO.transform(in, sketch).points().get(0).isKnown()).isFalse();
        assertThat(TWO.transform(in, sketch).points().get(1).isKnown()).isTrue();
        assertThat(new PointsTarget(2, false).transform(in, sketch).points().get(0))
                .isEqualTo(new Point(-3, -3));
        Points unknown = Points.of(Double.NaN, 2, 5, 5);
        assertThat(new PointsTarget(2, false)
                        .transform(unknown, sketch)
                        .points()
                        .get(0)
                        .isKnown())
                .isFalse();
    }

    @Test
    void onlyKnownPointsCount() {
        try (var scope = Scope.open()) {
            Size size = Size.of(20, 40);
            List<Tensor> targets = TWO.collate(List.of(
                    new Points(size, List.of(new Point(10, 20), new Point(Double.NaN, 0))),
                    new Points(size, List.of(new Point(20, 40), new Point(10, 20)))));
            Tensor said = Tensor.of(new float[] {0.3f, 0.2f, 9, 9, /**/ 1, 1, 0, 0.5f}, 2, 4);
            assertThat((double) TWO.loss().of(said, targets).item()).isCloseTo((0.09 + 0.04 + 0.25) / 6, offset(1e-6));
            assertThat(TWO.loss().ofItems(said, targets).toFloatArray())
                    .containsExactly(new float[] {0.065f, 0.0625f}, offset(1e-6f));
            Metric error = TWO.metrics().get(0);
            error.add(said, targets);
            assertThat(error.value()).isCloseTo((5 + 0 + 10) / 3.0, offset(1e-5)); // 3 and 4 pixels; none; 10 pixels
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TWO.loss().of(said, targets.subList(0, 1)))
                    .withMessageContaining("a row and a column for each point");
        }
    }

    @Test
    void tablesHaveColumns() throws IOException {
        for (String name : List.of("a", "b")) {
            Image.of(Size.of(4, 4), Color.GREY, new byte[16]).writePng(folder.resolve(name + ".png"));
        }
        Path table = folder.resolve("t.csv");
        Files.writeString(table, "img,y,x\na,1,3\nb,,2\n");
        var source = ImageList.fromCsv(table, folder, "img", ".png").splitByIndex(1);
        ImageDataBunch data = source.label(new PointsTarget(1).columns("y", "x"))
                .transform(Transforms.none())
                .batch(1)
                .workers(0)
                .normalize(Stats.NONE);
        try (var epoch = data.train().epoch(0);
                Batch b = epoch.next()) {
            assertThat(b.targets().get(0).toFloatArray()).containsExactly(-0.5f, 0.5f);
        }
        try (var epoch = data.valid().epoch(0);
                Batch b = epoch.next()) {
            assertThat(b.targets().get(1).toFloatArray()).containsOnly(0);
        }
        assertThatThrownBy(() -> source.label(new PointsTarget(1).columns("y", "z"))
                        .transform(Transforms.none())
                        .batch(1))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("has no column \"z\"");
        Files.writeString(table, "img,y,x\na,1,three\nb,2,2\n");
        assertThatThrownBy(() -> ImageList.fromCsv(table, folder, "img", ".png")
                        .splitByIndex(1)
                        .label(new PointsTarget(1).columns("y", "x"))
                        .transform(Transforms.none())
                        .batch(1))
                .hasMessageContaining("has \"three\" in column \"x\", expected a number");
    }

    @Test
    void jsonHasPairs() throws IOException {
        Path file = folder.resolve("points.json");
        Files.writeString(file, "{\"x/a.png\": [[1, 2.5], null], \"b.png\": [[1, 2], [3, 4]]}");
        assertThat(PointsJson.read(file, 2).get("b.png")).isEqualTo(Points.of(1, 2, 3, 4));
        assertThat(PointsJson.read(file, 2).get("x/a.png").points().get(1).isKnown())
                .isFalse();
        assertThatThrownBy(() -> PointsJson.read(file, 3))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("\"b.png\"")
                .hasMessageContaining("is no list of 3 pairs");
        for (String wrong : List.of("[1]", "{\"a\": ", "", "{\"a\": [[1, \"2\"], [1, 2]]}")) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> TWO.json(file)).as(wrong).isInstanceOf(DataProblems.class);
        }
    }

    @Test
    void mistakesAreNamed() {
        Sketch sketch = sketch(Size.of(10, 10), Size.of(10, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TWO.transform(Points.of(1, 1), sketch))
                .withMessageContaining("has 1 points, expected 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TWO.transform(new Points(Size.of(5, 5), List.of(new Point(1, 1), new Point(1, 1))), sketch))
                .withMessageContaining("in a picture of 5x5, but the file's picture is 10x10");
        assertThatIllegalArgumentException().isThrownBy(() -> new PointsTarget(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Points.of(1, 2, 3));
        assertThat(TWO.plan().build()).isEqualTo(TWO);
        assertThat(new PointsTarget(3, false).plan().build()).isEqualTo(new PointsTarget(3, false));
        assertThat(TWO.text(Points.of(1, 2.25, Double.NaN, 1))).isEqualTo("(1.0, 2.3) (?)");
    }
}
