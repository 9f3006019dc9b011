package io.vivace.metric;

import io.vivace.tensor.Tensor;

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
                right += isUndecided(i) ? Double.NaN : better(i, target(i)) < k ? 1 : 0;
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

    /** {@return the class with the highest score, of equals the first one} */
    int best(int i) {
        if (isUndecided(i)) {
            return UNDECIDED;
        }
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (score(i, c) > score(i, best)) {
                best = c;
            }
        }
        return best;
    }

    /**
     * {@return ln p/(1 − p), where p is the softmax of a class} It orders as p does, but stays apart where p is nearly 0 or 1.
     */
    float logOdds(int i, int c) {
        double most = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            most = k == c ? most : Math.max(most, score(i, k));
        }
        if (classes == 2 || most == Double.NEGATIVE_INFINITY) {
            return (float) (score(i, c) - most);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += k == c ? 0 : Math.exp(score(i, k) - most);
        }
        return (float) (score(i, c) - most - Math.log(sum));
    }

    private boolean isUndecided(int i) {
        for (int c = 0; c < classes; c++) {
            if (Float.isNaN(score(i, c))) {
                return true;
            }
        }
        return false;
    }

    private float score(int i, int c) {
        if (single) {
            return c == 0 ? 0 : scores[i];
        }
        return scores[(i / inner * classes + c) * inner + i % inner];
    }

    /** {@return how many classes stand before this one; of equals the first one} */
    private int better(int i, int target) {
        float own = score(i, target);
        int before = 0;
        for (int c = 0; c < classes; c++) {
            float s = score(i, c);
            if (c != target && (s > own || (s == own && c < target))) {
                before++;
            }
        }
        return before;
    }
}
