package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W2: a training step of DarkNet for small pictures. */
public class W2DarkNet {
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
