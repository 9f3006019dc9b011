package io.vivace.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws a small data set in the folders of SegNet's CamVid: orange roads below black skies. */
final class RoadRun {
    private static final int HEIGHT = 48;
    private static final int WIDTH = 64;

    private RoadRun() {}

    static Path draw(Path folder, int pictures) throws IOException {
        for (String part : List.of("train", "val")) {
            for (int i = 0; i < pictures; i++) {
                var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
                var mask = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_GRAY);
                for (int y = 20 + i; y < HEIGHT; y++) {
                    for (int x = 0; x < WIDTH; x++) {
                        image.setRGB(x, y, 0xff8844);
                        mask.getRaster().setSample(x, y, 0, y > 44 ? 2 : 1);
                    }
                }
                write(image, folder.resolve(part + "/" + i + ".png"));
                write(mask, folder.resolve(part + "annot/" + i + ".png"));
            }
        }
        Files.writeString(folder.resolve("codes.txt"), "sky\nroad\nVoid\n");
        return folder;
    }

    static void write(BufferedImage image, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }
}
