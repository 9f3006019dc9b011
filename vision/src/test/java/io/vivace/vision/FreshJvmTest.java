package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Transforms;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was trained here says the same in a program that knows nothing but the exported file. */
class FreshJvmTest {
    @TempDir
    Path folder;

    /** Prints what a model says about a picture, given in every way there is. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            Path picture = Path.of(arguments[1]);
            try (var model = Predictor.load(Path.of(arguments[0]));
                    var stream = Files.newInputStream(picture)) {
                Image decoded = ImageReader.of(Color.RGB).read(picture);
                Image array = Image.of(decoded.size(), Color.RGB, decoded.pixels());
                Stream.of(
                                model.predict(picture),
                                model.predict(Files.readAllBytes(picture)),
                                model.predict(stream),
                                model.predict(ImageIO.read(picture.toFile())),
                                model.predict(array))
                        .forEach(p -> System.out.println(p.probabilities()));
            }
        }
    }

    private static void noise(Path file, Rng rng, int red) throws IOException {
        var picture = new BufferedImage(30, 26, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 30 * 26; i++) {
            picture.setRGB(i % 30, i / 30, rng.nextInt(1 << 16) | (red + rng.nextInt(100)) << 16);
        }
        Files.createDirectories(file.getParent());
        ImageIO.write(picture, "png", file.toFile());
    }

    @Test
    void theExportedFileSaysTheSame() throws Exception {
        var rng = new Rng(5);
        for (int i = 0; i < 12; i++) {
            noise(folder.resolve("pictures/red/" + i + ".png"), rng, 150);
            noise(folder.resolve("pictures/blue/" + i + ".png"), rng, 0);
        }
        var data = ImageList.fromFolder(folder.resolve("pictures"))
                .splitRandom(0.25, 1)
                .labelByFolder()
                .transform(Transforms.standard(), Size.square(24))
                .batch(6)
                .normalize(Stats.IMAGENET);
        Path model = folder.resolve("model.vivace");
        Path picture = folder.resolve("pictures/red/3.png");
        String said;
        try (var learn = VisionLearner.of(data, Architecture.of("batch_norm_net"))
                .silent()
                .build()) {
            learn.fitOneCycle(2, 1e-2);
            learn.export(model);
        }
        try (var here = Predictor.load(model)) {
            said = here.predict(picture).probabilities().toString();
        }
        Process p = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        model.toString(),
                        picture.toString())
                .redirectError(folder.resolve("err").toFile())
                .start();
        List<String> lines;
        try (var out = p.inputReader()) {
            lines = out.lines().toList();
        }
        assertThat(p.waitFor()).as(Files.readString(folder.resolve("err"))).isZero();
        assertThat(lines).hasSize(5).containsOnly(said);
    }
}
