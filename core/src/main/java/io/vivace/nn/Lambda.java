package io.vivace.nn;

import io.vivace.backend.Finish;
import io.vivace.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    private final Finish.@Nullable Activation activation;

    /**
     * Wraps a function.
     *
     * @param description what it does, for tables and messages
     * @param function from input to output
     */
    public Lambda(String description, UnaryOperator<Tensor> function) {
        this(description, function, null);
    }

    /** Wraps a function that the pass of a product can end in. */
    Lambda(String description, UnaryOperator<Tensor> function, Finish.@Nullable Activation activation) {
        this.description = description;
        this.function = function;
        this.activation = activation;
    }

    Finish.@Nullable Activation activation() {
        return activation;
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
