package io.vivace.data;

import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * Some items, collated.
 *
 * @param inputs what the model gets, each with the items along its first axis
 * @param targets what it should say, likewise; empty when unknown
 * @param items the items' positions in their data set, in the order of the batch
 */
public record Batch(List<Tensor> inputs, List<Tensor> targets, int[] items) implements AutoCloseable {
    /** {@return the first input} */
    public Tensor x() {
        return inputs.get(0);
    }

    /** {@return the first target} */
    public Tensor y() {
        return targets.get(0);
    }

    /** {@return the number of items} */
    public int size() {
        return items.length;
    }

    /** Gives the memory of all tensors back. */
    @Override
    public void close() {
        inputs.forEach(Tensor::close);
        targets.forEach(Tensor::close);
    }
}
