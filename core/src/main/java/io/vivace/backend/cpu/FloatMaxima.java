package io.vivace.backend.cpu;

import java.util.Arrays;

/** Maxima of f32 values, and of bf16 values that do not come in pairs: a loop for the values and one for the places. */
final class FloatMaxima implements Maxima {
    private static final int SIGN = 0x80000000;
    private static final int REST = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;

    private final Windows columns;
    private final int channels;
    private final int[] line;
    private final int[] candidates;
    private final int[] best;
    private final int[] place;
    private int first;
    private int last;
    private int n;

    FloatMaxima(Windows columns, int channels) {
        this.columns = columns;
        this.channels = channels;
        int windows = Maxima.windows(channels);
        line = new int[columns.reach(windows) * channels];
        candidates = new int[windows * channels];
        best = new int[candidates.length];
        place = new int[candidates.length];
    }

    @Override
    public void start(int first, int last) {
        this.first = first;
        this.last = last;
        n = (last - first) * channels;
        Arrays.fill(best, 0, n, Integer.MIN_VALUE);
        Arrays.fill(place, 0, n, 0);
    }

    @Override
    public void add(Elements source, long offset, int at) {
        int size = columns.reach(first, last) * channels;
        source.readBits(offset, line, size);
        order(line, size);
        int taps = columns.longest();
        for (int k = 0; k < taps; k++) {
            columns.gather(line, channels, first, last, k, candidates, Integer.MIN_VALUE);
            note(best, candidates, place, at + k, n);
            keep(best, candidates, n);
        }
    }

    @Override
    public void finish(Elements values, Elements places, long result, int top) {
        restore(best, n);
        columns.addStarts(place, channels, first, last, top);
        values.writeBits(values.start() + result, best, n);
        places.writeBits(places.start() + result, place, n);
    }

    /** Maps the bits of floats to ints of the same order; −0 becomes 0, every NaN the largest. */
    private static void order(int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            int size = bits[i] & REST;
            int sign = bits[i] >> 31;
            int nan = (INFINITY - size) >> 31;
            bits[i] = (((size ^ sign) - sign) & ~nan) | (nan & REST);
        }
    }

    /** Undoes {@link #order}. */
    private static void restore(int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            int sign = bits[i] >> 31;
            bits[i] = ((bits[i] ^ sign) - sign) | (sign & SIGN);
        }
    }

    /** Notes the place where a candidate is larger than the best so far. */
    private static void note(int[] than, int[] from, int[] to, int at, int n) {
        for (int i = 0; i < n; i++) {
            int a = than[i];
            int b = from[i];
            int less = ((a & ~b) | (~(a ^ b) & (a - b))) >> 31; // −1 if a < b, else 0
            to[i] = to[i] ^ ((to[i] ^ at) & less);
        }
    }

    /** Keeps the larger of candidate and best so far. */
    private static void keep(int[] to, int[] from, int n) {
        for (int i = 0; i < n; i++) {
            int a = to[i];
            int b = from[i];
            int less = ((a & ~b) | (~(a ^ b) & (a - b))) >> 31;
            to[i] = a ^ ((a ^ b) & less);
        }
    }
}
