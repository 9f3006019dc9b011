package io.vivace.backend.cpu;

import java.util.Arrays;

/**
 * The windows of pooling along one axis: window i covers the positions from {@code start[i]} to before {@code end[i]}.
 *
 * @param start first position, inside the input
 * @param end position after the last, inside the input
 * @param padded how many positions the window covers when padding counts too
 */
@SuppressWarnings("ArrayRecordComponent") // lists of numbers, never compared
record Windows(int[] start, int[] end, int[] padded) {
    /** {@return windows of one size at even distances} */
    static Windows sliding(long in, long out, int kernel, int stride, int pad) {
        int n = (int) out;
        var w = new Windows(new int[n], new int[n], new int[n]);
        for (int i = 0; i < n; i++) {
            long from = (long) i * stride - pad;
            w.start[i] = (int) Math.max(0, Math.min(from, in));
            w.end[i] = (int) Math.max(w.start[i], Math.min(from + kernel, in));
            w.padded[i] = (int) (Math.min(from + kernel, in + pad) - from);
        }
        return w;
    }

    /** {@return as many windows as are wanted, which together cover the input} */
    static Windows adaptive(long in, long out) {
        int n = (int) out;
        var w = new Windows(new int[n], new int[n], new int[n]);
        for (int i = 0; i < n; i++) {
            w.start[i] = (int) (i * in / out);
            w.end[i] = (int) (((i + 1) * in + out - 1) / out);
            w.padded[i] = w.end[i] - w.start[i];
        }
        return w;
    }

    int count() {
        return start.length;
    }

    /** {@return the size of the largest window} */
    int longest() {
        int n = 0;
        for (int i = 0; i < start.length; i++) {
            n = Math.max(n, end[i] - start[i]);
        }
        return n;
    }

    /** {@return how many positions lie from the start of one window to the end of the one before another} */
    int reach(int first, int last) {
        return end[last - 1] - start[first];
    }

    /** {@return the most positions that neighbouring windows reach over, taken so many at a time from the first on} */
    int reach(int together) {
        int most = 0;
        for (int i = 0; i < start.length; i += together) {
            most = Math.max(most, reach(i, Math.min(start.length, i + together)));
        }
        return most;
    }

    /**
     * Collects the k-th position of windows.
     *
     * @param line values from the start of the first window on
     * @param channels values of a position
     * @param first window
     * @param last window before which to end
     * @param k number of the position
     * @param to values of these positions
     * @param none the value for windows that have no such position
     */
    void gather(int[] line, int channels, int first, int last, int k, int[] to, int none) {
        int base = start[first];
        for (int i = first; i < last; i++) {
            int at = (i - first) * channels;
            if (start[i] + k < end[i]) {
                System.arraycopy(line, (start[i] - base + k) * channels, to, at, channels);
            } else {
                Arrays.fill(to, at, at + channels, none);
            }
        }
    }

    /** Adds the start of each window, and a number, to places that were counted from there. */
    void addStarts(int[] places, int channels, int first, int last, int more) {
        for (int i = first; i < last; i++) {
            int shift = start[i] + more;
            int end = (i - first + 1) * channels;
            for (int j = end - channels; j < end; j++) {
                places[j] += shift;
            }
        }
    }
}
