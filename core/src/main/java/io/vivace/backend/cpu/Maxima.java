package io.vivace.backend.cpu;

import java.util.Arrays;

/**
 * One line of results of maximum pooling: the largest of floats, and where it was, without a branch. Floats are mapped to
 * ints of the same order, NaN largest, and chosen by bit masks, in loops that vectorise: they write one array each. (Measured
 * with JDK 17; choosing by {@code |} of two masks instead of {@code ^} already lost it.)
 */
final class Maxima {
    private static final int SIGN = 0x80000000;
    private static final int REST = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;

    private final Windows columns;
    private final int channels;
    private final int[] line;
    private final int[] candidates;
    private final int[] best;
    private final int[] place;

    /**
     * Makes room.
     *
     * @param columns the windows along the width
     * @param width pixels of an input line
     * @param channels values of a pixel
     */
    Maxima(Windows columns, int width, int channels) {
        this.columns = columns;
        this.channels = channels;
        line = new int[width * channels];
        candidates = new int[columns.count() * channels];
        best = new int[candidates.length];
        place = new int[candidates.length];
    }

    /** Forgets the line before. */
    void start() {
        Arrays.fill(best, Integer.MIN_VALUE);
        Arrays.fill(place, 0);
    }

    /** Takes an input line into account, which starts at an offset and whose pixels have places from {@code first} on. */
    void add(Elements source, long offset, int first) {
        source.readBits(offset, line, line.length);
        order();
        int taps = columns.longest();
        for (int k = 0; k < taps; k++) {
            gather(k);
            note(first + k);
            keep();
        }
    }

    /** Writes the line of results. */
    void finish(Elements values, long offset, Elements places, long placesOffset) {
        restore();
        shift();
        values.writeBits(offset, best, best.length);
        places.writeBits(placesOffset, place, place.length);
    }

    /** Maps the bits of floats to ints of the same order; −0 becomes 0, every NaN the largest. */
    private void order() {
        int[] bits = line;
        for (int i = 0; i < bits.length; i++) {
            int size = bits[i] & REST;
            int sign = bits[i] >> 31;
            int nan = (INFINITY - size) >> 31;
            bits[i] = (((size ^ sign) - sign) & ~nan) | (nan & REST);
        }
    }

    /** Undoes {@link #order}. */
    private void restore() {
        int[] bits = best;
        for (int i = 0; i < bits.length; i++) {
            int sign = bits[i] >> 31;
            bits[i] = ((bits[i] ^ sign) - sign) | (sign & SIGN);
        }
    }

    /** Collects the k-th pixel of every window; windows that have none contribute the smallest value. */
    private void gather(int k) {
        int c = channels;
        for (int i = 0; i < columns.count(); i++) {
            if (columns.has(i, k)) {
                System.arraycopy(line, (columns.start()[i] + k) * c, candidates, i * c, c);
            } else {
                Arrays.fill(candidates, i * c, (i + 1) * c, Integer.MIN_VALUE);
            }
        }
    }

    /** Notes the place where a candidate is larger than the best so far. */
    private void note(int at) {
        int[] from = candidates;
        int[] than = best;
        int[] to = place;
        int n = to.length;
        for (int i = 0; i < n; i++) {
            int a = than[i];
            int b = from[i];
            int less = ((a & ~b) | (~(a ^ b) & (a - b))) >> 31; // −1 if a < b, else 0
            to[i] = to[i] ^ ((to[i] ^ at) & less);
        }
    }

    /** Keeps the larger of candidate and best so far. */
    private void keep() {
        int[] from = candidates;
        int[] to = best;
        int n = to.length;
        for (int i = 0; i < n; i++) {
            int a = to[i];
            int b = from[i];
            int less = ((a & ~b) | (~(a ^ b) & (a - b))) >> 31;
            to[i] = a ^ ((a ^ b) & less);
        }
    }

    /** Adds the start of each window: until then places count pixels from there. */
    private void shift() {
        for (int i = 0; i < columns.count(); i++) {
            for (int j = i * channels; j < (i + 1) * channels; j++) {
                place[j] += columns.start()[i];
            }
        }
    }
}
