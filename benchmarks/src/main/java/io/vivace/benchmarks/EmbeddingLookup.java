package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Rows of a table by index, forward and backward. */
public class EmbeddingLookup {
    /**
     * {@return the step's result}
     *
     * @param contest library and work
     */
    @Benchmark
    public float step(Contest contest) {
        return contest.run();
    }
}
