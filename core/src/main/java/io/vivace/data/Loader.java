package io.vivace.data;

import java.util.Iterator;

/** Hands out the batches of a data set, epoch by epoch. */
public interface Loader {
    /** {@return the number of items of the data set} */
    int items();

    /** {@return the number of batches of an epoch} */
    int batches();

    /**
     * {@return the batches of one epoch} Order and random changes depend only on the loader's seed and this number, not on
     * threads. The tensors of a batch are kept (no scope closes them): whoever takes a batch closes it. Close an iterator
     * that is not read to its end.
     *
     * @param epoch which
     */
    Epoch epoch(long epoch);

    /**
     * {@return the rest of an epoch: the same batches as {@link #epoch(long)}, without the first ones} Loaders that know how make
     * only those that are handed out.
     *
     * @param epoch which
     * @param from the {@linkplain Epoch#position() position} to go on from
     */
    default Epoch epoch(long epoch, int from) {
        Epoch all = epoch(epoch);
        while (all.position() < from && all.hasNext()) {
            all.next().close();
        }
        return all;
    }

    /** The batches of one epoch. */
    interface Epoch extends Iterator<Batch>, AutoCloseable {
        /** {@return how many of the planned batches lie behind: those handed out, and those of which no item could be used} */
        int position();

        /** {@return seconds that callers of {@link #next()} have waited for data so far} */
        double secondsWaited();

        /** Stops the workers and gives back batches nobody took. */
        @Override
        void close();
    }
}
