package io.vivace.vision;

import io.vivace.tensor.Rng;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws small data sets for tests: discs and squares of random colour, place and size on noise. */
final class Pictures {
    static final List<String> CLASSES = List.of("disc", "square");

    private Pictures() {}

    static BufferedImage draw(String shape, int height, int width, long seed) {
        var rng = new Rng(seed);
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, rng.nextInt(60) << 16 | rng.nextInt(60) << 8 | rng.nextInt(60));
            }
        }
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(new Color(120 + rng.nextInt(130), 120 + rng.nextInt(130), 120 + rng.nextInt(130)));
        int side = Math.min(height, width) / 2;
        int x = rng.nextInt(width - side);
        int y = rng.nextInt(height - side);
        if (shape.equals("disc")) {
            g.fillOval(x, y, side, side);
        } else {
            g.fillRect(x, y, side, side);
        }
        g.dispose();
        return image;
    }

    /** Writes {@code train/<class>/<n>.png} and {@code valid/<class>/<n>.png}, sizes around 32. */
    static void write(Path dir, int train, int valid) throws IOException {
        int seed = 0;
        for (String part : List.of("train", "valid")) {
            for (String shape : CLASSES) {
                Path folder = Files.createDirectories(dir.resolve(part).resolve(shape));
                for (int i = 0; i < (part.equals("train") ? train : valid); i++, seed++) {
                    ImageIO.write(
                            draw(shape, 30 + seed % 5, 32 + seed % 7, seed),
                            "png",
                            folder.resolve(String.format("%03d.png", i)).toFile());
                }
            }
        }
    }
}
