package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.Arrays;

/** Scores of classes [N, C, ...] beside the class numbers [N, ...] they should favour. */
final class ClassScores {
    /** The class of a position whose scores are not all numbers. */
    static final int UNDECIDED = -1;

    private final float[] scores;
    private final long[] targets;
    private final int classes;
    private final int inner;
    private final boolean single;

    private ClassScores(Tensor output, Tensor target, int classes, boolean single) {
        this.classes = classes;
        this.single = single;
        inner = Math.toIntExact(target.elements() / Math.max(1, output.size(0)));
        scores = output.toFloatArray();
        targets = wholeNumbers(target);
    }

    static ClassScores of(Tensor output, Tensor target) {
        if (output.rank() < 2) {
            throw new IllegalArgumentException(
                    "the output is " + output.shape() + ", expected a score for each class: [N, C] or [N, C, ...]");
        }
        int classes = Math.toIntExact(output.size(1));
        long positions = classes == 0 ? 0 : output.elements() / classes;
        if (target.elements() != positions) {
            throw new IllegalArgumentException("the output " + output.shape() + " has " + positions
                    + " positions with scores of " + classes + " classes, the target " + target.shape() + " has "
                    + target.elements() + " class numbers. For items with several labels use accuracyThreshold");
        }
        return new ClassScores(output, target, classes, false);
    }

    /** {@return scores of two classes, or of class 1 alone where there is one score for each target} */
    static ClassScores ofTwo(Tensor output, Tensor target, String otherwise) {
        if (output.rank() > 0 && output.elements() == target.elements()) {
            return new ClassScores(output, target, 2, true);
        }
        if (output.rank() > 1 && output.size(1) == 2) {
            return of(output, target);
        }
        throw new IllegalArgumentException("the output is " + output.shape() + ", the target " + target.shape()
                + "; class 1 of 2 needs scores [N, 2, ...], or [N, ...] of class 1 alone" + otherwise);
    }

    private static long[] wholeNumbers(Tensor target) {
        if (target.dtype().isFloating()) {
            for (float t : target.toFloatArray()) {
                if ((long) t != t) {
                    throw new IllegalArgumentException(
                            "the target holds " + t + ", expected class numbers: whole, from 0");
                }
            }
        }
        return target.toLongArray();
    }

    /** {@return the same without the positions of a class} */
    ClassScores withoutTarget(int c) {
        for (int i = 0; i < targets.length; i++) {
            targets[i] = targets[i] == c ? -1 : targets[i];
        }
        return this;
    }

    // ---------------------------------------------------------------------------------------------- whole batches

    /** Counts positions whose class is among the k best; targets below 0 mark positions that do not count. */
    Proportion.Count hits(int k) {
        double right = 0;
        long all = 0;
        for (int i = 0; i < targets.length; i++) {
            if (counts(i)) {
                all++;
                int rank = rank(i, target(i));
                right += rank == UNDECIDED ? Double.NaN : rank < k ? 1 : 0;
            }
        }
        return new Proportion.Count(right, all);
    }

    /** Counts positions into rows by their class and columns by the class with the best score. */
    void tally(ConfusionMatrix matrix) {
        for (int i = 0; i < targets.length; i++) {
            if (counts(i)) {
                matrix.count(target(i), best(i), classes);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------- positions

    int classes() {
        return classes;
    }

    int positions() {
        return targets.length;
    }

    /** {@return how many positions an item has; they stand together} */
    int perItem() {
        return inner;
    }

    boolean counts(int i) {
        return targets[i] >= 0;
    }

    int target(int i) {
        long t = targets[i];
        if (t >= classes) {
            throw new IllegalArgumentException("class number " + t + " in the target, but the output has scores of "
                    + classes + " classes, 0 to " + (classes - 1));
        }
        return (int) t;
    }

    /** {@return the class with the highest score, of equals the first one; UNDECIDED if a score is NaN} */
    int best(int i) {
        int best = 0;
        for (int c = 0; c < classes; c++) {
            float s = score(i, c);
            if (Float.isNaN(s)) {
                return UNDECIDED;
            }
            best = s > score(i, best) ? c : best;
        }
        return best;
    }

    /** {@return how many classes stand before this one, of equals the first one; UNDECIDED if a score is NaN} */
    private int rank(int i, int target) {
        float own = score(i, target);
        int before = 0;
        for (int c = 0; c < classes; c++) {
            float s = score(i, c);
            if (Float.isNaN(s)) {
                return UNDECIDED;
            }
            before += c != target && (s > own || (s == own && c < target)) ? 1 : 0;
        }
        return before;
    }

    /**
     * Finds ln p/(1 − p) for the softmax p of each class. It orders as p does, but stays apart where p is nearly 0 or 1; NaN if a
     * score is.
     */
    void logOdds(int i, float[] to) {
        int best = best(i);
        if (best == UNDECIDED) {
            Arrays.fill(to, Float.NaN);
            return;
        }
        double most = score(i, best);
        double next = Double.NEGATIVE_INFINITY;
        double all = 0;
        for (int c = 0; c < classes; c++) {
            next = c == best ? next : Math.max(next, score(i, c));
            all += c == best ? 1 : Math.exp(score(i, c) - most);
        }
        for (int c = 0; c < classes; c++) {
            double below = score(i, c) - most;
            to[c] = (float) (c == best ? ahead(i, best, next) : below - Math.log(all - Math.exp(below)));
        }
    }

    /** {@return how far the best class stands before all others together, where their share of the softmax may be lost} */
    private double ahead(int i, int best, double next) {
        if (next == Double.NEGATIVE_INFINITY) {
            return Double.POSITIVE_INFINITY;
        }
        double others = 0;
        for (int c = 0; c < classes; c++) {
            others += c == best ? 0 : Math.exp(score(i, c) - next);
        }
        return score(i, best) - next - Math.log(others);
    }

    private float score(int i, int c) {
        if (single) {
            return c == 0 ? 0 : scores[i];
        }
        return scores[(i / inner * classes + c) * inner + i % inner];
    }
}
