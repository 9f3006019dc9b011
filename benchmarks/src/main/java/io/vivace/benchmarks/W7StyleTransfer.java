package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W7: loss and pixel gradient of style transfer by VGG16. */
public class W7StyleTransfer {
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
