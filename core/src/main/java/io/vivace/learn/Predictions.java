package io.vivace.learn;

import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a net says about a data set, in the order of its items.
 *
 * @param outputs activated outputs [N, ...]
 * @param targets what it should have said [N, ...], null if unknown
 * @param losses the loss of each item [N], null if unknown or not asked for
 * @param items the items' positions in their data set, [N]; items that could not be read are missing
 */
public record Predictions(
        Tensor outputs, @Nullable Tensor targets, @Nullable Tensor losses, Tensor items) implements AutoCloseable {
    /** {@return how many items there are} */
    public int size() {
        return Math.toIntExact(items.elements());
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        outputs.close();
        items.close();
        if (targets != null) {
            targets.close();
        }
        if (losses != null) {
            losses.close();
        }
    }
}
