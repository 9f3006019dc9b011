package io.vivace.learn;

/**
 * Something that remembers, from batch to batch, what training depends on. A {@link Checkpoint} writes down what it says and
 * gives it back when training is resumed, so that a run that was killed ends with the bits of one that was not.
 *
 * <pre>{@code
 * private int waited;
 * @Override public void save(SavedState to) { to.put("waited", waited); }
 * @Override public void load(SavedState from) { waited = (int) from.whole("waited"); }
 * }</pre>
 */
public interface Stateful {
    /**
     * Writes down what is remembered: between two batches, between two epochs, and when a fit is over, after {@code afterFit}.
     *
     * @param to where to
     */
    default void save(SavedState to) {}

    /**
     * Takes back what {@link #save} wrote down. A callback has seen {@code beforeFit} before that and, in the middle of an
     * epoch, {@code beforeEpoch} and {@code beforeTrain}. When a fit that is done is passed by, it sees nothing else: it is given
     * what it wrote after {@code afterFit}.
     *
     * @param from where from; its tensors are copied by whoever wants to keep them
     */
    default void load(SavedState from) {}
}
