package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Batch normalisation, alone and with ReLU, forward and backward. */
public class BatchNormalization {
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
