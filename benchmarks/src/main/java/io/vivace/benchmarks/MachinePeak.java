package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** What this machine can do at best: a large matrix product and a long copy. Other figures are shares of these. */
public class MachinePeak {
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
