package io.vivace.examples;

import io.vivace.io.AtomicFile;
import io.vivace.tensor.Rng;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Draws a small data set of its own: in each picture the largest shape is what it shows. Shapes come in any size, turn, stretch
 * and colour, filled or as a line; smaller shapes, strokes and noise distract from them.
 */
final class ShapePictures {
    private static final double NOISE = 18;
    private static final double LEAST_CONTRAST = 80;

    private final int side;
    private final long seed;

    /**
     * Pictures of a size.
     *
     * @param side width and height in pixels
     * @param seed equal seeds give equal pictures
     */
    ShapePictures(int side, long seed) {
        this.side = side;
        this.seed = seed;
    }

    /**
     * Writes {@code train/CLASS/NUMBER.png} and {@code valid/CLASS/NUMBER.png}.
     *
     * @param folder where to
     * @param train pictures of each class to learn from
     * @param valid pictures of each class to judge by
     * @param shapes the classes
     */
    void write(Path folder, int train, int valid, Shape... shapes) {
        for (Shape s : shapes) {
            for (int i = 0; i < train + valid; i++) {
                Path part = folder.resolve(i < train ? "train" : "valid");
                write(part.resolve(s.label()).resolve(String.format("%04d.png", i)), draw(s, i));
            }
        }
    }

    private static void write(Path file, BufferedImage image) {
        AtomicFile.write(file, out -> {
            if (!ImageIO.write(image, "png", Channels.newOutputStream(out))) {
                throw new IOException("this Java cannot write PNG files");
            }
        });
    }

    /** {@return the picture of a shape with this number} */
    BufferedImage draw(Shape shape, int number) {
        var rng = Rng.of(seed, shape.ordinal(), number);
        var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        Color ground = background(g, rng);
        strokes(g, rng, 2 + rng.nextInt(3));
        for (int i = rng.nextInt(2); i >= 0; i--) {
            Shape other = Shape.values()[rng.nextInt(Shape.values().length)];
            paint(g, rng, other, rng.uniform(0.08, 0.14), anywhere(rng), ground);
        }
        paint(g, rng, shape, rng.uniform(0.28, 0.42), nearMiddle(rng), ground);
        strokes(g, rng, rng.nextInt(2));
        g.dispose();
        addNoise(image, rng);
        return image;
    }

    private Color background(Graphics2D g, Rng rng) {
        Color a = color(rng);
        Color b = color(rng);
        Color end = new Color(
                (3 * a.getRed() + b.getRed()) / 4,
                (3 * a.getGreen() + b.getGreen()) / 4,
                (3 * a.getBlue() + b.getBlue()) / 4);
        g.setPaint(new GradientPaint(0, 0, a, side * (float) rng.nextDouble(), side, end));
        g.fillRect(0, 0, side, side);
        return a;
    }

    private void strokes(Graphics2D g, Rng rng, int n) {
        for (int i = 0; i < n; i++) {
            g.setColor(color(rng));
            g.setStroke(new BasicStroke((float) rng.uniform(0.6, side / 32.0)));
            double[] from = anywhere(rng);
            double[] to = anywhere(rng);
            g.draw(new Line2D.Double(from[0], from[1], to[0], to[1]));
        }
    }

    /** The radius is a part of the side. */
    private void paint(Graphics2D g, Rng rng, Shape shape, double radius, double[] middle, Color ground) {
        var place = AffineTransform.getTranslateInstance(middle[0], middle[1]);
        place.rotate(rng.uniform(0, 2 * Math.PI));
        double stretch = rng.uniform(0.85, 1.18);
        place.scale(radius * side * stretch, radius * side / stretch);
        place.rotate(rng.uniform(0, 2 * Math.PI));
        java.awt.Shape outline = place.createTransformedShape(shape.outline());
        g.setColor(contrasting(rng, ground));
        if (rng.chance(0.2)) {
            g.setStroke(new BasicStroke((float) (radius * side * rng.uniform(0.18, 0.3))));
            g.draw(outline);
        } else {
            g.fill(outline);
        }
    }

    private double[] anywhere(Rng rng) {
        return new double[] {rng.uniform(0, side), rng.uniform(0, side)};
    }

    private double[] nearMiddle(Rng rng) {
        return new double[] {rng.uniform(0.36, 0.64) * side, rng.uniform(0.36, 0.64) * side};
    }

    private static Color color(Rng rng) {
        return new Color(rng.nextInt(256), rng.nextInt(256), rng.nextInt(256));
    }

    private static Color contrasting(Rng rng, Color ground) {
        Color c = color(rng);
        while (Math.abs(luminance(c) - luminance(ground)) < LEAST_CONTRAST) {
            c = color(rng);
        }
        return c;
    }

    private static double luminance(Color c) {
        return 0.299 * c.getRed() + 0.587 * c.getGreen() + 0.114 * c.getBlue();
    }

    private void addNoise(BufferedImage image, Rng rng) {
        double strength = rng.uniform(0.3, 1) * NOISE;
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int rgb = image.getRGB(x, y);
                int noisy = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    double v = ((rgb >> shift) & 0xff) + strength * rng.nextNormal();
                    noisy |= (int) Math.max(0, Math.min(255, Math.round(v))) << shift;
                }
                image.setRGB(x, y, noisy);
            }
        }
    }
}
