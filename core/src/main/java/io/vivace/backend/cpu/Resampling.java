package io.vivace.backend.cpu;

import io.vivace.memory.View;
import java.util.Arrays;

/**
 * Resizing planes by nearest or linear interpolation along both axes. Positions are computed in f32, as PyTorch does, so
 * that the same neighbours are chosen.
 *
 * @param rows neighbours and weights along the height
 * @param columns neighbours and weights along the width
 */
record Resampling(Axis rows, Axis columns) {
    /**
     * Result i is {@code (1 − share[i]) · in[low[i]] + share[i] · in[high[i]]}.
     *
     * @param low left neighbour
     * @param high right neighbour
     * @param share weight of the right one
     */
    @SuppressWarnings("ArrayRecordComponent") // lists of numbers, never compared
    private record Axis(int[] low, int[] high, float[] share) {
        static Axis of(long in, long out, boolean linear, boolean alignCorners) {
            int n = (int) out;
            var axis = new Axis(new int[n], new int[n], new float[n]);
            int last = (int) in - 1;
            float scale = linear && alignCorners ? (out > 1 ? (float) last / (out - 1) : 0) : (float) in / out;
            for (int i = 0; i < n; i++) {
                float at = linear && !alignCorners ? Math.max(0, scale * (i + 0.5f) - 0.5f) : scale * i;
                int low = Math.min((int) at, last);
                axis.low[i] = low;
                axis.high[i] = linear ? Math.min(low + 1, last) : low;
                axis.share[i] = linear ? at - low : 0;
            }
            return axis;
        }
    }

    /** {@return how the planes of y come from those of x} */
    static Resampling of(View x, View y, boolean bilinear, boolean alignCorners) {
        return new Resampling(
                Axis.of(x.shape().size(2), y.shape().size(2), bilinear, alignCorners),
                Axis.of(x.shape().size(3), y.shape().size(3), bilinear, alignCorners));
    }

    /** Computes y; both are channels-last. */
    void forward(View x, View y) {
        int c = (int) x.shape().size(1);
        long h = x.shape().size(2);
        int line = (int) x.shape().size(3) * c;
        int n = columns.low.length * c;
        Elements source = Elements.of(x);
        Elements target = Elements.of(y);
        float[] upper = new float[line];
        float[] lower = new float[line];
        float[] row = new float[n];
        long to = y.offset();
        for (long image = 0; image < x.shape().size(0); image++) {
            for (int i = 0; i < rows.low.length; i++, to += n) {
                source.read(x.offset() + (image * h + rows.low[i]) * line, 1, upper, line);
                float share = rows.share[i];
                if (share != 0) {
                    source.read(x.offset() + (image * h + rows.high[i]) * line, 1, lower, line);
                    mix(upper, 0, lower, 0, share, upper, 0, line);
                }
                for (int j = 0; j < columns.low.length; j++) {
                    if (columns.share[j] == 0) {
                        System.arraycopy(upper, columns.low[j] * c, row, j * c, c);
                    } else {
                        mix(upper, columns.low[j] * c, upper, columns.high[j] * c, columns.share[j], row, j * c, c);
                    }
                }
                target.write(to, 1, row, n);
            }
        }
    }

    private static void mix(float[] a, int from, float[] b, int other, float share, float[] to, int start, int n) {
        float rest = 1 - share;
        for (int i = 0; i < n; i++) {
            to[start + i] = rest * a[from + i] + share * b[other + i];
        }
    }

    /** Adds the gradient of x up in f32 zeros; both are channels-last. */
    void backward(View dy, View dx) {
        int c = (int) dx.shape().size(1);
        long h = dx.shape().size(2);
        int line = (int) dx.shape().size(3) * c;
        int n = columns.low.length * c;
        Elements source = Elements.of(dy);
        Elements target = Elements.of(dx);
        float[] grad = new float[n];
        float[] spread = new float[line];
        float[] row = new float[line];
        long from = dy.offset();
        for (long image = 0; image < dx.shape().size(0); image++) {
            for (int i = 0; i < rows.low.length; i++, from += n) {
                source.read(from, 1, grad, n);
                Arrays.fill(spread, 0);
                for (int j = 0; j < columns.low.length; j++) {
                    float share = columns.share[j];
                    add(grad, j * c, 1 - share, spread, columns.low[j] * c, c);
                    if (share != 0) {
                        add(grad, j * c, share, spread, columns.high[j] * c, c);
                    }
                }
                float share = rows.share[i];
                addLine(target, dx.offset() + (image * h + rows.low[i]) * line, spread, 1 - share, row, line);
                if (share != 0) {
                    addLine(target, dx.offset() + (image * h + rows.high[i]) * line, spread, share, row, line);
                }
            }
        }
    }

    private static void addLine(Elements target, long at, float[] values, float weight, float[] row, int n) {
        target.read(at, 1, row, n);
        add(values, 0, weight, row, 0, n);
        target.write(at, 1, row, n);
    }

    private static void add(float[] from, int at, float weight, float[] to, int start, int n) {
        for (int i = 0; i < n; i++) {
            to[start + i] += weight * from[at + i];
        }
    }
}
