package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** Scores of classes [N, C, ...] beside the class numbers [N, ...] they should favour. */
final class ClassScores {
    private final float[] scores;
    private final long[] targets;
    private final int classes;
    private final int inner;

    private ClassScores(Tensor output, Tensor target) {
        if (output.rank() < 2) {
            throw new IllegalArgumentException(
                    "the output is " + output.shape() + ", expected a score for each class: [N, C] or [N, C, ...]");
        }
        classes = Math.toIntExact(output.size(1));
        long positions = classes == 0 ? 0 : output.elements() / classes;
        if (target.elements() != positions) {
            throw new IllegalArgumentException("the output " + output.shape() + " has " + positions
                    + " positions with scores of " + classes + " classes, the target " + target.shape() + " has "
                    + target.elements() + " class numbers. For items with several labels use accuracyThreshold");
        }
        inner = Math.toIntExact(positions / Math.max(1, output.size(0)));
        scores = output.toFloatArray();
        targets = target.toLongArray();
    }

    /** Counts positions whose class is among the k best; targets below 0 mark positions that do not count. */
    static Proportion.Count hits(Tensor output, Tensor target, int k) {
        ClassScores s = new ClassScores(output, target);
        long right = 0;
        long all = 0;
        for (int i = 0; i < s.targets.length; i++) {
            if (s.targets[i] >= 0) {
                all++;
                right += s.better(i, s.target(i)) < k ? 1 : 0;
            }
        }
        return new Proportion.Count(right, all);
    }

    /** Counts positions into rows by their class and columns by the class with the best score. */
    static void tally(Tensor output, Tensor target, ConfusionMatrix matrix) {
        ClassScores s = new ClassScores(output, target);
        for (int i = 0; i < s.targets.length; i++) {
            if (s.targets[i] >= 0) {
                matrix.count(s.target(i), s.best(i), s.classes);
            }
        }
    }

    private int target(int i) {
        long t = targets[i];
        if (t >= classes) {
            throw new IllegalArgumentException("class number " + t + " in the target, but the output has scores of "
                    + classes + " classes, 0 to " + (classes - 1));
        }
        return (int) t;
    }

    private float score(int i, int c) {
        return scores[(i / inner * classes + c) * inner + i % inner];
    }

    /** {@return how many classes stand before this one; of equals the first one, and NaN before all} */
    private int better(int i, int target) {
        float own = score(i, target);
        int before = 0;
        for (int c = 0; c < classes; c++) {
            float s = score(i, c);
            if (c != target && (!(s <= own) || (s == own && c < target))) {
                before++;
            }
        }
        return before;
    }

    private int best(int i) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (score(i, c) > score(i, best)) {
                best = c;
            }
        }
        return best;
    }
}
