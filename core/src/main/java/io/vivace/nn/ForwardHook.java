package io.vivace.nn;

import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Runs after a module has computed its output, and before if wanted. */
@FunctionalInterface
public interface ForwardHook {
    /**
     * {@return the output to go on with, or null for the one computed} To use the output later, hold
     * {@code output.alias().keep()}: the net gives its own handle back when the next layer has read it.
     *
     * @param module what was computed
     * @param input its input, the first if there are several
     * @param output its output
     */
    @Nullable
    Tensor after(Module module, Tensor input, Tensor output);

    /**
     * Runs before the module computes; does nothing unless written.
     *
     * @param module what will be computed
     * @param input its input, the first if there are several
     */
    default void before(Module module, Tensor input) {}
}
