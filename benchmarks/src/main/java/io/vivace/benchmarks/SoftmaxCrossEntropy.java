package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Cross-entropy over classes and over a vocabulary, forward and backward. */
public class SoftmaxCrossEntropy {
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
