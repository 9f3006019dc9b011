package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Taking memory for a tensor and giving it back. */
public class MemoryAllocation {
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
