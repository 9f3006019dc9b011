package io.vivace.data;

import org.jspecify.annotations.Nullable;

/**
 * The batches of an epoch.
 *
 * @param batches the items of each
 * @param showings how often each of them was shown before in this epoch
 * @param first the first one that is wanted
 * @param epoch which
 * @param collate makes a batch
 */
record EpochPlan(int[][] batches, int[][] showings, int first, long epoch, Collate collate) {
    int size() {
        return batches.length;
    }

    /** {@return the batch, or null if none of its items could be used} */
    @Nullable
    Batch load(int b) throws Exception {
        return collate.load(batches[b], showings[b], epoch);
    }

    /** {@return the exception to throw to the caller for one that stopped the loading of a batch} */
    RuntimeException failure(int b, Throwable cause) {
        if (cause instanceof Error e) {
            throw e;
        }
        if (cause instanceof LoadException already) {
            return already;
        }
        return new LoadException(
                "batch " + b + " of epoch " + epoch + " could not be made: "
                        + (cause.getMessage() == null ? cause.toString() : cause.getMessage()),
                cause);
    }
}
