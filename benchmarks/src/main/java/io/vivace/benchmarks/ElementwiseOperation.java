package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Element-wise operations into fresh results. */
public class ElementwiseOperation {
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
