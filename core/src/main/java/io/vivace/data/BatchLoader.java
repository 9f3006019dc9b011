package io.vivace.data;

import java.util.Arrays;

/** Cuts a data set into batches, as a sampler chooses, and has them made by workers or by the calling thread. */
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
        int draws = options.sampler().draws(items);
        boolean drop = options.dropLast() && draws >= size;
        return drop ? draws / size : (draws + size - 1) / size;
    }

    /** {@return how the batches are made} */
    public LoaderOptions options() {
        return options;
    }

    @Override
    public Epoch epoch(long epoch) {
        return epoch(epoch, 0);
    }

    @Override
    public Epoch epoch(long epoch, int first) {
        int[] order = options.sampler().order(items, options.seed(), epoch);
        int[] showings = Sampler.showings(order, items);
        var plan = new EpochPlan(cut(order), cut(showings), first, epoch, collate);
        return options.workers() == 0 ? new DirectEpoch(plan) : new WorkerEpoch(plan, options);
    }

    private int[][] cut(int[] order) {
        int[][] batches = new int[batches()][];
        for (int b = 0; b < batches.length; b++) {
            int from = b * options.batchSize();
            batches[b] = Arrays.copyOfRange(order, from, Math.min(order.length, from + options.batchSize()));
        }
        return batches;
    }
}
