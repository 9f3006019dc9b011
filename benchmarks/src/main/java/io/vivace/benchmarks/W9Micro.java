package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W9: an addition, a matrix product, an addition of ten numbers with autograd, and a convolution. */
public class W9Micro {
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
