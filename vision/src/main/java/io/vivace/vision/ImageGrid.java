package io.vivace.vision;

import io.vivace.plot.Png;
import io.vivace.vision.image.Image;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pictures with captions in rows and columns, as one picture. Small pictures are enlarged by whole factors. */
public final class ImageGrid {
    /** What colour a caption has. */
    public enum Mark {
        /** Black. */
        NONE(Color.BLACK),
        /** Green: as it should be. */
        RIGHT(new Color(0, 110, 40)),
        /** Red: not as it should be. */
        WRONG(new Color(190, 20, 20));

        private final Color color;

        Mark(Color color) {
            this.color = color;
        }
    }

    private record Cell(Canvas canvas, List<String> caption, Mark mark) {
        int width() {
            return canvas.drawn().getWidth();
        }

        int height() {
            return canvas.drawn().getHeight();
        }
    }

    private static final int MIN_SIDE = 128;
    private static final int GAP = 10;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private final List<Cell> cells = new ArrayList<>();
    private int columns;

    /**
     * {@return this, with a number of columns; about as many as rows unless this is called}
     *
     * @param number from 1
     */
    public ImageGrid columns(int number) {
        columns = number;
        return this;
    }

    /**
     * Adds a picture.
     *
     * @param image the picture
     * @param caption what to write below it; it may have several lines
     * @param mark what colour the caption has
     */
    public void add(Image image, String caption, Mark mark) {
        add(new Canvas(image), caption, mark);
    }

    /**
     * Adds a picture with what was drawn over it.
     *
     * @param canvas the picture
     * @param caption what to write below it; it may have several lines
     * @param mark what colour the caption has
     */
    public void add(Canvas canvas, String caption, Mark mark) {
        cells.add(new Cell(canvas, caption.lines().toList(), mark));
    }

    /**
     * Writes a PNG file.
     *
     * @param file where to; missing folders are made
     * @throws io.vivace.io.FileException if it cannot be written
     */
    public void writePng(Path file) {
        Png.write(file, draw());
    }

    private BufferedImage draw() {
        int across = columns > 0 ? columns : Math.max(1, (int) Math.ceil(Math.sqrt(cells.size())));
        int rows = Math.max(1, (cells.size() + across - 1) / across);
        int width = cells.stream().mapToInt(Cell::width).max().orElse(MIN_SIDE);
        int height = cells.stream().mapToInt(Cell::height).max().orElse(MIN_SIDE);
        int lines = cells.stream().mapToInt(c -> c.caption.size()).max().orElse(0);
        int line = metrics().getHeight();
        int cellHeight = height + lines * line + GAP;
        var out = new BufferedImage(across * (width + GAP) + GAP, rows * cellHeight + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = out.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, out.getWidth(), out.getHeight());
        g.setFont(FONT);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        for (int i = 0; i < cells.size(); i++) {
            int x = GAP + i % across * (width + GAP);
            int y = GAP + i / across * cellHeight;
            draw(cells.get(i), g, x, y, width, height);
        }
        g.dispose();
        return out;
    }

    private static void draw(Cell cell, Graphics2D g, int x, int y, int width, int height) {
        g.drawImage(cell.canvas.drawn(), x + (width - cell.width()) / 2, y + (height - cell.height()) / 2, null);
        g.setColor(cell.mark.color);
        FontMetrics m = g.getFontMetrics();
        for (int k = 0; k < cell.caption.size(); k++) {
            String text = shortened(cell.caption.get(k), m, width);
            g.drawString(text, x + (width - m.stringWidth(text)) / 2, y + height + k * m.getHeight() + m.getAscent());
        }
    }

    private static String shortened(String text, FontMetrics m, int width) {
        if (m.stringWidth(text) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 1 && m.stringWidth(text.substring(0, end) + "…") > width) {
            end--;
        }
        return text.substring(0, end) + "…";
    }

    private static FontMetrics metrics() {
        Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        FontMetrics m = g.getFontMetrics(FONT);
        g.dispose();
        return m;
    }
}
