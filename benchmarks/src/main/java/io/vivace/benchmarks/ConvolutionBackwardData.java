package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Gradients of the inputs of convolutions. */
public class ConvolutionBackwardData {
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
