package io.vivace.backend.cpu;

import java.util.Arrays;

/**
 * Maxima of bf16 values, two channels to an int: read and written by pairs, computed as even and odd channels. Value and place
 * share one int, the value above, and below it a number that is larger the earlier the place is: so one maximum finds both, and
 * finds the same whether it goes along lines or down columns first. It goes down columns, where neighbours need no gathering.
 */
final class PairMaxima implements Maxima {
    /** The longest way from the first place of a window to its last: what fits below the value. */
    static final int LONGEST_REACH = 0x7fff;

    private static final int SIZE = 0x7fff0000;
    private static final int INFINITY = 0x7f800000;
    private static final int SIGN = 0x80000000;
    private static final int UPPER = 0xffff0000;
    /** Less than minus infinity, and near enough to all values that differences, with a place added, do not overflow. */
    private static final int NONE = (-1 << 30) + LONGEST_REACH + 1;

    private final Windows columns;
    private final int pairs;
    private final int[] line;
    private final int[][] down = new int[2][];
    private final int[] candidates;
    private final int[][] best = new int[2][];
    private final int[][] place = new int[2][];
    private final int[] both;
    private int first;
    private int last;
    private int n;
    private int size;

    /**
     * Makes room.
     *
     * @param columns the windows along the width
     * @param pairs half of the channels
     */
    PairMaxima(Windows columns, int pairs) {
        this.columns = columns;
        this.pairs = pairs;
        int windows = Maxima.windows(2 * pairs);
        line = new int[columns.reach(windows) * pairs];
        candidates = new int[windows * pairs];
        both = new int[2 * candidates.length];
        for (int i = 0; i < 2; i++) {
            down[i] = new int[line.length];
            best[i] = new int[candidates.length];
            place[i] = new int[candidates.length];
        }
    }

    @Override
    public void start(int first, int last) {
        this.first = first;
        this.last = last;
        n = (last - first) * pairs;
        size = columns.reach(first, last) * pairs;
        for (int i = 0; i < 2; i++) {
            Arrays.fill(down[i], 0, size, NONE);
            Arrays.fill(best[i], 0, n, NONE);
        }
    }

    @Override
    public void add(Elements source, long offset, int at) {
        source.readPairs(offset, line, size);
        keepLower(down[0], line, LONGEST_REACH - at, size);
        keepUpper(down[1], line, LONGEST_REACH - at, size);
    }

    @Override
    public void finish(Elements values, Elements places, long result, int top) {
        int taps = columns.longest();
        for (int i = 0; i < 2; i++) {
            for (int k = 0; k < taps; k++) {
                columns.gather(down[i], pairs, first, last, k, candidates, NONE);
                keep(best[i], candidates, k, n);
            }
            locate(best[i], place[i], n);
            columns.addStarts(place[i], pairs, first, last, top);
            restore(best[i], n);
        }
        join(best[0], best[1], candidates, n);
        values.writePairs(values.start() + result, candidates, n);
        int[] even = place[0];
        int[] odd = place[1];
        for (int i = 0; i < n; i++) {
            both[2 * i] = even[i];
            both[2 * i + 1] = odd[i];
        }
        places.writeBits(places.start() + result, both, 2 * n);
    }

    /** Takes the lower values of pairs into account: maps them to ints of the same order, −0 to 0, every NaN to the largest. */
    private static void keepLower(int[] to, int[] pairs, int code, int n) {
        for (int i = 0; i < n; i++) {
            int bits = pairs[i] << 16;
            int size = bits & SIZE;
            int sign = bits >> 31;
            int nan = (INFINITY - size) >> 31;
            int value = ((((size ^ sign) - sign) & ~nan) | (nan & SIZE)) >> 1;
            int less = to[i] - value - code;
            to[i] = to[i] - (less & (less >> 31));
        }
    }

    /** Takes the upper values of pairs into account. */
    private static void keepUpper(int[] to, int[] pairs, int code, int n) {
        for (int i = 0; i < n; i++) {
            int size = pairs[i] & SIZE;
            int sign = pairs[i] >> 31;
            int nan = (INFINITY - size) >> 31;
            int value = ((((size ^ sign) - sign) & ~nan) | (nan & SIZE)) >> 1;
            int less = to[i] - value - code;
            to[i] = to[i] - (less & (less >> 31));
        }
    }

    /** Keeps the larger of a candidate, k places later, and the best so far. */
    private static void keep(int[] to, int[] from, int k, int n) {
        for (int i = 0; i < n; i++) {
            int less = to[i] - from[i] + k;
            to[i] = to[i] - (less & (less >> 31));
        }
    }

    private static void locate(int[] best, int[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = LONGEST_REACH - (best[i] & LONGEST_REACH);
        }
    }

    /** Brings the value back to the upper half, where it was. */
    private static void restore(int[] best, int n) {
        for (int i = 0; i < n; i++) {
            int value = (best[i] << 1) & UPPER;
            int sign = value >> 31;
            best[i] = ((value ^ sign) - sign) | (sign & SIGN);
        }
    }

    private static void join(int[] lower, int[] upper, int[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (lower[i] >>> 16) | (upper[i] & UPPER);
        }
    }
}
