package io.vivace.metric;

/** Metrics of texts. Meant to be imported statically. */
public final class TextMetrics {
    private TextMetrics() {}

    /**
     * {@return e to the power of the mean cross-entropy over all words} Output [N, V] or [N, V, ...] with a score for each word of the
     * vocabulary, target [N] or [N, ...] with word numbers; targets below 0 do not count.
     */
    public static Metric perplexity() {
        return new Perplexity();
    }

    /** {@return {@link Bleu} of up to four words, without smoothing; see there for more choices} */
    public static Bleu bleu() {
        return new Bleu();
    }
}
