package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W6: a step of the critic and one of the generator of a Wasserstein GAN. */
public class W6Wgan {
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
