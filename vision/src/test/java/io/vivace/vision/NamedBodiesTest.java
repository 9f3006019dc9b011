package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.Predictions;
import io.vivace.optim.Adam;
import io.vivace.schedule.Lr;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.ResNet;
import io.vivace.vision.models.TransposedUnet;
import io.vivace.vision.segmentation.Mask;
import io.vivace.vision.segmentation.Masks;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nets that are only named take a step of training, go into a file and answer from it. */
class NamedBodiesTest {
    private static final Path DISC = Path.of("valid/disc/000.png");

    @TempDir
    Path dir;

    @BeforeEach
    void draw() throws IOException {
        Pictures.write(dir, 2, 1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "resnext50_32x4d, 3, 48",
        "alexnet, 3, 64",
        "efficientnet_b0, 2, 48",
        "inception_v4, 3, 80",
        "inception_resnet_v2, 3, 80"
    })
    void areTrainedExportedAndUsed(String name, int groups, int side) throws IOException {
        ImageDataBunch data = ImageList.fromFolder(dir)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none(), Size.square(side))
                .batch(2)
                .normalize(Stats.INCEPTION);
        Path file = dir.resolve("model.vivace");
        float[] expected;
        try (var learn = VisionLearner.cnn(data, Architecture.of(name))
                .optimizer(Adam.defaults())
                .silent()
                .build()) {
            assertThat(learn.learner().groups().size()).isEqualTo(groups);
            learn.fit(1, Lr.of(1e-3));
            learn.export(file);
            try (Predictions p = learn.getPreds()) {
                expected = p.outputs().toFloatArray();
            }
        }
        try (var model = Predictor.load(file)) {
            Prediction p = model.predict(dir.resolve(DISC));
            assertThat(p.probabilities().get("disc")).isCloseTo(expected[0], within(1e-4));
            assertThat(p.probabilities().get("square")).isCloseTo(expected[1], within(1e-4));
        }
    }

    @Test
    void aUNetOnANamedBodySaysAMask() throws IOException {
        Path masks = Files.createDirectories(dir.resolve("masks"));
        for (int i = 0; i < 4; i++) {
            ImageIO.write(
                    Pictures.draw("disc", 32, 40, i),
                    "png",
                    Files.createDirectories(dir.resolve("pictures"))
                            .resolve(i + ".png")
                            .toFile());
            ImageIO.write(
                    new java.awt.image.BufferedImage(40, 32, java.awt.image.BufferedImage.TYPE_BYTE_GRAY),
                    "png",
                    masks.resolve(i + ".png").toFile());
        }
        ImageDataBunch data = ImageList.fromFolder(dir.resolve("pictures"))
                .splitRandom(0.25, 1)
                .label(Masks.in(masks, java.util.List.of("dark", "bright")))
                .transform(Transforms.none(), Size.of(33, 41))
                .batch(3)
                .normalize(Stats.IMAGENET);
        Path file = dir.resolve("mask.vivace");
        try (var learn = VisionLearner.of(
                        data, TransposedUnet.on(ResNet.resnet18()).classes(2))
                .optimizer(Adam.defaults())
                .silent()
                .build()) {
            assertThat(learn.learner().groups().size()).isEqualTo(3);
            learn.fit(1, Lr.of(1e-3));
            learn.export(file);
        }
        try (var model = Predictor.load(file)) {
            assertThat(model.predict(dir.resolve("pictures/0.png"), Mask.class).picture())
                    .isEqualTo(Size.of(32, 40));
        }
    }
}
