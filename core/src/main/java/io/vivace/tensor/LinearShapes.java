package io.vivace.tensor;

import io.vivace.memory.Shape;
import org.jspecify.annotations.Nullable;

/** What fits together in x · wᵀ + bias. */
final class LinearShapes {
    private LinearShapes() {}

    /** Refuses shapes that do not fit. */
    static void check(Tensor x, Tensor weight, @Nullable Tensor bias) {
        if (weight.rank() != 2 || x.rank() == 0 || x.size(-1) != weight.size(1)) {
            throw new IllegalArgumentException("linear: the input " + x.shape() + " must end in " + weight.size(-1)
                    + " features for a weight [out, in] of " + weight.shape());
        }
        if (bias != null && !bias.shape().equals(Shape.of(weight.size(0)))) {
            throw new IllegalArgumentException(
                    "linear: the bias is " + bias.shape() + ", expected [" + weight.size(0) + "]");
        }
    }
}
