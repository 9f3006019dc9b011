package io.vivace.learn;

import io.vivace.memory.MemoryStats;
import java.util.List;
import java.util.Locale;

/**
 * How fast training is with batches of growing sizes, and what memory it takes.
 *
 * <pre>{@code
 * BatchSizeFind sizes = learner.batchSizeFind();
 * System.out.println(sizes);                       // a table
 * int size = sizes.suggestion();
 * }</pre>
 *
 * @param trials what was tried, smallest first
 * @param stopped why no larger size was tried
 */
public record BatchSizeFind(List<Trial> trials, String stopped) {
    private static final double FAST_ENOUGH = 0.95;

    /**
     * A batch size that was tried.
     *
     * @param batchSize items in a batch
     * @param samplesPerSecond items trained in a second, data at hand
     * @param secondsPerBatch time of a step
     * @param memory the most native memory in use, in bytes, all of the program's tensors included
     */
    public record Trial(int batchSize, double samplesPerSecond, double secondsPerBatch, long memory) {}

    /** Copies the list. */
    public BatchSizeFind {
        trials = List.copyOf(trials);
    }

    /**
     * {@return the smallest batch size with at least 95 % of the highest speed: larger ones take memory and leave fewer updates in an
     * epoch}
     *
     * @throws IllegalStateException if not even the smallest fits into memory
     */
    public int suggestion() {
        double best = trials.stream().mapToDouble(Trial::samplesPerSecond).max().orElse(0);
        return trials.stream()
                .filter(t -> t.samplesPerSecond() >= FAST_ENOUGH * best)
                .mapToInt(Trial::batchSize)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no batch size can be suggested: " + stopped
                        + ". Take a smaller net or smaller items, or start at a smaller size"));
    }

    /** {@return a table, why it ends there, and the suggestion} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("batch size   samples/s     s/batch      memory\n");
        for (Trial t : trials) {
            text.append(String.format(
                    Locale.ROOT,
                    "%10d %11.1f %11.4f %11s%n",
                    t.batchSize(),
                    t.samplesPerSecond(),
                    t.secondsPerBatch(),
                    MemoryStats.human(t.memory())));
        }
        text.append("stopped: ").append(stopped).append('\n');
        return trials.isEmpty()
                ? text.toString()
                : text.append("suggestion: ").append(suggestion()).append('\n').toString();
    }
}
