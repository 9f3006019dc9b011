package io.vivace.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Histograms over time, one panel for each of many things: a column for every look, colours by the logarithm of the counts, small
 * values at the bottom. fastai calls it the colorful dimension.
 *
 * <pre>{@code new HistogramPanels("activations", "batch").add("conv1", counts, "-7", "7").save(file)}</pre>
 */
public final class HistogramPanels {
    private record Panel(String name, double[][] counts, String low, String high) {}

    private static final int WIDTH = 300;
    private static final int HEIGHT = 120;
    private static final int GAP = 26;
    private static final int LEFT = 44;
    private static final int TOP = 46;
    private static final int MOST_COLUMNS = 4;
    private static final Color TEXT = new Color(40, 40, 40);
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    private final String title;
    private final String across;
    private final List<Panel> panels = new ArrayList<>();

    /**
     * Starts without panels.
     *
     * @param title above all
     * @param across what the columns are, such as "batch 0 to 990"
     */
    public HistogramPanels(String title, String across) {
        this.title = title;
        this.across = across;
    }

    /**
     * {@return this, with one more panel}
     *
     * @param name above it
     * @param counts by column and bin, the lowest bin first; columns of no length stay blank
     * @param low where the lowest bin begins
     * @param high where the highest bin ends
     */
    public HistogramPanels add(String name, double[][] counts, String low, String high) {
        panels.add(new Panel(name, counts, low, high));
        return this;
    }

    /**
     * {@return the picture}
     *
     * @throws IllegalStateException if there is nothing to draw
     */
    public BufferedImage image() {
        if (panels.isEmpty()) {
            throw new IllegalStateException("nothing to draw in '" + title + "': nothing was looked at; train first");
        }
        int columns = Math.min(MOST_COLUMNS, (int) Math.ceil(Math.sqrt(panels.size())));
        int rows = (panels.size() + columns - 1) / columns;
        int cellWidth = LEFT + WIDTH + 12;
        int cellHeight = HEIGHT + GAP;
        var image =
                new BufferedImage(columns * cellWidth + 8, TOP + rows * cellHeight + 24, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setColor(TEXT);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        g.drawString(title, LEFT, 22);
        for (int i = 0; i < panels.size(); i++) {
            draw(panels.get(i), g, i % columns * cellWidth + LEFT, TOP + i / columns * cellHeight);
        }
        g.setColor(TEXT);
        g.setFont(SMALL);
        g.drawString(across + " from left to right; colour: log(1 + count)", LEFT, image.getHeight() - 10);
        g.dispose();
        return image;
    }

    private static void draw(Panel p, Graphics2D g, int left, int top) {
        g.setColor(TEXT);
        g.setFont(SMALL);
        FontMetrics m = g.getFontMetrics();
        g.drawString(shortened(p.name, m), left, top - 4);
        g.drawString(p.high, left - 5 - m.stringWidth(p.high), top + m.getAscent() - 1);
        g.drawString(p.low, left - 5 - m.stringWidth(p.low), top + HEIGHT);
        g.drawImage(pixels(p.counts), left, top, WIDTH, HEIGHT, null);
        g.setColor(new Color(200, 200, 200));
        g.drawRect(left - 1, top - 1, WIDTH + 1, HEIGHT + 1);
    }

    private static String shortened(String name, FontMetrics m) {
        int end = name.length();
        while (end > 1 && m.stringWidth(name.substring(0, end) + "…") > WIDTH) {
            end--;
        }
        return end < name.length() && m.stringWidth(name) > WIDTH ? name.substring(0, end) + "…" : name;
    }

    /** One pixel for a bin; columns that share a pixel are added up. */
    private static BufferedImage pixels(double[][] counts) {
        int bins = 1;
        for (double[] c : counts) {
            bins = Math.max(bins, c.length);
        }
        int width = Math.max(1, Math.min(WIDTH, counts.length));
        double[][] sums = new double[width][bins];
        int[] looks = new int[width];
        for (int i = 0; i < counts.length; i++) {
            int at = (int) ((long) i * width / counts.length);
            looks[at] += counts[i].length == 0 ? 0 : 1;
            for (int b = 0; b < counts[i].length; b++) {
                sums[at][b] += counts[i][b];
            }
        }
        return colored(sums, looks, bins);
    }

    private static BufferedImage colored(double[][] sums, int[] looks, int bins) {
        double most = 0;
        for (int x = 0; x < sums.length; x++) {
            for (int b = 0; b < bins; b++) {
                sums[x][b] = looks[x] == 0 ? 0 : Math.log1p(sums[x][b] / looks[x]);
                most = Math.max(most, sums[x][b]);
            }
        }
        var image = new BufferedImage(sums.length, bins, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < sums.length; x++) {
            for (int b = 0; b < bins; b++) {
                Color c = looks[x] == 0 ? Color.WHITE : Ramp.color(most == 0 ? 0 : sums[x][b] / most);
                image.setRGB(x, bins - 1 - b, c.getRGB());
            }
        }
        return image;
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
