package io.vivace.benchmarks.work;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * JPEG files in two folders, one for each class, that need about the work of photos: smooth areas with texture upon them.
 *
 * @param folder temporary, holds a folder for each class
 */
public record Photos(Path folder) implements AutoCloseable {
    /**
     * {@return files of the pictures of a work}
     *
     * @param work how many, and their size
     */
    public static Photos write(ImagePipeline work) {
        try {
            Path folder = Files.createTempDirectory("vivace-benchmark");
            for (int i = 0; i < work.pictures(); i++) {
                Path of = Files.createDirectories(folder.resolve(i % 2 == 0 ? "even" : "odd"));
                ImageIO.write(picture(work, i), "jpg", of.resolve(i + ".jpg").toFile());
            }
            return new Photos(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the pictures of the benchmark could not be written", e);
        }
    }

    private static BufferedImage picture(ImagePipeline work, int number) {
        var image = new BufferedImage(work.width(), work.height(), BufferedImage.TYPE_INT_RGB);
        float[] texture = Formula.noise((long) work.width() * work.height(), number);
        for (int y = 0; y < work.height(); y++) {
            for (int x = 0; x < work.width(); x++) {
                double grain = 12 * texture[y * work.width() + x];
                int red = level(128 + 90 * Math.sin(0.011 * x + number) + grain);
                int green = level(128 + 90 * Math.sin(0.017 * y + 0.005 * x) + grain);
                int blue = level(128 + 90 * Math.cos(0.013 * (x + y)) + grain);
                image.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    private static int level(double v) {
        return Math.max(0, Math.min(255, (int) v));
    }

    /** Deletes the files. */
    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the pictures of the benchmark in " + folder + " could not be deleted", e);
        }
    }
}
