package io.vivace.backend.cpu;

/**
 * Neighbouring results of a line of maximum pooling: the largest value of each window, and where it was, without a branch.
 * Values are mapped to ints of the same order, NaN largest, and chosen by bit masks, in loops that vectorise: they write one
 * array each. (Measured with JDK 17; choosing by {@code |} of two masks instead of {@code ^} already lost it.) Few windows are
 * taken at a time, so that these arrays stay in the nearest cache.
 */
sealed interface Maxima permits FloatMaxima, PairMaxima {
    /** Results at a time. */
    int TOGETHER = 1 << 10;

    /**
     * {@return room for the results of a source}
     *
     * @param source values
     * @param rows the windows along the height
     * @param columns the windows along the width
     * @param width pixels of an input line
     * @param channels values of a pixel
     */
    static Maxima of(Elements source, Windows rows, Windows columns, int width, int channels) {
        long reach = (rows.longest() - 1L) * width + columns.longest();
        return source.isHalf() && channels % 2 == 0 && reach <= PairMaxima.LONGEST_REACH
                ? new PairMaxima(columns, channels / 2)
                : new FloatMaxima(columns, channels);
    }

    /** {@return how many windows to take at a time} */
    static int windows(int channels) {
        return Math.max(1, TOGETHER / channels);
    }

    /** Begins with the windows {@code first} to before {@code last}. */
    void start(int first, int last);

    /**
     * Takes an input line into account.
     *
     * @param source values
     * @param offset of the first pixel of the first window
     * @param place of the line, relative to the first line
     */
    void add(Elements source, long offset, int place);

    /**
     * Writes the results.
     *
     * @param values for the maxima
     * @param places for where they were
     * @param result the first result, counted from the start of either
     * @param place of the first line
     */
    void finish(Elements values, Elements places, long result, int place);
}
