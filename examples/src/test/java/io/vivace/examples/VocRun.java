package io.vivace.examples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws a small data set in the format of Pascal VOC: red boxes and blue discs on grey. */
final class VocRun {
    private static final int SIDE = 48;

    private VocRun() {}

    static Path draw(Path folder, int train, int valid) throws IOException {
        for (String f : List.of("JPEGImages", "Annotations", "ImageSets/Main")) {
            Files.createDirectories(folder.resolve(f));
        }
        var random = new Random(7);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < train + valid; i++) {
            String name = String.format("%04d", i);
            names.add(name);
            var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            Graphics2D g = image.createGraphics();
            g.setColor(Color.GRAY);
            g.fillRect(0, 0, SIDE, SIDE);
            var xml = new StringBuilder("<annotation><filename>" + name + ".png</filename><size><width>" + SIDE
                    + "</width><height>" + SIDE + "</height><depth>3</depth></size>");
            int things = 1 + i % 2;
            for (int k = 0; k < things; k++) {
                thing((i / 2 + k) % 2 == 0, k, random, g, xml);
            }
            g.dispose();
            ImageIO.write(
                    image, "png", folder.resolve("JPEGImages/" + name + ".png").toFile());
            Files.writeString(folder.resolve("Annotations/" + name + ".xml"), xml + "</annotation>");
        }
        Files.write(folder.resolve("ImageSets/Main/train.txt"), names.subList(0, train));
        Files.write(folder.resolve("ImageSets/Main/test.txt"), names.subList(train, train + valid));
        return folder;
    }

    private static void thing(boolean box, int place, Random random, Graphics2D g, StringBuilder xml) {
        int side = 10 + random.nextInt(10);
        int x = place * SIDE / 2 + random.nextInt(SIDE / 2 - side + 1);
        int y = random.nextInt(SIDE - side);
        g.setColor(box ? Color.RED : Color.BLUE);
        if (box) {
            g.fillRect(x, y, side, side);
        } else {
            g.fillOval(x, y, side, side);
        }
        xml.append("<object><name>")
                .append(box ? "box" : "disc")
                .append("</name><bndbox><xmin>")
                .append(x + 1);
        xml.append("</xmin><ymin>")
                .append(y + 1)
                .append("</ymin><xmax>")
                .append(x + side)
                .append("</xmax><ymax>");
        xml.append(y + side).append("</ymax></bndbox></object>");
    }
}
