package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W1: a training step of ResNet-34. */
public class W1ResNet34 {
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
