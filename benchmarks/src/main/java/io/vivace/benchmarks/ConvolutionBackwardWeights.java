package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Gradients of the weights of convolutions. */
public class ConvolutionBackwardWeights {
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
