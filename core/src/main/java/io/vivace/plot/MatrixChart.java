package io.vivace.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A table of numbers as coloured cells with names at its sides, such as a confusion matrix. */
public final class MatrixChart {
    private static final int MARGIN = 18;
    private static final int GAP = 8;
    private static final int MOST_NAME = 24;
    private static final Color LOW = new Color(0xf7fbff);
    private static final Color HIGH = new Color(0x08519c);
    private static final Color TEXT = new Color(40, 40, 40);

    private final String title;
    private final String rowTitle;
    private final String columnTitle;
    private final List<String> names;
    private final double[][] values;
    private final int decimals;
    private final int cell;
    private final Font font;

    /**
     * Describes a table.
     *
     * @param title above it
     * @param rowTitle what rows are
     * @param columnTitle what columns are
     * @param names of rows and columns
     * @param values by row and column, at least 0
     * @param decimals digits after the point
     * @throws IllegalArgumentException if there are not as many names as rows and columns
     */
    public MatrixChart(
            String title, String rowTitle, String columnTitle, List<String> names, double[][] values, int decimals) {
        if (values.length == 0 || values.length != names.size()) {
            throw new IllegalArgumentException(
                    "a table of " + values.length + " rows cannot be drawn with " + names.size() + " names");
        }
        this.title = title;
        this.rowTitle = rowTitle;
        this.columnTitle = columnTitle;
        this.names = names.stream()
                .map(n -> n.length() <= MOST_NAME ? n : n.substring(0, MOST_NAME - 1) + "…")
                .toList();
        this.values = values;
        this.decimals = decimals;
        cell = Math.max(decimals > 0 ? 26 : 20, Math.min(64, 640 / values.length));
        font = new Font(Font.SANS_SERIF, Font.PLAIN, Math.max(9, Math.min(14, cell / 3)));
    }

    /** {@return the picture} */
    public BufferedImage image() {
        FontMetrics m = metrics();
        int widest = names.stream().mapToInt(m::stringWidth).max().orElse(0);
        Font bold = new Font(Font.SANS_SERIF, Font.BOLD, 16);
        int left = MARGIN + 20 + GAP + widest + GAP;
        int top = MARGIN + 24 + GAP;
        int side = cell * values.length;
        boolean upright = columnsAreUpright(m);
        int below = GAP + (upright ? widest : m.getHeight()) + GAP + 20;
        int width = Math.max(left + side + MARGIN, 320);
        BufferedImage image = new BufferedImage(width, top + side + below + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setColor(TEXT);
        g.setFont(bold);
        centre(g, title, left + side / 2, MARGIN + 12);
        cells(g, left, top);
        names(g, left, top, upright);
        g.setColor(TEXT);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        centre(g, columnTitle, left + side / 2, image.getHeight() - MARGIN - 6);
        turned(g, rowTitle, MARGIN + 6, top + side / 2);
        g.dispose();
        return image;
    }

    private FontMetrics metrics() {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return g.getFontMetrics(font);
        } finally {
            g.dispose();
        }
    }

    private boolean columnsAreUpright(FontMetrics m) {
        return names.stream().anyMatch(n -> m.stringWidth(n) > cell - 4);
    }

    private void cells(Graphics2D g, int left, int top) {
        double most = 0;
        for (double[] row : values) {
            for (double v : row) {
                most = Math.max(most, v);
            }
        }
        g.setFont(font);
        String format = "%." + decimals + "f";
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                double part = most == 0 ? 0 : values[i][j] / most;
                g.setColor(between(part));
                g.fillRect(left + j * cell, top + i * cell, cell - 1, cell - 1);
                String text = String.format(Locale.ROOT, format, values[i][j]);
                if (g.getFontMetrics().stringWidth(text) < cell) {
                    g.setColor(part > 0.5 ? Color.WHITE : TEXT);
                    centre(g, text, left + j * cell + cell / 2, top + i * cell + cell / 2);
                }
            }
        }
    }

    private static Color between(double part) {
        return new Color(
                (int) (LOW.getRed() + part * (HIGH.getRed() - LOW.getRed())),
                (int) (LOW.getGreen() + part * (HIGH.getGreen() - LOW.getGreen())),
                (int) (LOW.getBlue() + part * (HIGH.getBlue() - LOW.getBlue())));
    }

    private void names(Graphics2D g, int left, int top, boolean upright) {
        g.setColor(TEXT);
        g.setFont(font);
        FontMetrics m = g.getFontMetrics();
        int bottom = top + cell * values.length;
        for (int i = 0; i < values.length; i++) {
            String name = names.get(i);
            int middle = i * cell + cell / 2;
            g.drawString(name, left - GAP - m.stringWidth(name), top + middle + m.getAscent() / 2 - 1);
            if (upright) {
                turned(g, name, left + middle, bottom + GAP + m.stringWidth(name) / 2);
            } else {
                centre(g, name, left + middle, bottom + GAP + m.getHeight() / 2);
            }
        }
    }

    private static void centre(Graphics2D g, String text, int x, int y) {
        FontMetrics m = g.getFontMetrics();
        g.drawString(text, x - m.stringWidth(text) / 2, y + m.getAscent() / 2 - 1);
    }

    /** Writes upwards. */
    private static void turned(Graphics2D g, String text, int x, int y) {
        AffineTransform before = g.getTransform();
        g.rotate(-Math.PI / 2, x, y);
        centre(g, text, x, y);
        g.setTransform(before);
    }

    /**
     * Draws to a PNG file.
     *
     * @param file where to
     */
    public void save(Path file) {
        Png.write(file, image());
    }
}
