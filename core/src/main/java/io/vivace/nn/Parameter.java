package io.vivace.nn;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that training changes. Freezing is a property of the parameter: a frozen one gets no gradient and no step.
 *
 * <p>A layer knows the shape of its parameters and how they start; memory is taken when they get values, by
 * {@link Module#init} or {@link Module#load}. So a net that is only counted, or cut to its body, costs nothing.
 */
public final class Parameter {
    /** What a parameter does in its layer. Weight decay often leaves out all but weights. */
    public enum Role {
        /** Multiplies inputs: of a convolution, a linear layer, an embedding. */
        WEIGHT,
        /** Is added by a convolution or a linear layer. */
        BIAS,
        /** Scale or shift of a normalisation. */
        NORM
    }

    private final Shape shape;
    private final Role role;
    private final Init start;
    private volatile @Nullable Tensor value;
    private boolean trainable = true;

    /**
     * Wraps a value, which is kept beyond any scope.
     *
     * @param value a leaf, f32 or bf16
     */
    public Parameter(Tensor value) {
        this.value = value.detach().requiresGrad().keep();
        shape = value.shape();
        role = Role.WEIGHT;
        start = (s, rng) -> {
            throw new IllegalStateException(
                    "a parameter " + s + " made from a given value has no rule by which it starts;"
                            + " make it with a shape and an Init, or do not call init() on its module");
        };
    }

    /**
     * Describes a parameter that gets its values later.
     *
     * @param shape sizes
     * @param role what it does
     * @param start how it starts
     */
    public Parameter(Shape shape, Role role, Init start) {
        this.shape = shape;
        this.role = role;
        this.start = start;
    }

    /**
     * {@return the value; change it in place, inside noGrad}
     *
     * @throws IllegalStateException if it has none yet
     */
    public Tensor value() {
        Tensor v = value;
        return v != null ? v : constant();
    }

    /** Scales of 1 and shifts of 0 need no randomness, so a normalisation works at once. */
    private synchronized Tensor constant() {
        Tensor v = value;
        if (v != null) {
            return v;
        }
        if (!(start instanceof Init.Constant c)) {
            throw new IllegalStateException("a parameter " + shape
                    + " has no values yet: call init(new Rng(seed)) on the" + " net, or load its weights");
        }
        return fill(Tensor.full(DType.F32, shape, c.value()));
    }

    /** {@return whether it has values} */
    public boolean isReady() {
        return value != null || start instanceof Init.Constant;
    }

    /** {@return the sizes} */
    public Shape shape() {
        return shape;
    }

    /** {@return what it does in its layer} */
    public Role role() {
        return role;
    }

    /** {@return the gradient collected, or null} */
    public @Nullable Tensor grad() {
        Tensor v = value;
        return v == null ? null : v.grad();
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
        Tensor v = value;
        if (v != null) {
            v.zeroGrad();
            v.requiresGrad(on);
        }
    }

    /**
     * Takes the values it starts with.
     *
     * @param rng where randomness comes from
     */
    public void init(Rng rng) {
        init(start, rng);
    }

    /**
     * Takes the values a rule gives, instead of those it usually starts with.
     *
     * @param rule the rule
     * @param rng where randomness comes from
     */
    public void init(Init rule, Rng rng) {
        set(Autograd.noGrad(() -> Scope.compute(() -> rule.values(shape, rng))), true);
    }

    /**
     * Copies values in.
     *
     * @param values of the same shape; they are converted to its type, which is f32 if it had none yet
     * @throws IllegalArgumentException if the shapes differ
     */
    public void set(Tensor values) {
        set(values, false);
    }

    private synchronized void set(Tensor values, boolean mine) {
        if (!values.shape().equals(shape)) {
            throw new IllegalArgumentException("values " + values.shape() + " for a parameter " + shape);
        }
        Tensor v = value;
        if (v == null) {
            fill(
                    mine
                            ? values
                            : Autograd.noGrad(
                                    () -> values.dtype() == DType.F32 ? values.copy() : values.to(DType.F32)));
            return;
        }
        Autograd.noGrad(() -> {
            v.copy_(values);
        });
        if (mine) {
            values.close();
        }
    }

    private Tensor fill(Tensor own) {
        Tensor v = Autograd.noGrad(() -> laidOut(own)).requiresGrad(trainable).keep();
        value = v;
        return v;
    }

    /**
     * Weights of 2-D convolutions lie as their pictures do, with the input channels of a pixel as neighbours: that is how
     * kernels read them, and bringing row-major ones into such an order took a tenth of a step.
     */
    private static Tensor laidOut(Tensor own) {
        if (own.rank() != 4 || own.view().isChannelsLast()) {
            return own;
        }
        Tensor v = own.channelsLast();
        own.close();
        return v;
    }

    /** Drops the gradient and gives its memory back. */
    public void zeroGrad() {
        Tensor v = value;
        if (v != null) {
            v.zeroGrad();
        }
    }

    /** Has zeros for values until they are taken back, if it has none. */
    synchronized boolean lendZeros() {
        if (isReady()) {
            return false;
        }
        value = Tensor.zeros(shape.toArray()).keep();
        return true;
    }

    /** Has no values any more. */
    synchronized void takeBack() {
        Tensor lent = value;
        value = null;
        if (lent != null) {
            lent.close();
        }
    }

    /** Gives the memory of the value and its gradient back. */
    void close() {
        Tensor v = value;
        if (v != null) {
            v.zeroGrad();
            v.close();
        }
    }
}
