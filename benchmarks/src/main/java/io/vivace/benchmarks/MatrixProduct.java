package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Products of matrices, square and in the shapes of a language model. */
public class MatrixProduct {
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
