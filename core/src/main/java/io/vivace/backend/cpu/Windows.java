package io.vivace.backend.cpu;

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

    /** {@return whether window i has a position number {@code at}} */
    boolean has(int i, int at) {
        return start[i] + at < end[i];
    }
}
