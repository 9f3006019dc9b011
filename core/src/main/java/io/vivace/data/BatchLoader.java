package io.vivace.data;

import io.vivace.tensor.Rng;
import java.util.Arrays;

/** Cuts a data set into batches, in order or shuffled, and has them made by workers or by the calling thread. */
public final class BatchLoader implements Loader {
    private final int items;
    private final Collate collate;
    private final LoaderOptions options;

    /**
     * Describes the batches; nothing is loaded yet.
     *
     * @param items size of the data set
     * @param collate makes a batch
     * @param options how
     */
    public BatchLoader(int items, Collate collate, LoaderOptions options) {
        this.items = items;
        this.collate = collate;
        this.options = options;
    }

    @Override
    public int items() {
        return items;
    }

    @Override
    public int batches() {
        int size = options.batchSize();
        boolean drop = options.dropLast() && items >= size;
        return drop ? items / size : (items + size - 1) / size;
    }

    /** {@return how the batches are made} */
    public LoaderOptions options() {
        return options;
    }

    @Override
    public Epoch epoch(long epoch) {
        int[] order = order(epoch);
        int[][] batches = new int[batches()][];
        for (int b = 0; b < batches.length; b++) {
            int from = b * options.batchSize();
            batches[b] = Arrays.copyOfRange(order, from, Math.min(items, from + options.batchSize()));
        }
        var plan = new EpochPlan(batches, epoch, collate);
        return options.workers() == 0 ? new DirectEpoch(plan) : new WorkerEpoch(plan, options);
    }

    private int[] order(long epoch) {
        if (options.shuffle()) {
            return Rng.of(options.seed(), epoch).permutation(items);
        }
        int[] order = new int[items];
        Arrays.setAll(order, i -> i);
        return order;
    }
}
