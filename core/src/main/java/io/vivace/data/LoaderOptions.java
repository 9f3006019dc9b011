package io.vivace.data;

import io.vivace.backend.Backend;

/**
 * How batches are made.
 *
 * @param batchSize items in a batch
 * @param sampler which items an epoch shows, in which order
 * @param dropLast whether an incomplete last batch is left out; a data set smaller than one batch is never left out
 * @param seed of the order
 * @param workers threads that make batches; 0 makes them in the thread that asks
 * @param prefetch the most batches that may be ready or in the making
 */
public record LoaderOptions(int batchSize, Sampler sampler, boolean dropLast, long seed, int workers, int prefetch) {
    /** Checks the numbers. */
    public LoaderOptions {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch has at least 1 item, got batch size " + batchSize);
        }
        if (workers < 0) {
            throw new IllegalArgumentException("workers are 0 or more, got " + workers);
        }
        if (prefetch < 1) {
            throw new IllegalArgumentException(
                    "at least 1 batch must be allowed in the making, got prefetch " + prefetch);
        }
    }

    /**
     * {@return batches in item order, all items, by one worker less than there are threads that compute, at least one} A worker
     * mostly waits: beside two threads that compute on two cores, one is faster than none, a second gains nothing, and so does one
     * thread less.
     *
     * @param batchSize items in a batch
     */
    public static LoaderOptions inOrder(int batchSize) {
        int workers = Math.max(1, Backend.current().threads() - 1);
        return new LoaderOptions(batchSize, Sampler.inOrder(), false, 0, workers, workers + 2);
    }

    /**
     * {@return the same with another number of workers, and room for two batches more than that}
     *
     * @param n threads, or 0
     */
    public LoaderOptions workers(int n) {
        return new LoaderOptions(batchSize, sampler, dropLast, seed, n, n + 2);
    }

    /**
     * {@return the same with another batch size}
     *
     * @param n items
     */
    public LoaderOptions batchSize(int n) {
        return new LoaderOptions(n, sampler, dropLast, seed, workers, prefetch);
    }

    /**
     * {@return the same with another bound on batches made ahead}
     *
     * @param n batches
     */
    public LoaderOptions prefetch(int n) {
        return new LoaderOptions(batchSize, sampler, dropLast, seed, workers, n);
    }

    /**
     * {@return the same, in a new order in every epoch}
     *
     * @param newSeed of the order
     * @param dropIncomplete whether an incomplete last batch is left out
     */
    public LoaderOptions shuffled(long newSeed, boolean dropIncomplete) {
        return new LoaderOptions(batchSize, Sampler.shuffled(), dropIncomplete, newSeed, workers, prefetch);
    }

    /**
     * {@return the same with another choice of items}
     *
     * @param choice which items an epoch shows, in which order
     */
    public LoaderOptions sampler(Sampler choice) {
        return new LoaderOptions(batchSize, choice, dropLast, seed, workers, prefetch);
    }

    /**
     * {@return the same with another seed}
     *
     * @param newSeed of the order
     */
    public LoaderOptions seed(long newSeed) {
        return new LoaderOptions(batchSize, sampler, dropLast, newSeed, workers, prefetch);
    }

    /**
     * {@return the same with or without an incomplete last batch}
     *
     * @param dropIncomplete whether it is left out
     */
    public LoaderOptions dropLast(boolean dropIncomplete) {
        return new LoaderOptions(batchSize, sampler, dropIncomplete, seed, workers, prefetch);
    }
}
