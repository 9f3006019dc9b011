package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Steps of optimizers other than Adam. */
public class OptimizerUpdate {
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
