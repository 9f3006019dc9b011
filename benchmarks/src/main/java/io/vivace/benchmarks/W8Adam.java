package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W8: a step of Adam over the parameters of ResNet-34. */
public class W8Adam {
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
