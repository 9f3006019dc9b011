package io.vivace.nn;

import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A tensor that training changes. Freezing is a property of the parameter: a frozen one gets no gradient and no step. */
public final class Parameter {
    private final Tensor value;
    private boolean trainable = true;

    /**
     * Wraps a value, which is kept beyond any scope.
     *
     * @param value a leaf, f32 or bf16
     */
    public Parameter(Tensor value) {
        this.value = value.detach().requiresGrad().keep();
    }

    /** {@return the value; change it in place, inside noGrad} */
    public Tensor value() {
        return value;
    }

    /** {@return the gradient collected, or null} */
    public @Nullable Tensor grad() {
        return value.grad();
    }

    /** {@return whether training changes it} */
    public boolean isTrainable() {
        return trainable;
    }

    /**
     * Freezes or thaws.
     *
     * @param on whether training changes it from now on
     */
    public void trainable(boolean on) {
        trainable = on;
        value.zeroGrad();
        value.requiresGrad(on);
    }
}
