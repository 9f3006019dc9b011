package io.vivace.callbacks.dashboard;

import java.util.Arrays;

/** Which batch was trained when, in seconds and epochs, in bounded memory. In between, lines are straight. */
final class Clock {
    private static final int MOST = 400;

    private final int[] batch;
    private final float[] seconds;
    private final float[] epoch;
    private int size;
    private int stride = 1;
    private int skipped;

    Clock() {
        this(new int[MOST + 1], new float[MOST + 1], new float[MOST + 1]);
    }

    private Clock(int[] batch, float[] seconds, float[] epoch) {
        this.batch = batch;
        this.seconds = seconds;
        this.epoch = epoch;
    }

    Clock copy() {
        var copy = new Clock(batch.clone(), seconds.clone(), epoch.clone());
        copy.size = size;
        copy.stride = stride;
        copy.skipped = skipped;
        return copy;
    }

    void add(int at, double time, double epochs) {
        batch[size] = at;
        seconds[size] = (float) time;
        epoch[size] = (float) epochs; // the last one is always here, whether it stays or not
        if (++skipped < stride) {
            return;
        }
        skipped = 0;
        if (++size == MOST) {
            size /= 2;
            stride *= 2;
            for (int i = 0; i < size; i++) {
                batch[i] = batch[2 * i + 1];
                seconds[i] = seconds[2 * i + 1];
                epoch[i] = epoch[2 * i + 1];
            }
        }
    }

    private int shown() {
        return skipped > 0 ? size + 1 : size;
    }

    int[] batches() {
        return Arrays.copyOf(batch, shown());
    }

    float[] seconds() {
        return Arrays.copyOf(seconds, shown());
    }

    float[] epochs() {
        return Arrays.copyOf(epoch, shown());
    }
}
