package io.vivace.benchmarks.report;

import io.vivace.benchmarks.library.Libraries;
import io.vivace.plot.Png;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** Bars of how many times faster Vivace is than each peer; 1 is as fast. */
final class RatioChart {
    private static final int WIDTH_OF_WORK = 60;

    /** Some single operations of others take a hundred times as long, which would make all other bars invisible. */
    private static final double MOST = 5;

    private RatioChart() {}

    static void write(List<Comparison> comparisons, Path png) throws IOException {
        List<Comparison> compared = comparisons.stream()
                .filter(c ->
                        !ScalingTable.shows(c) && c.by().size() > 1 && c.ours().isPresent())
                .toList();
        Set<String> peers = new TreeSet<>();
        compared.forEach(c -> peers.addAll(c.by().keySet()));
        peers.remove(Libraries.OURS);
        if (peers.isEmpty()) {
            Files.deleteIfExists(png);
            return;
        }
        CategoryChart chart = new CategoryChartBuilder()
                .width(300 + WIDTH_OF_WORK * compared.size())
                .height(700)
                .title("Time of a peer / time of Vivace (above 1: Vivace is faster), at most " + MOST)
                .build();
        chart.getStyler().setXAxisLabelRotation(90).setXAxisMaxLabelCount(compared.size());
        List<String> names =
                compared.stream().map(c -> c.work() + " " + c.precision()).toList();
        for (String peer : peers) {
            List<Number> ratios = new ArrayList<>();
            compared.forEach(c -> ratios.add(
                    c.agrees(peer) ? c.ratio(peer).map(r -> Math.min(r, MOST)).orElse(null) : null));
            chart.addSeries(peer, names, ratios);
        }
        Png.write(png, BitmapEncoder.getBufferedImage(chart));
    }
}
