package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Labelling;
import io.vivace.metric.Metrics;
import io.vivace.nn.Module;
import io.vivace.optim.Adam;
import io.vivace.tensor.Rng;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.Predictor;
import io.vivace.vision.Stats;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.CifarLadder;
import io.vivace.vision.models.SqueezeNet;
import io.vivace.vision.transform.Resize;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All systems learn to find bright rectangles, red or blue, from data block to picture. */
class FindingTest {
    private static final Size FILE = Size.of(60, 80);
    private static final Size SHOWN = Size.square(48);

    @TempDir
    Path folder;

    private Annotations told;

    @BeforeEach
    void paint() {
        var rng = new Rng(5);
        Map<String, Boxes> pictures = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            byte[] px = new byte[FILE.height() * FILE.width() * 3];
            Arrays.fill(px, (byte) 40);
            List<Thing> things = new ArrayList<>();
            for (int k = 0; k < 1 + i % 2; k++) {
                things.add(rectangle(px, rng, k * 40));
            }
            Image.of(FILE, Color.RGB, px).writePng(folder.resolve(i + ".png"));
            pictures.put(i + ".png", new Boxes(FILE, things));
        }
        told = new Annotations(List.of("blue", "red"), pictures, List.of());
    }

    private static Thing rectangle(byte[] px, Rng rng, int left) {
        int label = rng.nextInt(2);
        int top = rng.nextInt(30);
        int from = left + rng.nextInt(15);
        int bottom = top + 14 + rng.nextInt(14);
        int right = from + 12 + rng.nextInt(12);
        for (int r = top; r <= bottom; r++) {
            for (int c = from; c <= right; c++) {
                px[(r * FILE.width() + c) * 3 + (label == 0 ? 2 : 0)] = (byte) 250;
            }
        }
        return Thing.of(new Box(top, from, bottom, right), label);
    }

    private ImageDataBunch data(Labelling<ImageSource> labelling) {
        return ImageList.fromFolder(folder)
                .splitRandom(0.2, 1)
                .label(labelling)
                .transform(Transforms.none().flip().resize(Resize.SQUISH), SHOWN)
                .batch(8)
                .normalize(Stats.IMAGENET);
    }

    private static Body body() {
        Module net = CifarLadder.simpleCnn(true, 3, 16, 32, 64);
        net.init(new Rng(1));
        return Body.of(net);
    }

    @Test
    void theClassOfTheLargest() {
        ImageDataBunch data = data(told.largestClass());
        assertThat(data.classes()).containsExactly("blue", "red");
        try (var learn = VisionLearner.cnn(data, () -> CifarLadder.simpleCnn(true, 3, 16, 32, 64))
                .metrics(Metrics.accuracy())
                .silent()
                .build()) {
            learn.fitOneCycle(3, 3e-3);
            assertThat(learn.validate().metrics().get("accuracy")).isGreaterThan(.6);
        }
    }

    @Test
    void theBoxOfTheLargest() throws IOException {
        ImageDataBunch data = data(told.largestBox());
        try (var learn = VisionLearner.of(data, BoxHead.box(body(), SHOWN))
                .optimizer(Adam.defaults())
                .silent()
                .build()) {
            double before = learn.validate().loss();
            learn.fitOneCycle(8, 1e-2);
            assertThat(learn.validate().loss()).isLessThan(before * .75);
            drawn(learn);
        }
    }

    @Test
    void boxAndClassOfTheLargest() throws IOException {
        ImageDataBunch data = data(told.largestThing());
        try (var learn = VisionLearner.of(data, BoxHead.boxAndClass(body(), 2, SHOWN))
                .optimizer(Adam.defaults())
                .silent()
                .build()) {
            double before = learn.validate().loss();
            learn.fitOneCycle(8, 1e-2);
            assertThat(learn.validate().loss()).isLessThan(before * .75);
            assertThat(learn.validate().metrics()).containsOnlyKeys("accuracy", "pixels");
            drawn(learn);
        }
    }

    @Test
    void allThings() throws IOException {
        ImageDataBunch data = data(told);
        Ssd net = Ssd.multiScale(body(), 2, SHOWN).dropout(0, 0);
        try (var learn = VisionLearner.of(data, net)
                .loss(net.loss().focal(.25, 2))
                .optimizer(Adam.defaults())
                .silent()
                .build()) {
            double before = learn.validate().loss();
            learn.fitOneCycle(6, 1e-2);
            assertThat(learn.validate().loss()).isLessThan(before * .75);
            assertThat(learn.validate().metrics().get("mAP VOC")).isBetween(0.0, 1.0);
            drawn(learn);
            learn.resize(Size.of(40, 56));
            assertThat(learn.validate().metrics().get("mAP VOC")).isBetween(0.0, 1.0);
        }
    }

    @Test
    void smallThingsByAPyramid() throws IOException {
        ImageDataBunch data = data(told.by(ManyThings.clipped(told.classes(), .3)));
        PyramidSsd net = PyramidSsd.on(body(), 2, SHOWN).width(16).finest(8);
        try (var learn = VisionLearner.of(data, net)
                .loss(net.loss().focal(.25, 2))
                .optimizer(Adam.defaults())
                .silent()
                .build()) {
            double before = learn.validate().loss();
            learn.fitOneCycle(4, 1e-2);
            assertThat(learn.validate().loss()).isLessThan(before * .75);
            drawn(learn);
        }
    }

    private void drawn(VisionLearner learn) throws IOException {
        Path png = folder.resolve("drawn.png");
        try (var seen = learn.interpret()) {
            seen.topLosses(4).plot(png);
        }
        assertThat(Files.size(png)).isPositive();
    }

    @Test
    void exportedModelsSayTheSame() throws IOException {
        Size small = Size.square(64);
        exported(told.largestBox(), small, BoxHead.box(named(), small));
        exported(told.largestThing(), small, BoxHead.boxAndClass(named(), 2, small));
        exported(told, small, Ssd.grid4(named(), 2, small));
        exported(told, small, Ssd.multiScale(named(), 2, small).finest(2).dropout(.1, .2));
        exported(
                told, small, PyramidSsd.on(named(), 2, small).width(8).finest(8).shared());
    }

    private static Body named() {
        return Body.of(SqueezeNet.squeezenet11());
    }

    private void exported(Labelling<ImageSource> labelling, Size shown, Module net) throws IOException {
        Path file = folder.resolve("model.vivace");
        Path picture = folder.resolve("7.png");
        Boxes says;
        ImageDataBunch data = data(labelling).resized(shown);
        try (var learn = VisionLearner.of(data, net).silent().build()) {
            says = learn.predict(ImageReader.of(Color.RGB).read(picture), Boxes.class);
            learn.export(file);
        }
        try (var predictor = Predictor.load(file)) {
            Boxes again = predictor.predict(picture, Boxes.class);
            assertThat(again.picture()).isEqualTo(FILE);
            assertThat(again.things()).hasSameSizeAs(says.things());
            for (int i = 0; i < says.things().size(); i++) {
                Thing a = says.things().get(i);
                Thing b = again.things().get(i);
                assertThat(b.label()).isEqualTo(a.label());
                assertThat(b.score()).isCloseTo(a.score(), within(1e-4));
                assertThat(b.box().top()).isCloseTo(a.box().top(), within(.01));
                assertThat(b.box().right()).isCloseTo(a.box().right(), within(.01));
            }
        }
    }

    @Test
    void unknownPicturesAreProblems() {
        var few = new Annotations(
                told.classes(),
                Map.of("0.png", Boxes.of(FILE)),
                List.of(new io.vivace.data.Problem("a.xml", "is odd")));
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> data(few.largestBox())))
                .hasMessageContaining("a.xml: is odd")
                .hasMessageContaining("0.png")
                .hasMessageContaining("1.png");
        assertThat(told.of("0.png")).isNotNull();
        assertThat(told.of("none")).isNull();
    }
}
