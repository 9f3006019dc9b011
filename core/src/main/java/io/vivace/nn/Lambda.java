package io.vivace.nn;

import io.vivace.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function without parameters as a module: activations, reshapes, anything of the user's.
 *
 * <pre>{@code
 * lambda("to one channel", x -> x.mean(true, 1))
 * }</pre>
 *
 * Counterpart: fastai's {@code Lambda}.
 */
public final class Lambda extends Module {
    private final String description;
    private final UnaryOperator<Tensor> function;

    /**
     * Wraps a function.
     *
     * @param description what it does, for tables and messages
     * @param function from input to output
     */
    public Lambda(String description, UnaryOperator<Tensor> function) {
        this.description = description;
        this.function = function;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return function.apply(x);
    }

    @Override
    public String describe() {
        return description;
    }
}
