package io.vivace.metric;

import java.util.Arrays;

/** Scores of items that are of a class and of items that are not: how well the former stand above the latter. */
final class Ranking {
    private final Numbers positives = new Numbers();
    private final Numbers negatives = new Numbers();
    private boolean undecided;

    void add(float score, boolean positive) {
        if (Float.isNaN(score)) {
            undecided = true;
        } else {
            (positive ? positives : negatives).add(score + 0f); // no negative zero: Arrays.sort would set it apart
        }
    }

    /** {@return how many numbers are kept} */
    long kept() {
        return (long) positives.size + negatives.size;
    }

    /**
     * {@return the part of all pairs of a positive and a negative item in which the positive one scores higher, equal ones
     * counting half; NaN without pairs}
     */
    double rocAuc() {
        float[] p = positives.sorted();
        float[] n = negatives.sorted();
        if (undecided || p.length == 0 || n.length == 0) {
            return Double.NaN;
        }
        long twice = 0;
        int less = 0;
        int notMore = 0;
        for (float score : p) {
            while (less < n.length && n[less] < score) {
                less++;
            }
            while (notMore < n.length && n[notMore] <= score) {
                notMore++;
            }
            twice += (long) less + notMore;
        }
        return (double) twice / (2.0 * p.length * n.length);
    }

    /** {@return Σ (recall − recall before) · precision over falling thresholds; 0 without positives} */
    double averagePrecision() {
        if (undecided || kept() == 0) {
            return Double.NaN;
        }
        float[] p = positives.sorted();
        float[] n = negatives.sorted();
        int wrong = n.length - 1;
        double sum = 0;
        for (int at = p.length - 1; at >= 0; ) {
            float threshold = p[at];
            int before = at;
            while (at >= 0 && p[at] == threshold) {
                at--;
            }
            while (wrong >= 0 && n[wrong] >= threshold) {
                wrong--;
            }
            double found = p.length - 1 - at;
            sum += (before - at) * found / (found + n.length - 1 - wrong);
        }
        return p.length == 0 ? 0 : sum / p.length;
    }

    /** Numbers in any order. */
    private static final class Numbers {
        private float[] values = new float[64];
        private int size;

        void add(float value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, Math.toIntExact(size + (size >> 1) + 1L));
            }
            values[size++] = value;
        }

        float[] sorted() {
            float[] all = Arrays.copyOf(values, size);
            Arrays.sort(all);
            return all;
        }
    }
}
