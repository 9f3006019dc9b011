package io.vivace.data;

import org.jspecify.annotations.Nullable;

/** Makes a batch of some items. Several threads call it at once. */
@FunctionalInterface
public interface Collate {
    /**
     * {@return the batch, its tensors kept, or null if no item could be used} Everything random in it depends only on the
     * epoch and the items, so that it does not matter which thread makes it. It may stop early with an
     * {@link InterruptedException} when its thread is interrupted.
     *
     * @param items positions in the data set, in order
     * @param epoch which
     * @throws Exception if an item cannot be loaded; the message names it
     */
    @Nullable
    Batch load(int[] items, long epoch) throws Exception;

    /**
     * {@return the batch} An item that a sampler shows several times in an epoch should not be changed in the same way each
     * time: those that change items at random write this one.
     *
     * @param items positions in the data set, in order
     * @param showings how often each of them was shown before in this epoch; all 0 unless items are drawn with replacement
     * @param epoch which
     * @throws Exception if an item cannot be loaded; the message names it
     */
    @Nullable
    default Batch load(int[] items, int[] showings, long epoch) throws Exception {
        return load(items, epoch);
    }
}
