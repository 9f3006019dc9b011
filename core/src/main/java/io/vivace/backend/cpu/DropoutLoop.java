package io.vivace.backend.cpu;

import io.vivace.memory.View;

/**
 * Dropout in one pass without a mask in memory. Whether an element stays is a hash of its place and a key, so several threads
 * find the same whatever parts they take, and so does the backward half. The hash is two rounds of multiplications and
 * shifts, with one half of the key before and the other between them; the loop over it vectorises.
 */
final class DropoutLoop {
    private static final int BITS = 24;
    private static final int[] PLACES = places(); // loops vectorise over an array, not over their counter

    private DropoutLoop() {}

    private static int[] places() {
        int[] places = new int[Rows.MAX_ROW];
        for (int k = 0; k < places.length; k++) {
            places[k] = k;
        }
        return places;
    }

    static void run(View x, double p, double scale, long key, View y) {
        if (y.elements() == 0) {
            return;
        }
        Rows rows = Rows.of(x, y);
        Elements from = Elements.of(x);
        Elements to = Elements.of(y);
        int limit = (int) Math.round(p * (1 << BITS));
        float factor = (float) scale;
        rows.share(() -> {
            float[] row = new float[rows.longest()];
            int[] kept = new int[rows.longest()];
            return (at, n) -> {
                from.read(at[0], rows.step(0), row, n);
                choose(at[1] - y.offset(), rows.step(1), key, limit, kept, n);
                for (int k = 0; k < n; k++) {
                    row[k] *= factor * kept[k];
                }
                to.write(at[1], rows.step(1), row, n);
            };
        });
    }

    /** Puts 0 where an element is dropped, else 1. */
    static void choose(long place, int step, long key, int limit, int[] to, int n) {
        int first = (int) place + (int) key;
        int second = (int) (key >>> 32) ^ (int) (place >>> 32) * 0x9e3779b1;
        for (int k = 0; k < n; k++) {
            int h = first + PLACES[k] * step;
            h = (h ^ (h >>> 16)) * 0x7feb352d;
            h = (h ^ (h >>> 15)) * 0x846ca68b;
            h = h ^ (h >>> 16) ^ second;
            h = (h ^ (h >>> 16)) * 0x85ebca6b;
            h = (h ^ (h >>> 13)) * 0xc2b2ae35;
            h = (h ^ (h >>> 16)) >>> (32 - BITS);
            to[k] = ((limit - 1) - h) >>> 31;
        }
    }
}
