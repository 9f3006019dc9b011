package io.vivace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over numbers, drawn to a picture without any window. */
public final class LineChart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 540;
    private static final int MOST_LABELS = 15;
    private static final int MOST_NAMED = 8;

    /** Evenly spaced points get labels of their own, such as every 57th; uneven ones get round numbers. */
    private static final double HAIR = 0.01;

    private static final Color GRID = new Color(225, 225, 225);
    private static final Color GREY = new Color(110, 110, 110);

    /** Blue, orange, green, red, purple, brown: distinct in print and for most colour-blind readers (Tableau 10). */
    private static final Color[] COLORS = {
        new Color(0x1f77b4),
        new Color(0xff7f0e),
        new Color(0x2ca02c),
        new Color(0xd62728),
        new Color(0x9467bd),
        new Color(0x8c564b)
    };

    private final XYChart chart;
    private int lines;
    private int colors;
    private boolean logX;
    private boolean logY;

    /**
     * Starts an empty chart.
     *
     * @param title above it
     * @param xLabel below it
     * @param yLabel beside it
     */
    public LineChart(String title, String xLabel, String yLabel) {
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xLabel)
                .yAxisTitle(yLabel)
                .build();
        style();
    }

    private void style() {
        var s = chart.getStyler();
        s.setChartBackgroundColor(Color.WHITE);
        s.setPlotBackgroundColor(Color.WHITE);
        s.setPlotBorderVisible(false);
        s.setPlotGridLinesColor(GRID);
        s.setPlotGridLinesStroke(new BasicStroke(1));
        s.setAxisTickMarksColor(GREY);
        s.setChartTitleBoxVisible(false);
        s.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        s.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        s.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        s.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        s.setLegendPosition(Styler.LegendPosition.OutsideS);
        s.setLegendLayout(Styler.LegendLayout.Horizontal);
        s.setLegendBorderColor(Color.WHITE);
        s.setLegendVisible(false);
        s.setAnnotationLineColor(GREY);
        s.setAnnotationLineStroke(
                new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {4, 4}, 0));
        s.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
        s.setAnnotationTextFontColor(GREY);
        s.setLocale(Locale.ROOT);
        s.setYAxisTickLabelsFormattingFunction(LineChart::label);
        s.setXAxisTickMarkSpacingHint(80);
        s.setXAxisDecimalPattern("0.######");
    }

    /**
     * {@return a number with as many digits as a reader needs, such as 0.25 or 1e-5}
     *
     * @param v the number
     */
    public static String label(double v) {
        double size = Math.abs(v);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.2e", v).replaceAll("\\.?0*e(?:\\+|(-))0?", "e$1");
        }
        String text = String.format(Locale.ROOT, size >= 100 ? "%.1f" : "%.5f", v);
        return text.replaceAll("\\.?0+$", "");
    }

    /**
     * {@return this, with a line; points that are not finite are left out}
     *
     * @param name for the legend
     * @param x where the points lie
     * @param y their heights
     * @throws IllegalArgumentException if there are not as many x as y
     */
    public LineChart line(String name, double[] x, double[] y) {
        add(name, x, y, 0, 1.6f);
        return this;
    }

    /**
     * {@return this, with a line that is measured on an axis of its own at the right}
     *
     * @param name for the legend
     * @param x where the points lie
     * @param y their heights
     * @param yLabel beside the axis
     */
    public LineChart lineAtRight(String name, double[] x, double[] y, String yLabel) {
        XYSeries s = add(name, x, y, 1, 1.6f);
        if (s != null) {
            chart.setYAxisGroupTitle(1, yLabel);
            chart.getStyler().setYAxisGroupPosition(1, Styler.YAxisPosition.Right);
        }
        return this;
    }

    /**
     * {@return this, with a thin pale line behind those that follow, for raw values}
     *
     * @param name for the legend
     * @param x where the points lie
     * @param y their heights
     */
    public LineChart faint(String name, double[] x, double[] y) {
        XYSeries s = add(name, x, y, 0, 0.8f);
        if (s != null) {
            s.setLineColor(new Color(0x9ecae1));
            colors--;
        }
        return this;
    }

    /**
     * {@return this, with a line through marked points, for few values}
     *
     * @param name for the legend
     * @param x where the points lie
     * @param y their heights
     */
    public LineChart points(String name, double[] x, double[] y) {
        XYSeries s = add(name, x, y, 0, 1.6f);
        if (s != null) {
            s.setMarker(SeriesMarkers.CIRCLE);
            s.setMarkerColor(s.getLineColor());
        }
        return this;
    }

    /**
     * {@return this, with a line for each of many things that have an order, such as layers} Colours go from dark to bright in
     * that order; where there are many, the legend names some.
     *
     * @param names in order, each once
     * @param x where the points lie
     * @param y heights, by line and point
     */
    public LineChart ordered(List<String> names, double[] x, double[][] y) {
        int step = (names.size() + MOST_NAMED - 1) / MOST_NAMED;
        for (int i = 0; i < names.size(); i++) {
            XYSeries s = add(names.get(i), x, y[i], 0, 1.2f);
            if (s != null) {
                s.setLineColor(Ramp.color(names.size() == 1 ? 0.3 : 0.9 * i / (names.size() - 1)));
                s.setShowInLegend(i % step == 0 || i == names.size() - 1);
                colors--;
            }
        }
        return this;
    }

    private @Nullable XYSeries add(String name, double[] x, double[] y, int axis, float width) {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "line '" + name + "' has " + x.length + " positions and " + y.length + " values");
        }
        double[] keptX = new double[x.length];
        double[] keptY = new double[x.length];
        int n = 0;
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(x[i]) && Double.isFinite(y[i]) && (!logX || x[i] > 0) && (!logY || y[i] > 0)) {
                keptX[n] = x[i];
                keptY[n++] = y[i];
            }
        }
        if (n == 0) {
            return null;
        }
        if (n > MOST_LABELS && !logX) {
            keptX[1] += HAIR * (keptX[2] - keptX[1]);
        }
        XYSeries s = chart.addSeries(name, Arrays.copyOf(keptX, n), Arrays.copyOf(keptY, n));
        s.setMarker(SeriesMarkers.NONE);
        s.setLineWidth(width);
        s.setLineColor(COLORS[colors++ % COLORS.length]);
        s.setYAxisGroup(axis);
        chart.getStyler().setLegendVisible(++lines > 1);
        return s;
    }

    /** {@return this, with a logarithmic horizontal axis; call it before adding lines} */
    public LineChart logX() {
        logX = true;
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisTickLabelsFormattingFunction(LineChart::label);
        return this;
    }

    /** {@return this, with a logarithmic upright axis; call it before adding lines} Points at 0 or below are left out. */
    public LineChart logY() {
        logY = true;
        chart.getStyler().setYAxisLogarithmic(true);
        return this;
    }

    /**
     * {@return this, showing only a part of the height}
     *
     * @param low lower end
     * @param high upper end
     */
    public LineChart between(double low, double high) {
        if (high > low) {
            chart.getStyler().setYAxisMin(0, low);
            chart.getStyler().setYAxisMax(0, high);
        }
        return this;
    }

    /**
     * {@return this, with a range of the axis at the right}
     *
     * @param low its lower end
     * @param high its upper end
     */
    public LineChart betweenAtRight(double low, double high) {
        if (low < high) {
            chart.getStyler().setYAxisMin(1, low);
            chart.getStyler().setYAxisMax(1, high);
        }
        return this;
    }

    /**
     * {@return this, with a dashed upright line}
     *
     * @param x where
     */
    public LineChart mark(double x) {
        chart.addAnnotation(new AnnotationLine(x, true, false));
        return this;
    }

    /**
     * {@return this, with words in the plot}
     *
     * @param words what to write
     * @param x middle of the words
     * @param y middle of the words
     */
    public LineChart note(String words, double x, double y) {
        chart.addAnnotation(new AnnotationText(words, x, y, false));
        return this;
    }

    /**
     * {@return the picture}
     *
     * @throws IllegalStateException if there is nothing to draw
     */
    public BufferedImage image() {
        if (lines == 0) {
            throw new IllegalStateException(
                    "nothing to draw in '" + chart.getTitle() + "': no line has a finite point; train first");
        }
        return BitmapEncoder.getBufferedImage(chart);
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
