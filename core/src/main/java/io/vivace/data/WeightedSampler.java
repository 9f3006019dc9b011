package io.vivace.data;

import io.vivace.tensor.Rng;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Draws items with replacement, in proportion to weights. */
final class WeightedSampler implements Sampler {
    private final double[] sums; // up to and with each item
    private final int draws;

    WeightedSampler(double[] weights, int draws) {
        if (draws < 1) {
            throw new IllegalArgumentException("an epoch shows at least 1 item, got " + draws + " draws");
        }
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && Double.isFinite(weights[i]))) {
                throw new IllegalArgumentException(
                        "the weight of item " + i + " is " + weights[i] + "; weights are finite and at least 0");
            }
        }
        sums = weights.clone();
        for (int i = 1; i < sums.length; i++) {
            sums[i] += sums[i - 1];
        }
        if (sums.length == 0 || !(sums[sums.length - 1] > 0)) {
            throw new IllegalArgumentException(
                    "nothing can be drawn: " + sums.length + " weights, none of them above 0");
        }
        this.draws = draws;
    }

    static WeightedSampler balanced(int[] classes, boolean over) {
        if (classes.length == 0) {
            throw new IllegalArgumentException("there are no items to draw, so no class can be balanced");
        }
        int least = Arrays.stream(classes).min().getAsInt();
        if (least < 0) {
            throw new IllegalArgumentException("class numbers begin at 0, got " + least);
        }
        int[] counts = new int[Arrays.stream(classes).max().getAsInt() + 1];
        Arrays.stream(classes).forEach(c -> counts[c]++);
        IntStream present = Arrays.stream(counts).filter(n -> n > 0);
        int size = (over ? present.max() : present.min()).getAsInt();
        long distinct = Arrays.stream(counts).filter(n -> n > 0).count();
        double[] weights =
                Arrays.stream(classes).mapToDouble(c -> 1.0 / counts[c]).toArray();
        return new WeightedSampler(weights, Math.toIntExact(distinct * size));
    }

    @Override
    public int draws(int items) {
        check(items);
        return draws;
    }

    private void check(int items) {
        if (items != sums.length) {
            throw new IllegalArgumentException("the sampler has weights of " + sums.length + " items, but there are "
                    + items + " to train on; give one weight for each training item");
        }
    }

    @Override
    public int[] order(int items, long seed, long epoch) {
        check(items);
        Rng rng = Rng.of(seed, epoch);
        double all = sums[sums.length - 1];
        double most = Math.nextDown(all); // a product may be rounded up
        return IntStream.range(0, draws)
                .map(i -> at(Math.min(most, rng.nextDouble() * all)))
                .toArray();
    }

    /** {@return the first item whose sum is above a number below the sum of all; items of weight 0 are never that} */
    private int at(double value) {
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] > value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public String describe() {
        return draws + " drawn by weight";
    }
}
