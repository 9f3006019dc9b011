package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Labelling;
import io.vivace.io.FileException;
import io.vivace.io.SafeTensors;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import io.vivace.vision.detection.Anchors;
import io.vivace.vision.detection.Annotations;
import io.vivace.vision.detection.Box;
import io.vivace.vision.detection.BoxHead;
import io.vivace.vision.detection.Boxes;
import io.vivace.vision.detection.PyramidSsd;
import io.vivace.vision.detection.Ssd;
import io.vivace.vision.detection.Thing;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.SqueezeNet;
import io.vivace.vision.transform.Transforms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nets that find things are shipped in files as classifiers are, and say the same there. */
class DetectorFilesTest {
    private static final Size SHOWN = Size.square(64);
    private static final List<String> CLASSES = List.of("disc", "square");

    @TempDir
    Path dir;

    private static Image picture(int i) {
        return Image.of(Pictures.draw(CLASSES.get(i % 2), 60, 80, i), Color.RGB);
    }

    private static Annotations annotations() {
        var known = new java.util.HashMap<String, Boxes>();
        for (int i = 0; i < 4; i++) {
            known.put(
                    (i < 3 ? "train/" : "valid/") + i,
                    new Boxes(Size.of(60, 80), List.of(Thing.of(new Box(5, 10 + i, 35, 45), i % 2))));
        }
        return new Annotations(CLASSES, known, List.of());
    }

    private ImageDataBunch data(Function<Annotations, Labelling<ImageSource>> how) {
        var images = new ArrayList<Image>();
        for (int i = 0; i < 4; i++) {
            images.add(picture(i));
        }
        return ImageList.fromMemory(images, List.of("train/0", "train/1", "train/2", "valid/3"))
                .splitByFolder()
                .label(how.apply(annotations()))
                .transform(Transforms.none(), SHOWN)
                .batch(3)
                .normalize(Stats.IMAGENET);
    }

    private void saysTheSameFromAFile(ImageDataBunch data, Module net) throws Exception {
        Path file = dir.resolve("model.vivace");
        try (var learn = VisionLearner.of(data, net).silent().build()) {
            learn.fit(2, 1e-2);
            learn.export(file);
            Boxes here = learn.predict(picture(7), Boxes.class);
            assertThat(here.picture()).isEqualTo(Size.of(60, 80));
            try (var model = Predictor.load(file)) {
                Boxes there = model.predict(picture(7), Boxes.class);
                assertThat(model.isClassifier()).isFalse();
                assertThat(model.draw(picture(7), dir.resolve("drawn.png"))).isEqualTo(model.tell(picture(7)));
                assertThat(dir.resolve("drawn.png")).isNotEmptyFile();
                assertThat(there.things()).hasSameSizeAs(here.things());
                for (int i = 0; i < here.things().size(); i++) {
                    assertThat(there.things().get(i).box().top())
                            .isCloseTo(here.things().get(i).box().top(), within(0.05));
                    assertThat(there.things().get(i).label())
                            .isEqualTo(here.things().get(i).label());
                }
            }
        }
    }

    @Test
    void largestThings() throws Exception {
        saysTheSameFromAFile(data(Annotations::largestBox), BoxHead.box(Body.of(SqueezeNet.squeezenet11()), SHOWN));
        saysTheSameFromAFile(
                data(Annotations::largestThing), BoxHead.boxAndClass(Body.of(SqueezeNet.squeezenet11()), 2, SHOWN));
    }

    @Test
    void allThings() throws Exception {
        saysTheSameFromAFile(
                data(Annotations::things),
                Ssd.multiScale(Body.of(SqueezeNet.squeezenet11()), 2, SHOWN)
                        .finest(2)
                        .anchors(Anchors.grids(1).zooms(.75, 1.25)));
        saysTheSameFromAFile(
                data(Annotations::things),
                PyramidSsd.on(Body.of(SqueezeNet.squeezenet11()), 2, SHOWN)
                        .width(16)
                        .shared());
    }

    /** What cannot be loaded again is refused before it is trained, and not by its file. */
    @Test
    void theSameBoundsHoldForProgramsAndFiles() {
        Body body = Body.of(SqueezeNet.squeezenet11());
        for (Size s : List.of(Size.of(64, 1500), Size.of(1100, 40))) {
            Architecture a = Ssd.multiScale(body, 3, s).architecture();
            assertThat(Architecture.parse(a.toString()).build()).isInstanceOf(Ssd.class);
        }
        var fine = Ssd.multiScale(body, 3, SHOWN);
        var pyramid = PyramidSsd.on(body, 3, SHOWN);
        var many = Anchors.grids(1)
                .zooms(java.util.stream.DoubleStream.iterate(1, z -> z + 1)
                        .limit(65)
                        .toArray());
        for (ThrowingCallable wrong : List.<ThrowingCallable>of(
                () -> fine.finest(65),
                () -> fine.finest(0),
                () -> fine.anchors(many),
                () -> pyramid.finest(65),
                () -> pyramid.width(4097),
                () -> pyramid.anchors(many),
                () -> Ssd.grid4(body, 100_000, SHOWN),
                () -> BoxHead.boxAndClass(body, 100_000, SHOWN),
                () -> BoxHead.box(body, Size.of(4097, 40)),
                () -> PyramidSsd.on(body, 3, Size.of(4097, 40)),
                () -> Ssd.multiScale(body, 3, Size.of(2048, 2049)))) {
            assertThatThrownBy(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got ");
        }
    }

    @Test
    void aNetThatNeedsTooMuchMemoryIsAnUnusableFile() throws Exception {
        Path file = dir.resolve("model.vivace");
        try (var learn = VisionLearner.of(
                        data(Annotations::things), Ssd.grid4(Body.of(SqueezeNet.squeezenet11()), 2, SHOWN))
                .silent()
                .build()) {
            learn.export(file);
        }
        Architecture.register("greedy", a -> {
            Tensor.zeros(1 << 20, 1 << 20).close();
            throw new IllegalStateException("4 TiB were given");
        });
        String manifest = SafeTensors.metadata(file).get(Predictor.MANIFEST);
        assertThat(manifest).contains("\"ssd\"");
        try (var weight = Tensor.zeros(1)) {
            SafeTensors.write(
                    file, Map.of("a", weight), Map.of(Predictor.MANIFEST, manifest.replace("\"ssd\"", "\"greedy\"")));
        }
        assertThatThrownBy(() -> Predictor.load(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("model.vivace")
                .hasMessageContaining("memory");
    }

    @Test
    void architecturesComeBackAsTheyWere() {
        Body body = Body.of(SqueezeNet.squeezenet11());
        for (Architecture a : List.of(
                Ssd.grid4(body, 3, SHOWN).architecture(),
                Ssd.multiScale(body, 3, SHOWN).dropout(.1, .2).architecture(),
                PyramidSsd.on(body, 3, SHOWN).finest(8).architecture(),
                BoxHead.box(body, SHOWN).architecture(),
                BoxHead.boxAndClass(body, 3, SHOWN).architecture())) {
            Module again = Architecture.parse(a.toString()).build();
            assertThat(((io.vivace.vision.models.Rebuildable) again).architecture())
                    .isEqualTo(a);
        }
        assertThat(Ssd.multiScale(body, 3, SHOWN)
                        .anchors(Anchors.grids(1).zooms(1 / 3.0))
                        .architecture())
                .isNull();
        for (var wrong : Map.of(
                        "body", "simple_cnn", "classes", 5, "finest", 65, "dropout", 1.5, "rows", 5000, "channels", 17)
                .entrySet()) {
            assertThatThrownBy(() -> Architecture.of("ssd")
                            .with(wrong.getKey(), wrong.getValue())
                            .build())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
