package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** A trained ResNet-34 in use: one picture, and sixteen. */
public class Inference {
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
