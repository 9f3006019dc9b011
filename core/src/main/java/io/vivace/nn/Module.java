package io.vivace.nn;

import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * A part of a net: parameters, buffers, children, and how an input becomes an output. Subclasses register what they own in
 * their constructor ({@code parameter}, {@code buffer}, {@code child}) and write {@link #compute}; callers use
 * {@link #forward}, which also runs hooks.
 */
public abstract class Module {
    /**
     * {@return the output for one input}
     *
     * @param x the input
     */
    public final Tensor forward(Tensor x) {
        return compute(x);
    }

    /**
     * {@return the output for several inputs}
     *
     * @param inputs the inputs
     */
    public final Tensor forward(List<Tensor> inputs) {
        return compute(inputs);
    }

    /**
     * {@return the output; written by subclasses, called through {@link #forward}}
     *
     * @param x the input
     */
    protected abstract Tensor compute(Tensor x);

    /**
     * {@return the output for several inputs; nets with more than one input write this}
     *
     * @param inputs the inputs
     */
    protected Tensor compute(List<Tensor> inputs) {
        return compute(inputs.get(0));
    }
}
