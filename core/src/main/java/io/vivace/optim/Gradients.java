package io.vivace.optim;

import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Collection;

/** Looks at gradients and limits them, between the backward pass and the step. */
public final class Gradients {
    /** Keeps the division finite, as in PyTorch. */
    private static final double TINY = 1e-6;

    private Gradients() {}

    /**
     * {@return the Euclidean length of all gradients together}
     *
     * @param parameters whose
     */
    public static double norm(Collection<Parameter> parameters) {
        return Autograd.noGrad(() -> {
            double sum = 0;
            for (Parameter p : parameters) {
                Tensor g = p.grad();
                if (g != null) {
                    try (var scope = Scope.open()) {
                        sum += g.square().sum().item();
                    }
                }
            }
            return Math.sqrt(sum);
        });
    }

    /**
     * Scales all gradients by one factor, so that they are together no longer than allowed.
     *
     * @param parameters whose
     * @param most the longest allowed
     * @return the length before
     */
    public static double clipNorm(Collection<Parameter> parameters, double most) {
        positive("clipNorm", most);
        double length = norm(parameters);
        double factor = most / (length + TINY);
        if (factor < 1) {
            scale(parameters, factor);
        }
        return length;
    }

    /**
     * Multiplies all gradients by a factor.
     *
     * @param parameters whose
     * @param factor any
     */
    public static void scale(Collection<Parameter> parameters, double factor) {
        Autograd.noGrad(() -> {
            for (Parameter p : parameters) {
                Tensor g = p.grad();
                if (g != null) {
                    g.mul_(factor);
                }
            }
        });
    }

    /**
     * {@return whether no gradient holds NaN or an infinity} One pass over memory: a sum shows them, and only where it does are
     * elements looked at one by one.
     *
     * @param parameters whose
     */
    public static boolean areFinite(Collection<Parameter> parameters) {
        return Autograd.noGrad(() -> {
            for (Parameter p : parameters) {
                if (notFinite(p) > 0) {
                    return false;
                }
            }
            return true;
        });
    }

    /**
     * {@return how many elements of a gradient are NaN or infinite}
     *
     * @param parameter whose; without a gradient none is
     */
    public static long notFinite(Parameter parameter) {
        Tensor g = parameter.grad();
        if (g == null) {
            return 0;
        }
        try (var scope = Scope.open()) {
            double sum = Autograd.noGrad(() -> g.sum().item());
            if (Double.isFinite(sum)) {
                return 0;
            }
            long found = 0;
            for (float v : g.toFloatArray()) {
                found += Float.isFinite(v) ? 0 : 1;
            }
            return found;
        }
    }

    /**
     * Limits every element of every gradient.
     *
     * @param parameters whose
     * @param most the largest absolute value allowed
     */
    public static void clipValue(Collection<Parameter> parameters, double most) {
        positive("clipValue", most);
        Autograd.noGrad(() -> {
            for (Parameter p : parameters) {
                Tensor g = p.grad();
                if (g != null) {
                    try (var scope = Scope.open()) {
                        g.copy_(g.clamp(-most, most));
                    }
                }
            }
        });
    }

    private static void positive(String op, double most) {
        if (!(most > 0)) {
            throw new IllegalArgumentException(op + ": the limit must be above 0, got " + most);
        }
    }
}
