package io.vivace.callbacks.dashboard;

import java.util.Arrays;

/**
 * Numbers over batches in bounded memory: neighbours are merged into their mean, least and most when there are too many. Not for several
 * threads at once; copies are.
 */
final class Series {
    /** Points kept: between half of this and this. */
    static final int MOST = 800;

    private final int[] batch;
    private final float[] mean;
    private final float[] low;
    private final float[] high;
    private int size;
    private int stride = 1;
    private int open;
    private double sum;
    private double least;
    private double most;
    private int last;

    Series() {
        this(new int[MOST + 1], new float[MOST + 1], new float[MOST + 1], new float[MOST + 1]);
    }

    private Series(int[] batch, float[] mean, float[] low, float[] high) {
        this.batch = batch;
        this.mean = mean;
        this.low = low;
        this.high = high;
    }

    /** Adds a number; those that are not finite leave a gap. */
    void add(int at, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        sum = open == 0 ? value : sum + value;
        least = open == 0 ? value : Math.min(least, value);
        most = open == 0 ? value : Math.max(most, value);
        last = at;
        if (++open == stride) {
            close();
        }
    }

    private void close() {
        batch[size] = last;
        mean[size] = (float) (sum / open);
        low[size] = (float) least;
        high[size++] = (float) most;
        open = 0;
        if (size == MOST) {
            halve();
        }
    }

    private void halve() {
        size /= 2;
        stride *= 2;
        for (int i = 0; i < size; i++) {
            batch[i] = batch[2 * i + 1];
            mean[i] = (mean[2 * i] + mean[2 * i + 1]) / 2;
            low[i] = Math.min(low[2 * i], low[2 * i + 1]);
            high[i] = Math.max(high[2 * i], high[2 * i + 1]);
        }
    }

    /** {@return a copy that ends with what was added last} */
    Series copy() {
        var copy = new Series(batch.clone(), mean.clone(), low.clone(), high.clone());
        copy.size = size;
        copy.stride = stride;
        if (open > 0) {
            copy.open = open;
            copy.sum = sum;
            copy.least = least;
            copy.most = most;
            copy.last = last;
            copy.close();
        }
        return copy;
    }

    int size() {
        return size;
    }

    /** {@return how many numbers a point stands for} */
    int stride() {
        return stride;
    }

    int[] batches() {
        return Arrays.copyOf(batch, size);
    }

    float[] means() {
        return Arrays.copyOf(mean, size);
    }

    float[] lows() {
        return Arrays.copyOf(low, size);
    }

    float[] highs() {
        return Arrays.copyOf(high, size);
    }
}
