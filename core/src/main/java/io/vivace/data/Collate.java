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
}
