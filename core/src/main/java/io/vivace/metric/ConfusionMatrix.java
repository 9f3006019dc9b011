package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How often items of each class were taken for each class. */
public final class ConfusionMatrix {
    /**
     * Items of one class that were taken for another.
     *
     * @param actual their class
     * @param predicted what they were taken for
     * @param count how many
     */
    public record Confusion(int actual, int predicted, long count) {}

    private long[][] counts = {};
    private long undecided;

    /**
     * Counts a batch. Positions with a NaN among their scores are of no class and only counted as undecided.
     *
     * @param output scores [N, C, ...]
     * @param target class numbers [N, ...]; below 0 for positions that do not count
     * @throws IllegalArgumentException if the shapes do not go together
     */
    public void add(Tensor output, Tensor target) {
        ClassScores.of(output, target).tally(this);
    }

    void count(int actual, int predicted, int classes) {
        if (counts.length != classes) {
            if (counts.length != 0) {
                throw new IllegalArgumentException(
                        "this matrix has " + counts.length + " classes, the output has " + classes);
            }
            counts = new long[classes][classes];
        }
        if (predicted == ClassScores.UNDECIDED) {
            undecided++;
        } else {
            counts[actual][predicted]++;
        }
    }

    /** Forgets what was counted. */
    public void reset() {
        counts = new long[0][];
        undecided = 0;
    }

    /** {@return how many positions had a NaN among their scores; they are not in the counts} */
    public long undecided() {
        return undecided;
    }

    /** {@return how many classes there are; 0 before anything was counted} */
    public int classes() {
        return counts.length;
    }

    /** {@return a copy of the counts: rows by actual class, columns by predicted class} */
    public long[][] counts() {
        long[][] copy = new long[counts.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts[i].clone();
        }
        return copy;
    }

    /**
     * {@return the counts divided by the number of items of the actual class; rows of classes without items are 0}
     */
    public double[][] normalized() {
        double[][] parts = new double[counts.length][counts.length];
        for (int i = 0; i < parts.length; i++) {
            long all = actual(i);
            for (int j = 0; j < parts.length && all > 0; j++) {
                parts[i][j] = (double) counts[i][j] / all;
            }
        }
        return parts;
    }

    /**
     * {@return the mistakes, most frequent first}
     *
     * @param least only those made at least so often
     */
    public List<Confusion> mostConfused(int least) {
        List<Confusion> all = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts.length; j++) {
                if (i != j && counts[i][j] >= Math.max(1, least)) {
                    all.add(new Confusion(i, j, counts[i][j]));
                }
            }
        }
        all.sort(Comparator.comparingLong(Confusion::count).reversed());
        return all;
    }

    long hits(int c) {
        return counts[c][c];
    }

    long actual(int c) {
        long n = 0;
        for (long v : counts[c]) {
            n += v;
        }
        return n;
    }

    long predicted(int c) {
        long n = 0;
        for (long[] row : counts) {
            n += row[c];
        }
        return n;
    }
}
