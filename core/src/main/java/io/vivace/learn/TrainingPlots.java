package io.vivace.learn;

import io.vivace.plot.LineChart;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Draws what a recorder noted. */
final class TrainingPlots {
    /** The width of a letter, as a part of the plot's. */
    private static final double LETTER = 0.009;

    /** Validation losses further above the training losses than this are not shown: early ones can be a thousand times as high. */
    private static final double MOST_ABOVE = 2;

    /** How much higher than its highest value an axis of rates reaches. */
    private static final double HEADROOM = 1.18;

    private TrainingPlots() {}

    static LineChart losses(Recorder recorder) {
        List<BatchRecord> batches = recorder.batches();
        double[] at = positions(batches.size());
        LineChart chart = new LineChart("Losses", "batch", "loss")
                .faint("training, each batch", at, of(batches, BatchRecord::loss))
                .line("training, smoothed", at, of(batches, BatchRecord::smoothedLoss));
        List<EpochRecord> epochs = recorder.epochs();
        chart.points("validation", ends(recorder), of(epochs, EpochRecord::validLoss));
        double top =
                batches.stream().mapToDouble(BatchRecord::smoothedLoss).max().orElse(0);
        double valid = epochs.stream().mapToDouble(EpochRecord::validLoss).max().orElse(0);
        if (top > 0 && valid > MOST_ABOVE * top) {
            chart.between(0, MOST_ABOVE * top);
        }
        return chart;
    }

    static LineChart lr(Recorder recorder) {
        List<BatchRecord> batches = recorder.batches();
        double[] at = positions(batches.size());
        int groups = batches.stream().mapToInt(b -> b.lr().size()).max().orElse(0);
        LineChart chart = new LineChart("Learning rate and momentum", "batch", "learning rate");
        for (int g = 0; g < groups; g++) {
            int group = g;
            String name = groups == 1 ? "learning rate" : "learning rate, group " + (g + 1);
            chart.line(name, at, of(batches, b -> group < b.lr().size() ? b.lr().get(group) : Double.NaN));
        }
        chart.lineAtRight("momentum", at, of(batches, BatchRecord::momentum), "momentum");
        double top = batches.stream().mapToDouble(BatchRecord::lastLr).max().orElse(0);
        double momentum =
                batches.stream().mapToDouble(BatchRecord::momentum).max().orElse(0);
        // what phases do is written above both lines
        chart.between(0, top * HEADROOM).betweenAtRight(0, momentum * HEADROOM);
        phases(chart, recorder, top * (HEADROOM - 0.06));
        return chart;
    }

    /** Marks where phases begin, and says what they do where there is room and it is not what the one before did. */
    private static void phases(LineChart chart, Recorder recorder, double height) {
        List<Recorder.PhaseStart> phases = recorder.phases();
        int all = recorder.batches().size();
        int from = 0;
        for (int i = 0; i < phases.size(); i++) {
            Recorder.PhaseStart p = phases.get(i);
            if (p.batch() > 0) {
                chart.mark(p.batch());
            }
            boolean last = i + 1 == phases.size();
            int to = last ? all : phases.get(i + 1).batch();
            if (last || !phases.get(i + 1).label().equals(p.label())) {
                double width = all * (p.label().length() + 1) * LETTER;
                if (to - from > width) {
                    chart.note(p.label(), from + width / 2, height);
                }
                from = to;
            }
        }
    }

    static LineChart metrics(Recorder recorder) {
        Set<String> names = RecorderFiles.metricNames(recorder);
        // a single line has no legend, so the axis tells what it is
        String what = names.size() == 1 ? names.iterator().next() : "value";
        LineChart chart = new LineChart("Metrics", "epoch", what);
        List<EpochRecord> epochs = recorder.epochs();
        double[] at = IntStream.rangeClosed(1, epochs.size()).asDoubleStream().toArray();
        for (String name : names) {
            chart.points(name, at, of(epochs, e -> e.metrics().getOrDefault(name, Double.NaN)));
        }
        return chart;
    }

    static LineChart lrFind(LrFind found, int skipStart, int skipEnd) {
        int from = Math.min(skipStart, found.lrs().size());
        int to = Math.max(from, found.lrs().size() - skipEnd);
        double[] lrs = of(found.lrs().subList(from, to), v -> v);
        double[] losses = of(found.losses().subList(from, to), v -> v);
        LineChart chart = new LineChart("Loss at growing learning rates", "learning rate", "smoothed loss")
                .logX()
                .line("loss", lrs, losses);
        if (to - from > 1) {
            double low = Arrays.stream(losses).min().orElse(0);
            // below and left of the fall, where the curve is not
            double rate =
                    new BigDecimal(found.suggestion()).round(new MathContext(2)).doubleValue();
            chart.mark(found.suggestion()).note("suggested: " + LineChart.label(rate), rate / 4, low);
        }
        return chart;
    }

    private static double[] positions(int n) {
        return IntStream.range(0, n).asDoubleStream().toArray();
    }

    /** {@return the number of the last batch of each epoch} */
    private static double[] ends(Recorder recorder) {
        List<BatchRecord> batches = recorder.batches();
        return recorder.epochs().stream()
                .mapToDouble(e -> IntStream.range(0, batches.size())
                        .filter(i -> batches.get(i).fit() == e.fit()
                                && batches.get(i).epoch() == e.epoch())
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static <T> double[] of(List<T> list, ToDoubleFunction<T> value) {
        return list.stream().mapToDouble(value).toArray();
    }
}
