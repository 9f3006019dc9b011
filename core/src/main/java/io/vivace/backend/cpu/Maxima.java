package io.vivace.backend.cpu;

/**
 * Largest of floats, and where it was, without a branch: floats are mapped to ints of the same order, NaN largest, and
 * chosen by bit masks, which vectorises.
 */
final class Maxima {
    private static final int SIGN = 0x80000000;
    private static final int REST = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;

    private Maxima() {}

    /** Maps the bits of floats to ints of the same order; −0 becomes 0, every NaN the largest. */
    static void order(int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            int size = bits[i] & REST;
            int sign = bits[i] >> 31;
            int nan = (INFINITY - size) >> 31;
            bits[i] = (((size ^ sign) - sign) & ~nan) | (nan & REST);
        }
    }

    /** Undoes {@link #order}. */
    static void restore(int[] ordered, int n) {
        for (int i = 0; i < n; i++) {
            int sign = ordered[i] >> 31;
            ordered[i] = ((ordered[i] ^ sign) - sign) | (sign & SIGN);
        }
    }

    /** Where a candidate is larger than the best so far, it becomes the best and its place is noted. */
    static void take(int[] candidates, int at, int[] best, int[] place, int n) {
        for (int i = 0; i < n; i++) {
            int a = best[i];
            int b = candidates[i];
            int less = ((a & ~b) | (~(a ^ b) & (a - b))) >> 31;
            best[i] = (a & ~less) | (b & less);
            place[i] = (place[i] & ~less) | (at & less);
        }
    }
}
