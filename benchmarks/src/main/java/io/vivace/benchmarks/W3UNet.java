package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W3: a training step of a U-Net on ResNet-34. */
public class W3UNet {
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
