package io.vivace.benchmarks.work;

/** A work made ready, to be done again and again. */
public interface Step extends AutoCloseable {
    /**
     * Does the work once.
     *
     * @return the loss, or for an operation one element of its result, read as a loop that reports would read it
     */
    float run();

    /** {@return how many first results are those of other libraries; fewer where an optimizer differs} */
    default int comparable() {
        return Integer.MAX_VALUE;
    }

    /**
     * Turns on what draws at random, such as dropout: called once after the first results have been compared with those of
     * other libraries, which draw other numbers, and before anything is timed.
     */
    default void begin() {}

    /** Gives back what was made ready. */
    @Override
    default void close() {}
}
