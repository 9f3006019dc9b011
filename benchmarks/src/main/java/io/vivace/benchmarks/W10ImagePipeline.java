package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W10: pictures from JPEG files to normalised batches. */
public class W10ImagePipeline {
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
