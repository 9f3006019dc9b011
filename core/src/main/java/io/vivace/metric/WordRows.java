package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Word numbers of several texts. */
record WordRows(long[] words, int texts, int length, boolean timeFirst, boolean undecided) {
    /** {@return word numbers [N, T] as they are, or those of the best scores [N, T, V]} */
    static WordRows of(Tensor t, boolean timeFirst) {
        if (t.rank() != 2 && t.rank() != 3) {
            throw new IllegalArgumentException("texts are word numbers [N, T] or scores [N, T, V], got " + t.shape());
        }
        int rows = Math.toIntExact(t.size(0));
        int columns = Math.toIntExact(t.size(1));
        boolean[] undecided = new boolean[1];
        long[] words = t.rank() == 2 ? t.toLongArray() : best(t, undecided);
        return new WordRows(words, timeFirst ? columns : rows, timeFirst ? rows : columns, timeFirst, undecided[0]);
    }

    private static long[] best(Tensor scores, boolean[] undecided) {
        int v = Math.toIntExact(scores.size(2));
        if (v == 0) {
            throw new IllegalArgumentException("the scores " + scores.shape() + " are of no words");
        }
        float[] s = scores.toFloatArray();
        long[] best = new long[s.length / v];
        for (int i = 0; i < best.length; i++) {
            int at = 0;
            for (int c = 0; c < v; c++) {
                undecided[0] |= Float.isNaN(s[i * v + c]);
                at = s[i * v + c] > s[i * v + at] ? c : at;
            }
            best[i] = at;
        }
        return best;
    }

    /** {@return the words of a text before the first end} */
    List<Long> until(int text, long end) {
        List<Long> own = new ArrayList<>();
        for (int t = 0; t < length; t++) {
            long word = words[timeFirst ? t * texts + text : text * length + t];
            if (word == end) {
                break;
            }
            own.add(word);
        }
        return own;
    }
}
