package io.vivace.vision;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.DataProblems;
import io.vivace.data.LoadException;
import io.vivace.data.Loader;
import io.vivace.io.FileException;
import io.vivace.io.SafeTensors;
import io.vivace.learn.Predictions;
import io.vivace.memory.Settled;
import io.vivace.nn.Layers;
import io.vivace.nn.Linear;
import io.vivace.nn.Parameter;
import io.vivace.schedule.Lr;
import io.vivace.tensor.Rng;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.ResNet;
import io.vivace.vision.models.SqueezeNet;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisionLearnerTest {
    @TempDir
    static Path pictures;

    @TempDir
    Path dir;

    @BeforeAll
    static void draw() throws IOException {
        Pictures.write(pictures, 60, 12);
    }

    private static ImageDataBunch data() {
        return ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none().flip(), Size.square(32))
                .batch(20)
                .cacheInMemory(1 << 22)
                .normalizeByBatch();
    }

    private static VisionLearner small(ImageDataBunch data) {
        return VisionLearner.of(data, Architecture.parse("simple_cnn:widths=16+32,norm=true"))
                .metrics(accuracy())
                .silent()
                .build();
    }

    @Test
    void anEpochOfWhichNothingIsLeftIsNoSuccess() throws IOException {
        for (int i = 0; i < 12; i++) {
            Path folder = Files.createDirectories(dir.resolve(i % 2 == 0 ? "a" : "b"));
            Files.writeString(folder.resolve(i + ".png"), "no picture");
        }
        var data = ImageList.fromFolder(dir)
                .splitRandom(0.25, 1)
                .labelByFolder()
                .transform(Transforms.none(), Size.square(32))
                .batch(3)
                .onCorrupt(OnCorrupt.SKIP)
                .normalize(Stats.NONE);
        try (var learn = small(data)) {
            assertThatThrownBy(() -> learn.fit(1, Lr.of(1e-3)))
                    .isInstanceOf(LoadException.class)
                    .hasMessageContaining("all of its 9 items were left out");
        }
    }

    // ---------------------------------------------------------------------------------------------- nets

    @Test
    void aCnnIsABodyAndTheHeadOfTheRecipe() {
        try (var learn = VisionLearner.cnn(data(), ResNet::resnet34).silent().build()) {
            var head = learn.model().children().get("1");

            assertThat(learn.learner().groups().size()).isEqualTo(3);
            assertThat(head.parameterCount()).isEqualTo(533_002 - 8 * 513);
            assertThat(head.children().values().stream().map(m -> m.describe()).toList())
                    .hasSize(9)
                    .first()
                    .asString()
                    .contains("Concat");
            assertThat(learn.learner().groups().parameters(2)).hasSize(8);
            assertThat(learn.model().parameters().values()).allMatch(Parameter::isTrainable);
            Parameter hidden = head.parameters().get("4.weight");
            float[] w = hidden.value().toFloatArray();
            double squares = 0;
            for (float f : w) {
                squares += (double) f * f;
            }
            assertThat(Math.sqrt(squares / w.length)).isCloseTo(Math.sqrt(2.0 / 1024), within(2e-3));
        }
    }

    @Test
    void headsCanBeChosen() {
        var head = Head.standard().hidden(0.3, 64, 32).withAveragePool().withFinalNorm();

        assertThat(head.dropouts()).containsExactly(0.15, 0.15, 0.3);
        assertThat(head.build(100, 7).parameterCount())
                .isEqualTo(2 * 100 + 101 * 64 + 2 * 64 + 65 * 32 + 2 * 32 + 33 * 7 + 2 * 7);
        assertThatThrownBy(() -> new Head(List.of(3), List.of(0.5), true, false))
                .hasMessageContaining("2 dropouts");
    }

    @Test
    void weightsFillTheBodyAndFreezeIt() {
        Path file = dir.resolve("squeezenet.safetensors");
        try (var net = SqueezeNet.squeezenet11()) {
            net.init(new Rng(5));
            SafeTensors.write(file, net.state());
            long before = Settled.stats().live();
            try (var learn = VisionLearner.cnn(data(), SqueezeNet::squeezenet11)
                    .weights(file)
                    .splitAt(6)
                    .silent()
                    .build()) {
                assertThat(learn.learner().groups().size()).isEqualTo(3);
                assertThat(learn.model().parameters().get("0.0.weight").value().toFloatArray())
                        .isEqualTo(net.parameters()
                                .get("features.0.weight")
                                .value()
                                .toFloatArray());
                assertThat(learn.model().parameters().get("0.0.weight").isTrainable())
                        .isFalse();
                assertThat(learn.model().parameters().get("1.4.weight").isTrainable())
                        .isTrue();
                learn.freezeTo(1);
                assertThat(learn.model().parameters().get("0.4.squeeze.weight").isTrainable())
                        .isFalse();
                assertThat(learn.model().parameters().get("0.6.squeeze.weight").isTrainable())
                        .isTrue();
            }
            assertThat(Settled.stats().live()).isEqualTo(before);
        }
    }

    @Test
    void weightsOfAnotherNetAreRefusedByName() {
        Path file = dir.resolve("other.safetensors");
        try (var net = Layers.sequential(Linear.of(3, 4))) {
            net.init(new Rng(5));
            SafeTensors.write(file, net.state());
        }
        assertThatThrownBy(() -> VisionLearner.cnn(data(), SqueezeNet::squeezenet11)
                        .weights(file)
                        .silent()
                        .build())
                .isInstanceOf(FileException.class)
                .hasMessageContaining("other.safetensors")
                .hasMessageContaining("50 of 50 tensors")
                .hasMessageContaining("features.0.weight");
    }

    @Test
    void greyPicturesGetAOneChannelBody() {
        var grey = ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .color(Color.GREY)
                .transform(Transforms.none(), Size.square(48))
                .batch(4)
                .normalize(Stats.MNIST);
        try (var learn =
                VisionLearner.cnn(grey, SqueezeNet::squeezenet11).silent().build()) {
            assertThat(learn.model().parameters().get("0.0.weight").shape().size(1))
                    .isEqualTo(1);
            assertThat(learn.summary()).contains("[1, 2]");
        }
    }

    // ---------------------------------------------------------------------------------------------- the whole path

    @Test
    void whatIsTrainedCanBeExportedAndUsed() throws Exception {
        var data = data();
        Path file = dir.resolve("shapes.vivace");
        float[] expected;
        try (var learn = VisionLearner.of(data, Architecture.of("batch_norm_net"))
                .metrics(accuracy())
                .silent()
                .build()) {
            learn.fitOneCycle(8, 1e-2);
            assertThat(learn.validate().metrics().get("accuracy")).isGreaterThan(0.8);
            learn.export(file);
            try (Predictions p = learn.getPreds()) {
                expected = p.outputs().toFloatArray();
            }
            Loader unseen = data.test(ImageList.fromFolder(pictures.resolve("valid")));
            try (Predictions p = learn.getPreds(unseen)) {
                assertThat(p.outputs().toFloatArray()).containsExactly(expected);
                assertThat(p.targets()).isNull();
            }
            assertThatThrownBy(() -> data.test(ImageList.fromFolder(dir.resolve("nowhere"))))
                    .isInstanceOf(DataProblems.class)
                    .hasMessageContaining("nowhere");
            assertThat(learn.predict(pictures.resolve("valid/disc/000.png"))
                            .probabilities()
                            .get("disc"))
                    .isCloseTo(expected[0], within(1e-5));
        }

        long before = Settled.stats().live();
        try (var model = Predictor.load(file)) {
            assertThat(model.classes()).containsExactly("disc", "square");
            for (int i = 0; i < data.validItems().size(); i++) {
                Path picture = pictures.resolve(data.validItems().get(i).name());
                Prediction p = model.predict(picture);
                assertThat(p.probabilities().keySet()).containsExactly("disc", "square");
                assertThat(p.probabilities().get("disc")).isCloseTo(expected[2 * i], within(1e-5));
                assertThat(p.probability()).isEqualTo(p.probabilities().get(p.label()));
                assertThat(model.predict(Files.readAllBytes(picture))).isEqualTo(p);
                assertThat(model.predict(Files.newInputStream(picture))).isEqualTo(p);
                assertThat(model.predict(ImageIO.read(picture.toFile()))).isEqualTo(p);
                assertThat(model.predict(ImageReader.of(Color.RGB).read(picture)))
                        .isEqualTo(p);
            }
            assertThatThrownBy(() -> model.predict(dir.resolve("no.png"))).hasMessageContaining("no.png");
        }
        assertThat(Settled.stats().live()).isEqualTo(before);
    }

    @Test
    void threadsMayShareAPredictor() throws Exception {
        Path file = dir.resolve("shapes.vivace");
        var data = data();
        try (var learn = VisionLearner.cnn(data, Architecture.parse("simple_cnn:widths=8+8,norm=true"))
                .silent()
                .build()) {
            learn.export(file);
        }
        try (var model = Predictor.load(file)) {
            List<Path> files = data.validItems().stream()
                    .map(i -> pictures.resolve(i.name()))
                    .toList();
            List<Prediction> alone = predictAll(model, files);
            var threads = Executors.newFixedThreadPool(4);
            try {
                Callable<List<Prediction>> all = () -> predictAll(model, files);
                for (var done : threads.invokeAll(
                        IntStream.range(0, 8).mapToObj(i -> all).toList())) {
                    assertThat(done.get()).isEqualTo(alone);
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    private static List<Prediction> predictAll(Predictor model, List<Path> files) throws IOException {
        var all = new java.util.ArrayList<Prediction>();
        for (Path f : files) {
            all.add(model.predict(f));
        }
        return all;
    }

    @Test
    void exportsKeepHeadAndBody() throws Exception {
        Path file = dir.resolve("cnn.vivace");
        float[] expected;
        try (var learn = VisionLearner.cnn(data(), SqueezeNet::squeezenet11)
                .head(Head.standard().hidden(0.2, 20).withFinalNorm())
                .silent()
                .build()) {
            learn.export(file);
            try (Predictions p = learn.getPreds()) {
                expected = p.outputs().toFloatArray();
            }
        }
        try (var model = Predictor.load(file)) {
            assertThat(model.predict(pictures.resolve("valid/disc/000.png"))
                            .probabilities()
                            .get("square"))
                    .isCloseTo(expected[1], within(1e-5));
        }
    }

    @Test
    void netsThatNobodyKnowsCannotBeExported() {
        var net = Layers.sequential(Layers.flatten(), Linear.of(3 * 32 * 32, 2));
        try (var learn = VisionLearner.of(data(), net).silent().build()) {
            assertThatThrownBy(() -> learn.export(dir.resolve("x"))).hasMessageContaining("Architecture.register");
        }
        try (var learn = VisionLearner.cnn(data(), SqueezeNet::squeezenet11)
                .head(Layers.sequential(io.vivace.nn.AdaptivePool2d.avg(1), Layers.flatten(), Linear.of(512, 2)))
                .silent()
                .build()) {
            assertThatThrownBy(() -> learn.export(dir.resolve("x"))).hasMessageContaining("head of your own");
            assertThat(dir.resolve("x")).doesNotExist();
        }
    }

    @Test
    void damagedModelsAreRefusedByName() throws IOException {
        Path file = dir.resolve("shapes.vivace");
        try (var learn = small(data())) {
            learn.export(file);
        }
        String manifest = SafeTensors.metadata(file).get(Predictor.MANIFEST);
        long before = Settled.stats().live();
        Map<String, String> wrong = Map.of(
                manifest.replace("simple_cnn", "unknown_net"),
                "no architecture is named \"unknown_net\"",
                manifest.replace("\"version\":2", "\"version\":99"),
                "version 99",
                manifest.replace("16,32", "16,31"),
                "weights of another net",
                manifest.replace("\"disc\",", ""),
                "2 outputs, but 1 are needed",
                manifest.replace("CROP", "CRUMPLE"),
                "\"resize\" must be one of [CROP",
                manifest.replace("[32,32]", "[32,-1]"),
                "\"size\"",
                manifest.replace("[32,32]", "[65536,65536]"),
                "with a product of at most 16777216",
                manifest.substring(0, 50),
                "not proper JSON",
                "[".repeat(10_000),
                "not proper JSON",
                "{}",
                "\"version\" must be a whole number");
        Path bad = dir.resolve("bad.vivace");
        wrong.forEach((text, complaint) -> {
            try (var scope = io.vivace.tensor.Scope.open()) {
                SafeTensors.write(bad, SafeTensors.read(file), Map.of(Predictor.MANIFEST, text));
            }
            assertThatThrownBy(() -> Predictor.load(bad))
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("bad.vivace")
                    .hasMessageContaining(complaint);
        });
        Files.write(bad, java.util.Arrays.copyOf(Files.readAllBytes(file), 2000));
        assertThatThrownBy(() -> Predictor.load(bad)).isInstanceOf(FileException.class);
        try (var scope = io.vivace.tensor.Scope.open()) {
            SafeTensors.write(bad, SafeTensors.read(file));
        }
        assertThatThrownBy(() -> Predictor.load(bad)).hasMessageContaining("does not say of what");
        assertThat(Settled.stats().live()).isEqualTo(before);
    }

    // ---------------------------------------------------------------------------------------------- looking

    @Test
    void mistakesAndResultsAreDrawn() throws IOException {
        var data = data();
        try (var learn = small(data)) {
            learn.fitOneCycle(2, 5e-3);
            learn.showResults(dir.resolve("results.png"));
            try (var seen = learn.interpret()) {
                var worst = seen.topLosses(6);
                worst.plot(dir.resolve("worst.png"));
                seen.plotConfusionMatrix(dir.resolve("confusion.png"));
                seen.plotConfusionMatrix(dir.resolve("shares.png"), true);

                assertThat(worst.cases()).hasSize(6);
                assertThat(seen.cases()).hasSize(24);
                assertThat(worst.cases().get(0).loss())
                        .isEqualTo(seen.cases().stream()
                                .mapToDouble(VisionInterpretation.Case::loss)
                                .max()
                                .orElseThrow());
                for (var c : seen.cases()) {
                    assertThat(c.name()).contains(c.actual());
                    assertThat(c.loss()).isCloseTo(-Math.log(c.actualProbability()), within(1e-4));
                }
            }
            for (String name : List.of("results.png", "worst.png", "confusion.png", "shares.png")) {
                assertThat(ImageReader.of(Color.RGB).read(dir.resolve(name)).width())
                        .isGreaterThan(300);
            }
        }
    }

    @Test
    void testTimeAugmentationAveragesViews() {
        try (var learn = small(data())) {
            learn.fitOneCycle(2, 5e-3);
            try (Predictions plain = learn.getPreds();
                    Predictions corners = learn.tta();
                    Predictions again = learn.tta();
                    Predictions random = learn.ttaAsInTraining(4)) {
                float[] p = plain.outputs().toFloatArray();
                float[] c = corners.outputs().toFloatArray();
                float[] r = random.outputs().toFloatArray();
                assertThat(c).isEqualTo(again.outputs().toFloatArray()).isNotEqualTo(p);
                assertThat(r).isNotEqualTo(p).isNotEqualTo(c);
                float[] mean = p.clone();
                for (var view : Augmented.asInTraining(learn.data(), 4)) {
                    try (Predictions seen = learn.learner().getPreds(view, false)) {
                        float[] v = seen.outputs().toFloatArray();
                        for (int i = 0; i < v.length; i++) {
                            mean[i] += v[i];
                        }
                    }
                }
                for (int i = 0; i < p.length; i += 2) {
                    assertThat(r[i]).isCloseTo(mean[i] / 5, within(1e-5f));
                    assertThat(c[i] + c[i + 1]).isCloseTo(1, within(1e-5f));
                    assertThat(r[i] + r[i + 1]).isCloseTo(1, within(1e-5f));
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameLossesWhateverTheWorkers() {
        List<Double> losses = new java.util.ArrayList<>();
        for (int workers : new int[] {0, 1, 4}) {
            var data = ImageList.fromFolder(pictures)
                    .splitByFolder()
                    .labelByFolder()
                    .transform(Transforms.standard(), Size.square(32))
                    .batch(20)
                    .workers(workers)
                    .normalize(Stats.IMAGENET);
            try (var learn = small(data)) {
                learn.fitOneCycle(2, 1e-2);
                losses.add(learn.validate().loss());
            }
        }
        assertThat(losses.get(1)).isEqualTo(losses.get(0));
        assertThat(losses.get(2)).isEqualTo(losses.get(0));
    }

    @Test
    void severalClassesAndNumbersGetTheirLosses() throws IOException {
        Path csv = dir.resolve("labels.csv");
        var text = new StringBuilder("file,tags,size\n");
        for (String shape : Pictures.CLASSES) {
            for (int i = 0; i < 10; i++) {
                text.append(
                        String.format("train/%s/%03d.png,%s %s,%d%n", shape, i, shape, i % 2 == 0 ? "even" : "", i));
            }
        }
        Files.writeString(csv, text);
        var source = ImageList.fromCsv(csv, pictures, "file").splitRandom(0.2, 1);
        var tags = source.labelManyByColumn("tags", " ")
                .transform(Transforms.none(), Size.square(32))
                .batch(8)
                .normalize(Stats.IMAGENET);
        var sizes = source.labelNumbersByColumns("size")
                .transform(Transforms.none(), Size.square(32))
                .batch(8)
                .normalize(Stats.IMAGENET);

        var net = Architecture.parse("simple_cnn:widths=8+8");
        try (var learn = VisionLearner.of(tags, net).silent().build()) {
            learn.fit(1, 1e-3);
            assertThat(learn.learner().loss().name()).contains("binary cross-entropy");
            learn.export(dir.resolve("tags.vivace"));
            try (var model = Predictor.load(dir.resolve("tags.vivace"))) {
                var p = model.predict(pictures.resolve("valid/disc/000.png"));
                assertThat(p.probabilities().keySet()).containsExactly("disc", "even", "square");
            }
            learn.showResults(dir.resolve("tags.png"));
        }
        try (var learn = VisionLearner.of(sizes, net).silent().build()) {
            learn.fit(1, 1e-3);
            assertThat(learn.learner().loss().name()).contains("squared");
            learn.export(dir.resolve("sizes.vivace"));
            try (var model = Predictor.load(dir.resolve("sizes.vivace"))) {
                Path picture = pictures.resolve("valid/disc/000.png");
                assertThat(model.predict(picture, float[].class)).hasSize(1);
                assertThatThrownBy(() -> model.predict(picture)).hasMessageContaining("says float[], not Prediction");
            }
        }
    }
}
