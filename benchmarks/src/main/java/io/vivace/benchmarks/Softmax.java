package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Softmax over classes and over a vocabulary, forward. */
public class Softmax {
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
