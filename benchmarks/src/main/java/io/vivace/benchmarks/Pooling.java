package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Max pooling and the global average, forward and backward. */
public class Pooling {
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
