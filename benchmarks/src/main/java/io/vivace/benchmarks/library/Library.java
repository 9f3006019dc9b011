package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.Precision;
import io.vivace.benchmarks.work.Step;
import io.vivace.benchmarks.work.Work;
import java.util.Map;

/** A library, in one way of using it, that can do some of the works. Peers are found by the service loader. */
public interface Library {
    /** {@return its name in reports and on the command line, such as {@code pytorch-channels-last}} */
    String name();

    /**
     * {@return whether it can do a work}
     *
     * @param work which
     * @param precision in which number format
     */
    boolean does(Work work, Precision precision);

    /**
     * {@return the work made ready: weights filled, inputs in memory, nothing computed yet}
     *
     * @param work one that it {@link #does}
     * @param precision in which number format
     */
    Step prepare(Work work, Precision precision);

    /**
     * {@return environment variables in which it does a work best; those that are already set stay as they are}
     *
     * @param work one that it {@link #does}
     */
    default Map<String, String> environment(Work work) {
        return Map.of();
    }

    /** {@return whether its steps of workloads take so long that a few of them must do} */
    default boolean slow() {
        return false;
    }
}
