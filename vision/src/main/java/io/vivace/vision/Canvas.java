package io.vivace.vision;

import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A picture to draw on, large enough for people: small pictures are shown enlarged by a whole factor, large ones reduced. Places are given in
 * pixels of the picture, rows first; (0, 0) is the outer corner of the first pixel.
 */
public final class Canvas {
    /** Colours that differ well, for classes by number. */
    private static final List<Color> PALETTE = List.of(
            new Color(230, 25, 75),
            new Color(60, 180, 75),
            new Color(255, 225, 25),
            new Color(0, 130, 200),
            new Color(245, 130, 48),
            new Color(145, 30, 180),
            new Color(70, 240, 240),
            new Color(240, 50, 230),
            new Color(210, 245, 60),
            new Color(250, 190, 212),
            new Color(0, 128, 128),
            new Color(220, 190, 255),
            new Color(170, 110, 40),
            new Color(255, 250, 200),
            new Color(128, 0, 0),
            new Color(170, 255, 195),
            new Color(128, 128, 0),
            new Color(255, 215, 180),
            new Color(0, 0, 128),
            new Color(128, 128, 128));

    private static final int MIN_SIDE = 128;
    private static final int MAX_SIDE = 320;
    private static final float MASK_OPACITY = 0.5f;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.BOLD, 12);

    private final Size size;
    private final BufferedImage drawn;
    private final double scale;

    /**
     * Begins with a picture.
     *
     * @param picture stays as it is
     */
    public Canvas(Image picture) {
        size = picture.size();
        int longer = Math.max(size.width(), size.height());
        int enlarged = (MIN_SIDE + longer - 1) / longer;
        scale = longer > MAX_SIDE ? (double) MAX_SIDE / longer : enlarged;
        drawn = new BufferedImage(
                (int) Math.max(1, Math.round(size.width() * scale)),
                (int) Math.max(1, Math.round(size.height() * scale)),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D g = drawn.createGraphics();
        paint(g, picture.toBufferedImage());
        g.dispose();
    }

    /**
     * {@return a colour for a class}
     *
     * @param number of the class
     */
    public static Color color(int number) {
        return PALETTE.get(Math.floorMod(number, PALETTE.size()));
    }

    /** {@return the size of the picture in its own pixels} */
    public Size size() {
        return size;
    }

    /** {@return what was drawn so far} */
    BufferedImage drawn() {
        return drawn;
    }

    // ---------------------------------------------------------------------------------------------- drawing

    /**
     * Draws the outline of a box, and words at its upper left corner.
     *
     * @param top of the box
     * @param left of the box
     * @param bottom of the box
     * @param right of the box
     * @param color of the outline
     * @param text white on black, readable anywhere; may be empty
     */
    public void box(double top, double left, double bottom, double right, Color color, String text) {
        draw(g -> {
            outlined(
                    g,
                    new Rectangle2D.Double(left * scale, top * scale, (right - left) * scale, (bottom - top) * scale),
                    color);
            if (!text.isEmpty()) {
                write(
                        g,
                        text,
                        left * scale + 2,
                        Math.max(top * scale, 0) + g.getFontMetrics().getAscent());
            }
        });
    }

    /**
     * Draws a point.
     *
     * @param row of the point
     * @param column of the point
     * @param color of the point
     */
    public void point(double row, double column, Color color) {
        draw(g -> {
            var dot = new Ellipse2D.Double(column * scale - 3, row * scale - 3, 6, 6);
            g.setColor(color);
            g.fill(dot);
            g.setColor(Color.BLACK);
            g.setStroke(new BasicStroke(1));
            g.draw(dot);
        });
    }

    /**
     * Draws a line.
     *
     * @param fromRow one end
     * @param fromColumn one end
     * @param toRow the other end
     * @param toColumn the other end
     * @param color of the line
     */
    public void line(double fromRow, double fromColumn, double toRow, double toColumn, Color color) {
        draw(g -> outlined(
                g, new Line2D.Double(fromColumn * scale, fromRow * scale, toColumn * scale, toRow * scale), color));
    }

    /**
     * Colours pixels by their class, half transparent.
     *
     * @param classes of the pixels, row by row; negative ones are left as they are
     * @throws IllegalArgumentException if there is not one for each pixel
     */
    public void mask(int[] classes) {
        if (classes.length != size.height() * size.width()) {
            throw new IllegalArgumentException(
                    "a mask of " + classes.length + " pixels does not fit a picture of " + size);
        }
        var overlay = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < classes.length; i++) {
            if (classes[i] >= 0) {
                overlay.setRGB(
                        i % size.width(), i / size.width(), color(classes[i]).getRGB());
            }
        }
        draw(g -> {
            g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, MASK_OPACITY));
            paint(g, overlay);
        });
    }

    /**
     * Replaces the picture by another of any size, scaled to its place: for nets that make pictures.
     *
     * @param picture the other
     */
    public void picture(Image picture) {
        draw(g -> paint(g, picture.toBufferedImage()));
    }

    private interface Drawing {
        void on(Graphics2D g);
    }

    private void draw(Drawing d) {
        Graphics2D g = drawn.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setFont(FONT);
        d.on(g);
        g.dispose();
    }

    private void paint(Graphics2D g, BufferedImage picture) {
        boolean smaller = drawn.getWidth() < picture.getWidth();
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                smaller
                        ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
                        : RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        g.drawImage(picture, 0, 0, drawn.getWidth(), drawn.getHeight(), null);
    }

    private static void outlined(Graphics2D g, Shape shape, Color color) {
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(4));
        g.draw(shape);
        g.setColor(color);
        g.setStroke(new BasicStroke(2));
        g.draw(shape);
    }

    private void write(Graphics2D g, String text, double x, double y) {
        var layout = new TextLayout(text, FONT, g.getFontRenderContext());
        double width = layout.getAdvance();
        double left = Math.max(0, Math.min(x, drawn.getWidth() - width - 2));
        double base = Math.min(y, drawn.getHeight() - 3);
        Shape letters = layout.getOutline(AffineTransform.getTranslateInstance(left, base));
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(3));
        g.draw(letters);
        g.setColor(Color.WHITE);
        g.fill(letters);
    }
}
