package io.vivace.tensor;

import io.vivace.backend.Unary;
import io.vivace.memory.Shape;

/** Derivatives of the element-wise functions as recorded operations, for gradients of gradients. */
final class Derivatives {
    private Derivatives() {}

    /** {@return f′, computed from the output where the function uses it, else from the input} */
    static Tensor of(Unary op, double a, double b, Tensor v) {
        return switch (op) {
            case LINEAR -> Tensor.full(v.dtype(), Shape.of(), a);
            case EXP -> v;
            case LOG -> v.reciprocal();
            case LOG1P -> v.add(1).reciprocal();
            case SQRT -> v.reciprocal().mul(0.5);
            case ABS -> v.detach().sign();
            case SIGN, FLOOR, ROUND -> v.detach().mul(0);
            case SQUARE -> v.mul(2);
            case POW -> a == 0 ? v.detach().mul(0) : v.pow(a - 1).mul(a);
            case CLAMP -> mask(v.ge(a), v).mul(mask(v.le(b), v));
            case RELU -> Arithmetic.where(v.gt(0), one(v), one(v).mul(a));
            case ELU -> Arithmetic.where(v.gt(0), one(v), v.exp().mul(a));
            case GELU -> v.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5).add(v.mul(density(v)));
            case GELU_TANH -> geluTanh(v);
            case SILU -> {
                Tensor s = v.sigmoid();
                yield s.mul(v.mul(s.neg().add(1)).add(1));
            }
            case SIGMOID -> v.mul(v.neg().add(1));
            case TANH -> v.square().neg().add(1);
            case SOFTPLUS -> v.mul(a).sigmoid();
            case HARD_SIGMOID -> mask(v.gt(-3), v).mul(mask(v.lt(3), v)).mul(1.0 / 6);
            case HARD_SWISH ->
                Arithmetic.where(
                        v.ge(3), one(v), mask(v.gt(-3), v).mul(v.mul(1.0 / 3).add(0.5)));
            case SIN -> v.cos();
            case COS -> v.sin().neg();
            case ERF -> v.square().neg().exp().mul(2 / Math.sqrt(Math.PI));
        };
    }

    private static Tensor one(Tensor v) {
        return Tensor.ones(v.dtype(), Shape.of());
    }

    private static Tensor mask(Tensor condition, Tensor v) {
        return condition.to(v.dtype());
    }

    /** The standard normal density. */
    private static Tensor density(Tensor v) {
        return v.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
    }

    private static Tensor geluTanh(Tensor v) {
        double c = Math.sqrt(2 / Math.PI);
        Tensor t = v.pow(3).mul(0.044715).add(v).mul(c).tanh();
        Tensor inner = v.square().mul(3 * 0.044715).add(1).mul(c);
        Tensor slope = v.mul(t.square().neg().add(1)).mul(inner);
        return t.add(1).add(slope).mul(0.5);
    }
}
