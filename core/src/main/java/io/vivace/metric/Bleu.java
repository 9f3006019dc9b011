package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU of a corpus (Papineni, Roukos, Ward and Zhu, BLEU: a Method for Automatic Evaluation of Machine Translation, 2002): the
 * geometric mean of the parts of word groups that also stand in a reference, times e^(1 − r/c) where the texts are shorter, with c
 * words in all, than the r words of the references nearest in length (of equally near ones the shorter). From 0 to 1.
 *
 * <pre>{@code
 * var bleu = new Bleu();
 * bleu.addText(List.of("the", "cat", "sat"), List.of(List.of("the", "cat", "sat", "down")));
 * double value = bleu.value();
 * }</pre>
 *
 * As a {@link Metric} it takes scores [N, T, V] of each word of the vocabulary, of which the best are taken, or word numbers [N, T] as
 * output, and word numbers [N, T'] as target. Texts end before the first {@linkplain #padding padding}.
 */
public final class Bleu implements Metric {
    /** What becomes of word groups of a length that are never found. */
    public enum Smoothing {
        /** The value is 0, as in the paper. */
        NONE,
        /** One is added to both numbers for groups of two words and more (Lin and Och, ORANGE, 2004). */
        ADD_ONE,
        /** A tenth of a group counts as found (Chen and Cherry 2014, method 1). */
        FLOOR
    }

    private final int longest;
    private final Smoothing smoothing;
    private final long padding;
    private final boolean timeFirst;
    private final long[] found;
    private final long[] all;
    private long words;
    private long reference;
    private boolean undecided;

    /** Starts with groups of up to four words, no smoothing, word 1 as padding, texts along the second axis. */
    public Bleu() {
        this(4, Smoothing.NONE, 1, false);
    }

    private Bleu(int longest, Smoothing smoothing, long padding, boolean timeFirst) {
        if (longest < 1) {
            throw new IllegalArgumentException("bleu: groups have at least 1 word, got " + longest);
        }
        this.longest = longest;
        this.smoothing = smoothing;
        this.padding = padding;
        this.timeFirst = timeFirst;
        found = new long[longest];
        all = new long[longest];
    }

    /**
     * {@return an empty one with groups of other lengths}
     *
     * @param words of the longest groups
     */
    public Bleu upTo(int words) {
        return new Bleu(words, smoothing, padding, timeFirst);
    }

    /**
     * {@return an empty one with another smoothing}
     *
     * @param kind of smoothing
     */
    public Bleu smoothing(Smoothing kind) {
        return new Bleu(longest, kind, padding, timeFirst);
    }

    /**
     * {@return an empty one where texts in tensors end before another word}
     *
     * @param word its number, such as that of the end of a sentence
     */
    public Bleu padding(long word) {
        return new Bleu(longest, smoothing, word, timeFirst);
    }

    /** {@return an empty one for scores [T, N, V] and word numbers [T, N]} */
    public Bleu timeFirst() {
        return new Bleu(longest, smoothing, padding, true);
    }

    @Override
    public String name() {
        return "bleu";
    }

    @Override
    public void reset() {
        java.util.Arrays.fill(found, 0);
        java.util.Arrays.fill(all, 0);
        words = 0;
        reference = 0;
        undecided = false;
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name(), () -> {
            WordRows said = WordRows.of(output, timeFirst);
            WordRows wanted = WordRows.of(target, timeFirst);
            if (said.texts() != wanted.texts()) {
                throw new IllegalArgumentException("the output " + output.shape() + " holds " + said.texts()
                        + " texts, the target " + target.shape() + " " + wanted.texts());
            }
            undecided |= said.undecided();
            for (int i = 0; i < said.texts(); i++) {
                addText(said.until(i, padding), List.of(wanted.until(i, padding)));
            }
        });
    }

    /**
     * Counts a text.
     *
     * @param text its words
     * @param references texts that would be right, at least one
     */
    public void addText(List<?> text, List<? extends List<?>> references) {
        if (references.isEmpty()) {
            throw new IllegalArgumentException("bleu: a text needs at least one reference");
        }
        words += text.size();
        reference += nearest(text.size(), references);
        for (int n = 1; n <= longest; n++) {
            Map<List<?>, Integer> most = new HashMap<>();
            for (List<?> r : references) {
                groups(r, n).forEach((group, count) -> most.merge(group, count, Math::max));
            }
            for (var e : groups(text, n).entrySet()) {
                found[n - 1] += Math.min(e.getValue(), most.getOrDefault(e.getKey(), 0));
                all[n - 1] += e.getValue();
            }
        }
    }

    private static Map<List<?>, Integer> groups(List<?> text, int n) {
        Map<List<?>, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= text.size(); i++) {
            counts.merge(new ArrayList<>(text.subList(i, i + n)), 1, Integer::sum);
        }
        return counts;
    }

    private static int nearest(int length, List<? extends List<?>> references) {
        int best = references.get(0).size();
        for (List<?> r : references) {
            int d = Math.abs(r.size() - length) - Math.abs(best - length);
            if (d < 0 || (d == 0 && r.size() < best)) {
                best = r.size();
            }
        }
        return best;
    }

    /** {@return the value; 0 if there are no groups of some length} */
    @Override
    public double value() {
        if (undecided || (words == 0 && reference == 0)) {
            return Double.NaN;
        }
        double logs = 0;
        for (int n = 0; n < longest; n++) {
            logs += Math.log(precision(n)) / longest;
        }
        double penalty =
                words >= reference ? 0 : words == 0 ? Double.NEGATIVE_INFINITY : 1 - (double) reference / words;
        return Math.exp(logs + penalty);
    }

    private double precision(int n) {
        double part = found[n];
        double whole = all[n];
        if (smoothing == Smoothing.ADD_ONE && n > 0) {
            return (part + 1) / (whole + 1);
        }
        if (smoothing == Smoothing.FLOOR && part == 0) {
            part = 0.1;
        }
        return whole == 0 ? 0 : part / whole;
    }
}
