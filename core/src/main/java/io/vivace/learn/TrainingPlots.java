package io.vivace.learn;

import io.vivace.plot.LineChart;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Draws what a recorder noted. */
final class TrainingPlots {
    private TrainingPlots() {}

    static LineChart losses(Recorder recorder) {
        List<BatchRecord> batches = recorder.batches();
        double[] at = positions(batches.size());
        LineChart chart = new LineChart("Losses", "batch", "loss")
                .faint("training, each batch", at, of(batches, BatchRecord::loss))
                .line("training, smoothed", at, of(batches, BatchRecord::smoothedLoss));
        List<EpochRecord> epochs = recorder.epochs();
        chart.points("validation", ends(recorder), of(epochs, EpochRecord::validLoss));
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
        List<Recorder.PhaseStart> phases = recorder.phases();
        for (int i = 0; i < phases.size(); i++) {
            int from = phases.get(i).batch();
            int to = i + 1 < phases.size() ? phases.get(i + 1).batch() : batches.size();
            if (from > 0) {
                chart.mark(from);
            }
            chart.note(phases.get(i).label(), (from + to) / 2.0, top * 1.04);
        }
        return chart;
    }

    static LineChart metrics(Recorder recorder) {
        LineChart chart = new LineChart("Metrics", "epoch", "value").legendBelow();
        List<EpochRecord> epochs = recorder.epochs();
        double[] at = IntStream.rangeClosed(1, epochs.size()).asDoubleStream().toArray();
        for (String name : RecorderFiles.metricNames(recorder)) {
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
            chart.mark(found.suggestion());
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
