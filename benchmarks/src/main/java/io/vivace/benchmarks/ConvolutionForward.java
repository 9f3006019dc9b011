package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Results of convolutions in the shapes of ResNet-34 and of a U-Net's decoder. */
public class ConvolutionForward {
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
