package io.vivace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapePicturesTest {
    @Test
    void equalSeedsGiveEqualPicturesAndOthersDiffer() {
        int[] first = pixels(new ShapePictures(48, 7).draw(Shape.HEART, 3));
        assertThat(pixels(new ShapePictures(48, 7).draw(Shape.HEART, 3))).isEqualTo(first);
        assertThat(pixels(new ShapePictures(48, 8).draw(Shape.HEART, 3))).isNotEqualTo(first);
        assertThat(pixels(new ShapePictures(48, 7).draw(Shape.HEART, 4))).isNotEqualTo(first);
        assertThat(pixels(new ShapePictures(48, 7).draw(Shape.STAR, 3))).isNotEqualTo(first);
    }

    @Test
    void aMeanPictureDoesNotTellTheClass() {
        // were classes told apart by colour or place, the means over many pictures would differ
        double spread = 0;
        double[][] means = new double[Shape.values().length][];
        for (Shape s : Shape.values()) {
            means[s.ordinal()] = mean(s, 60);
        }
        for (int c = 0; c < 3; c++) {
            int channel = c;
            double[] values = Arrays.stream(means).mapToDouble(m -> m[channel]).toArray();
            spread = Math.max(
                    spread,
                    Arrays.stream(values).max().orElse(0)
                            - Arrays.stream(values).min().orElse(0));
        }
        assertThat(spread).as("largest difference of mean colours, of 255").isLessThan(45);
    }

    @Test
    void foldersNameTheClasses(@TempDir Path folder) throws IOException {
        new ShapePictures(16, 1).write(folder, 2, 1, Shape.MOON, Shape.STAR);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(f -> folder.relativize(f).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrder(
                            "train/moon/0000.png",
                            "train/moon/0001.png",
                            "valid/moon/0002.png",
                            "train/star/0000.png",
                            "train/star/0001.png",
                            "valid/star/0002.png");
        }
        BufferedImage read = ImageIO.read(folder.resolve("valid/star/0002.png").toFile());
        assertThat(pixels(read)).isEqualTo(pixels(new ShapePictures(16, 1).draw(Shape.STAR, 2)));
    }

    private static double[] mean(Shape shape, int pictures) {
        double[] sum = new double[3];
        for (int i = 0; i < pictures; i++) {
            for (int rgb : pixels(new ShapePictures(24, 5).draw(shape, i))) {
                for (int c = 0; c < 3; c++) {
                    sum[c] += ((rgb >> (8 * c)) & 0xff) / (pictures * 24.0 * 24.0);
                }
            }
        }
        return sum;
    }

    private static int[] pixels(BufferedImage image) {
        int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(rgb).map(p -> p & 0xffffff).toArray();
    }
}
