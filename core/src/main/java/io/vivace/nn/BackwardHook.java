package io.vivace.nn;

import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Runs when a backward pass has gone through a module. */
@FunctionalInterface
public interface BackwardHook {
    /**
     * {@return the gradient of the input to go on with, or null for the one computed} The tensors are released after the
     * hook; hold {@code alias().keep()} of what is used later.
     *
     * @param module what was passed
     * @param inputGradient gradient of its input, as far as it comes through this module; null if the input needs none
     * @param outputGradient gradient of its output
     */
    @Nullable
    Tensor after(Module module, @Nullable Tensor inputGradient, Tensor outputGradient);
}
