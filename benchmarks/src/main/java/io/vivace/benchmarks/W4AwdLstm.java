package io.vivace.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;

/** Workload W4: a training step of an AWD-LSTM language model. */
public class W4AwdLstm {
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
