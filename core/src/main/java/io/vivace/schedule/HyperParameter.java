package io.vivace.schedule;

import io.vivace.optim.ParameterGroup;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * A number that a schedule can change while training runs: one of the optimizer's {@link Setting settings}, or any other.
 *
 * <pre>{@code
 * TrainPhase.epochs(5).ramp(HyperParameter.of(p -> smoothing = p), Ramp.of(0.2, 0, Decay.LINEAR))
 * }</pre>
 */
@FunctionalInterface
public interface HyperParameter {
    /**
     * Sets the number.
     *
     * @param groups parameters with their settings, by layer group
     * @param values what to set, by layer group; at least 0
     */
    void set(List<ParameterGroup> groups, double[] values);

    /**
     * {@return a number that is the same for all layer groups}
     *
     * @param setter takes it before each batch
     */
    static HyperParameter of(DoubleConsumer setter) {
        return (groups, values) -> setter.accept(values[values.length - 1]);
    }
}
