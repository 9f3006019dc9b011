package io.vivace.learn;

import java.nio.file.Path;
import java.util.List;

/**
 * The losses at growing learning rates (Smith 2015). Good rates are where the loss falls fastest, well before it grows.
 *
 * @param lrs the rates tried, of the last layer group
 * @param losses the smoothed loss at each
 */
public record LrFind(List<Double> lrs, List<Double> losses) {
    private static final int SKIP_START = 10;
    private static final int SKIP_END = 5;

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if they differ in length or are empty
     */
    public LrFind {
        lrs = List.copyOf(lrs);
        losses = List.copyOf(losses);
        if (lrs.isEmpty() || lrs.size() != losses.size()) {
            throw new IllegalArgumentException(
                    "a search needs as many losses as rates, got " + losses.size() + " and " + lrs.size());
        }
    }

    /**
     * {@return the rate to try: halfway, on a logarithmic scale, from the steepest fall towards the smallest smoothed loss
     * to that loss} Unlike {@link #steepest()} it does not see wiggles of a loss that is already growing.
     */
    public double suggestion() {
        int lowest = lowest();
        return Math.sqrt(lrs.get(steepest(start(), lowest + 1)) * lrs.get(lowest));
    }

    /** {@return the rate at which the smoothed loss falls most steeply, leaving out both ends} */
    public double steepest() {
        return lrs.get(steepest(start(), end()));
    }

    /** {@return a tenth of the rate with the smallest smoothed loss, leaving out both ends} */
    public double minimumTenth() {
        return lrs.get(lowest()) / 10;
    }

    private int lowest() {
        int best = start();
        for (int i = start(); i < end(); i++) {
            if (losses.get(i) < losses.get(best)) {
                best = i;
            }
        }
        return best;
    }

    private int steepest(int from, int to) {
        int best = from;
        double least = Double.POSITIVE_INFINITY;
        for (int i = from; i < to; i++) {
            int before = Math.max(from, i - 1);
            int after = Math.min(to - 1, i + 1);
            double slope = after == before ? 0 : (losses.get(after) - losses.get(before)) / (after - before);
            if (slope < least) {
                least = slope;
                best = i;
            }
        }
        return best;
    }

    /** The first rates say little and the last ones have diverged; a short search is taken whole. */
    private int start() {
        return lrs.size() > SKIP_START + SKIP_END + 2 ? SKIP_START : 0;
    }

    private int end() {
        return lrs.size() > SKIP_START + SKIP_END + 2 ? lrs.size() - SKIP_END : lrs.size();
    }

    /**
     * Draws loss over rate, with the suggestion, to a PNG file.
     *
     * @param file where to
     */
    public void plot(Path file) {
        TrainingPlots.lrFind(this, start(), lrs.size() - end()).save(file);
    }
}
