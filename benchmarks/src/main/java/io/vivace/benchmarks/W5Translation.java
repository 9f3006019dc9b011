package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W5: a training step of translation with attention. */
public class W5Translation {
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
