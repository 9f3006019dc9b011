package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Batch;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.vision.VisionPage.Direction;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Transforms;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kind of target that a user makes goes through everything: the data block, training, pictures, prediction and files. */
class TargetTest {
    private static final int SIDE = 33;

    @TempDir
    Path dir;

    /** A white needle with a red tip. */
    private static Image needle(double angle) {
        var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setStroke(new BasicStroke(4));
        int middle = SIDE / 2;
        int dx = (int) Math.round(12 * Math.cos(angle));
        int dy = (int) Math.round(-12 * Math.sin(angle));
        g.setColor(Color.WHITE);
        g.drawLine(middle, middle, middle + dx, middle + dy);
        g.setColor(Color.RED);
        g.fillOval(middle + dx - 3, middle + dy - 3, 7, 7);
        g.dispose();
        return Image.of(image, io.vivace.vision.image.Color.RGB);
    }

    private static double angle(String name) {
        return Double.parseDouble(name.substring(name.indexOf('/') + 1));
    }

    private static TransformedImages needles(int train, int valid, Transforms changes) {
        var rng = new Rng(3);
        var images = new ArrayList<Image>();
        var names = new ArrayList<String>();
        for (int i = 0; i < train + valid; i++) {
            double angle = rng.uniform(-Math.PI, Math.PI);
            images.add(needle(angle));
            names.add((i < train ? "train/" : "valid/") + angle);
        }
        return ImageList.fromMemory(images, names)
                .splitByFolder()
                .label(new Direction().by(item -> angle(item.name())))
                .transform(changes, Size.square(SIDE));
    }

    /** Where the tip is, seen from the middle. */
    private static double seen(Batch batch, int i) {
        Image shown = Stats.NONE.picture(batch.x(), i);
        double sumRow = 0;
        double sumColumn = 0;
        double weight = 0;
        for (int r = 0; r < SIDE; r++) {
            for (int c = 0; c < SIDE; c++) {
                double red = Math.max(0, shown.at(r, c, 0) - shown.at(r, c, 1));
                sumRow += red * (r + 0.5);
                sumColumn += red * (c + 0.5);
                weight += red;
            }
        }
        return Math.atan2(SIDE / 2.0 - sumRow / weight, sumColumn / weight - SIDE / 2.0);
    }

    private static Module net() {
        return Layers.sequential(Layers.flatten(), Linear.of(3 * SIDE * SIDE, 64), Layers.relu(), Linear.of(64, 2));
    }

    private static double between(double a, double b) {
        return Math.abs(Math.IEEEremainder(a - b, 2 * Math.PI));
    }

    @Test
    void followsItsPictureUnderAllGeometry() {
        var data = needles(64, 8, Transforms.none().dihedral().rotate(180))
                .batch(64)
                .normalize(Stats.NONE);
        try (var epoch = data.train().epoch(0);
                Batch batch = epoch.next()) {
            float[] y = batch.y().toFloatArray();
            assertThat(batch.y().shape().toArray()).containsExactly(64, 2);
            double turned = 0;
            for (int i = 0; i < batch.size(); i++) {
                double known = Math.atan2(y[2 * i], y[2 * i + 1]);
                assertThat(between(known, seen(batch, i))).isLessThan(0.12);
                turned = Math.max(
                        turned,
                        between(
                                known,
                                angle(data.trainItems().get(batch.items()[i]).name())));
            }
            assertThat(turned).isGreaterThan(1);
        }
    }

    @Test
    void isLearntShownPredictedAndExported() throws IOException {
        Architecture.register("needle_reader", a -> net());
        var data = needles(256, 32, Transforms.none().rotate(180))
                .batch(32)
                .normalize(Stats.of(new double[] {.1}, new double[] {.3}));
        data.showBatch(dir.resolve("batch.png"));
        assertThat(data.summary()).contains("Direction");
        try (var learn = VisionLearner.of(data, Architecture.of("needle_reader"))
                .silent()
                .build()) {
            learn.fitOneCycle(12, 3e-3);
            double wrong = 0;
            for (int i = 0; i < 20; i++) {
                double angle = -3 + 0.3 * i;
                wrong += between(angle, learn.predict(needle(angle), Double.class)) / 20;
            }
            assertThat(wrong).isLessThan(0.25);
            learn.showResults(dir.resolve("results.png"));
            try (var seen = learn.interpret()) {
                var worst = seen.topLosses(4);
                worst.plot(dir.resolve("worst.png"));
                assertThat(worst.cases().get(0).loss())
                        .isGreaterThanOrEqualTo(worst.cases().get(3).loss());
                assertThat(worst.cases().get(0).actual()).endsWith("°");
                assertThat(worst.cases().get(0).isRight()).isFalse();
                assertThatThrownBy(seen::confusionMatrix).hasMessageContaining("nothing to confuse");
                assertThatThrownBy(seen::base).hasMessageContaining("classes and numbers only");
            }
            assertThatThrownBy(learn::tta).hasMessageContaining("tta is for classes and numbers");
            assertThatThrownBy(() -> learn.predict(needle(0))).hasMessageContaining("says Double, not Prediction");
            Path file = dir.resolve("x.vivace");
            learn.export(file);
            assertThatThrownBy(() -> Predictor.load(file))
                    .hasMessageContaining("no kind of target is named \"direction\"")
                    .hasMessageContaining("TargetPlan.register");
            TargetPlan.register("direction", p -> new Direction());
            try (var model = Predictor.load(file)) {
                assertThat(model.predict(needle(1), Double.class))
                        .isCloseTo(learn.predict(needle(1), Double.class), within(1e-5));
            }
        }
        for (String name : List.of("batch.png", "results.png", "worst.png")) {
            assertThat(Files.size(dir.resolve(name))).isGreaterThan(1000);
        }
    }

    @Test
    void whatIsNotKnownIsAProblemWithTheNameOfItsItem() {
        var block = ImageList.fromMemory(List.of(needle(0), needle(1)), List.of("train/0", "valid/1"))
                .splitByFolder()
                .label(new Direction().by(item -> item.name().endsWith("1") ? null : 0.0))
                .transform(Transforms.none(), Size.square(SIDE));
        assertThatThrownBy(() -> block.batch(1)).hasMessageContaining("valid/1").hasMessageContaining("gives null");
    }

    @Test
    void whatCannotBeReadStopsOrIsLeftOutAsPicturesAre() {
        var labelled = ImageList.fromMemory(
                        List.of(needle(0), needle(1), needle(2)), List.of("train/0", "train/1", "valid/2"))
                .splitByFolder()
                .label(new Direction().reading(item -> () -> {
                    if (item.name().endsWith("1")) {
                        throw new IOException("notes/1.txt is torn");
                    }
                    return 0.5;
                }))
                .transform(Transforms.none(), Size.square(SIDE));
        var data = labelled.batch(2).workers(0).dropLast(false).normalize(Stats.NONE);
        assertThatThrownBy(() -> data.train().epoch(0).next()).hasMessageContaining("notes/1.txt is torn");
        var skipping = labelled.batch(2).workers(0).onCorrupt(OnCorrupt.SKIP).normalize(Stats.NONE);
        try (var epoch = skipping.trainInOrder().epoch(0);
                Batch batch = epoch.next()) {
            assertThat(batch.size()).isEqualTo(1);
            assertThat(batch.y().toFloatArray()[0]).isCloseTo((float) Math.sin(0.5), within(1e-6f));
        }
        assertThat(skipping.skipped())
                .singleElement()
                .asString()
                .contains("train/1")
                .contains("torn");
    }

    @Test
    void picturesGrowWhileWeightsStay() {
        var data = needles(32, 8, Transforms.none()).batch(16).normalize(Stats.NONE);
        try (var learn = VisionLearner.of(data, Architecture.parse("simple_cnn:widths=8"))
                .silent()
                .build()) {
            learn.fit(1, 1e-3);
            var before = learn.model().state().values().iterator().next().toFloatArray();
            learn.resize(Size.of(66, 60));
            assertThat(learn.model().state().values().iterator().next().toFloatArray())
                    .isEqualTo(before);
            try (var epoch = learn.data().train().epoch(0);
                    Batch batch = epoch.next()) {
                assertThat(batch.x().shape().toArray()).containsExactly(16, 3, 66, 60);
            }
            learn.fit(1, 1e-3);
            assertThat(learn.model().state().values().iterator().next().toFloatArray())
                    .isNotEqualTo(before);
            assertThat(learn.predict(needle(1), Double.class)).isBetween(-4.0, 4.0);
            learn.resize(learn.data().resized(Size.square(20)).batch(8));
            assertThat(learn.data().train().batches()).isEqualTo(4);
        }
    }
}
