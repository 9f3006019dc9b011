package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** LSTM and GRU layers over sequences, forward and in training. */
public class RecurrentSequence {
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
