package io.vivace.metric;

import io.vivace.plot.LineChart;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * Above which probability a label should be said: a score for each of 99 thresholds from 0.01 to 0.99.
 *
 * <pre>{@code
 * double t = ThresholdSearch.of(p.outputs(), p.targets(), 2).best();
 * }</pre>
 *
 * The threshold that is best for some data is a little too good for them; judge by others where it matters.
 *
 * @param name of the score
 * @param thresholds growing
 * @param scores the score at each
 */
public record ThresholdSearch(String name, List<Double> thresholds, List<Double> scores) {
    private static final int STEPS = 100;

    /** Copies the lists. */
    public ThresholdSearch {
        thresholds = List.copyOf(thresholds);
        scores = List.copyOf(scores);
        if (thresholds.isEmpty() || thresholds.size() != scores.size()) {
            throw new IllegalArgumentException("each threshold has a score, got " + thresholds.size()
                    + " thresholds and " + scores.size() + " scores");
        }
    }

    /**
     * {@return the F-beta of the labels of each item, averaged over items}
     *
     * @param probabilities of the labels [N, C]
     * @param targets 1 for each label an item has, 0 for the others [N, C]
     * @param beta how much more recall counts than precision; 2 in the lesson
     * @throws IllegalArgumentException if the shapes differ
     */
    public static ThresholdSearch of(Tensor probabilities, Tensor targets, double beta) {
        return of(probabilities, targets, t -> Metrics.multiLabelFBeta(beta, t, false));
    }

    /**
     * {@return another score}
     *
     * @param probabilities of the labels [N, C]
     * @param targets 1 for each label an item has, 0 for the others [N, C]
     * @param metric makes the score of a threshold; larger is better
     */
    public static ThresholdSearch of(Tensor probabilities, Tensor targets, DoubleFunction<Metric> metric) {
        double[] thresholds =
                IntStream.range(1, STEPS).mapToDouble(i -> (double) i / STEPS).toArray();
        double[] scores = new double[thresholds.length];
        String name = "";
        for (int i = 0; i < thresholds.length; i++) {
            Metric m = metric.apply(thresholds[i]);
            m.add(probabilities, targets);
            scores[i] = m.value();
            name = m.name();
        }
        return new ThresholdSearch(
                name,
                Arrays.stream(thresholds).boxed().toList(),
                Arrays.stream(scores).boxed().toList());
    }

    /** {@return the threshold with the best score: the middle one of the first that are equally good} */
    public double best() {
        int first = first();
        int last = first;
        while (last + 1 < scores.size() && scores.get(last + 1).equals(scores.get(first))) {
            last++;
        }
        return thresholds.get((first + last) / 2);
    }

    /** {@return the best score; NaN if all are} */
    public double bestScore() {
        return scores.get(first());
    }

    private int first() {
        int best = 0;
        for (int i = 1; i < scores.size(); i++) {
            if (scores.get(i) > scores.get(best) || scores.get(best).isNaN()) {
                best = i;
            }
        }
        return best;
    }

    /**
     * Draws the score over the threshold; the title tells the best one.
     *
     * @param png where to; missing folders are made
     * @throws io.vivace.io.FileException if it cannot be written
     */
    public void plot(Path png) {
        String found = String.format(Locale.ROOT, "Threshold %.2f: %s %.4f", best(), name, bestScore());
        new LineChart(found, "threshold", name)
                .line(name, doubles(thresholds), doubles(scores))
                .mark(best())
                .save(png);
    }

    private static double[] doubles(List<Double> list) {
        return list.stream().mapToDouble(d -> d).toArray();
    }
}
