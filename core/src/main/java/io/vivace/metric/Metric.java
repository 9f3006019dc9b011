package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * A number that tells how good predictions are. Batches are counted in one after the other; the value is that of all items
 * together, however they were split into batches. Where a NaN is among the outputs, the value is NaN.
 */
public interface Metric {
    /** {@return the name shown in tables} */
    String name();

    /** Forgets what was counted. */
    void reset();

    /**
     * Counts a batch.
     *
     * @param output what the model said, before any activation, the items along the first axis
     * @param target what it should have said
     * @throws IllegalArgumentException if their shapes do not go together
     */
    void add(Tensor output, Tensor target);

    /**
     * Counts a batch with several targets; takes the first unless written otherwise.
     *
     * @param output what the model said
     * @param targets what it should have said
     */
    default void add(Tensor output, List<Tensor> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(name() + ": this batch has no target");
        }
        add(output, targets.get(0));
    }

    /** {@return the value for everything counted since the last reset, NaN if that was nothing} */
    double value();
}
