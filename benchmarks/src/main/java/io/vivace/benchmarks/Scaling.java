package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** W1 over batches and W4 over lengths of 1 to 32 and 35 to 280: whether cost grows linearly. */
public class Scaling {
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
