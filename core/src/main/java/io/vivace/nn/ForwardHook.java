package io.vivace.nn;

import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Runs after a module has computed its output. */
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
}
