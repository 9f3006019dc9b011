package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Binary;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic and comparison with broadcasting: unit axes are put before the shorter shape, axes of length 1 are repeated.
 * Operands of different types are converted to the type that holds both; integers divide to f32.
 */
public sealed interface Arithmetic permits Tensor {
    /**
     * {@return this + other}
     *
     * @param other broadcastable
     * @throws IllegalArgumentException if the shapes cannot be broadcast
     */
    default Tensor add(Tensor other) {
        Tensor out = Broadcast.binary("add", Binary.ADD, (Tensor) this, other);
        return Autograd.record("add", out, inputs(other), Autograd.nothing(), g -> {
            g.to(0, g::out);
            g.to(1, g::out);
        });
    }

    /**
     * {@return this − other}
     *
     * @param other broadcastable
     */
    default Tensor sub(Tensor other) {
        Tensor out = Broadcast.binary("sub", Binary.SUB, (Tensor) this, other);
        return Autograd.record("sub", out, inputs(other), Autograd.nothing(), g -> {
            g.to(0, g::out);
            g.to(1, () -> g.out().neg());
        });
    }

    /**
     * {@return this · other}
     *
     * @param other broadcastable
     */
    default Tensor mul(Tensor other) {
        Tensor a = (Tensor) this;
        Tensor out = Broadcast.binary("mul", Binary.MUL, (Tensor) this, other);
        return Autograd.record("mul", out, inputs(other), new Tensor[] {ifNeeded(other, a), ifNeeded(a, other)}, g -> {
            g.to(0, () -> g.out().mul(g.saved(1)));
            g.to(1, () -> g.out().mul(g.saved(0)));
        });
    }

    /**
     * {@return this / other; integers give f32}
     *
     * @param other broadcastable
     */
    default Tensor div(Tensor other) {
        Tensor a = (Tensor) this;
        if (!a.dtype().promote(other.dtype()).isFloating()) {
            return a.to(DType.F32).div(other);
        }
        Tensor out = Broadcast.binary("div", Binary.DIV, (Tensor) this, other);
        return Autograd.record("div", out, inputs(other), new Tensor[] {ifNeeded(other, a), other}, g -> {
            g.to(0, () -> g.out().div(g.saved(1)));
            g.to(1, () -> g.out().mul(g.saved(0)).div(g.saved(1).square()).neg());
        });
    }

    /**
     * {@return this to the power of other}
     *
     * @param other broadcastable
     */
    default Tensor pow(Tensor other) {
        Tensor a = (Tensor) this;
        Tensor out = Broadcast.binary("pow", Binary.POW, (Tensor) this, other);
        return Autograd.record("pow", out, inputs(other), new Tensor[] {a, other}, g -> {
            g.to(0, () -> {
                Tensor e = g.saved(1);
                Tensor slope = e.mul(g.saved(0).pow(e.sub(1)));
                return g.out().mul(Arithmetic.where(e.eq(0), slope.mul(0), slope));
            });
            g.to(1, () -> {
                Tensor x = g.saved(0);
                Tensor zeroBase = x.eq(0).mul(g.saved(1).ge(0));
                Tensor log = Arithmetic.where(x.eq(0), Tensor.zeros(x.dtype(), x.shape()), x)
                        .log();
                Tensor safe = Arithmetic.where(x.eq(0), Tensor.zeros(x.dtype(), x.shape()), log);
                Tensor slope = x.pow(g.saved(1)).mul(safe);
                return g.out().mul(Arithmetic.where(zeroBase, slope.mul(0), slope));
            });
        });
    }

    /**
     * {@return the larger of each pair; the gradient of equals is shared evenly}
     *
     * @param other broadcastable
     */
    default Tensor maximum(Tensor other) {
        return extreme("maximum", Binary.MAX, Binary.GT, other);
    }

    /**
     * {@return the smaller of each pair; the gradient of equals is shared evenly}
     *
     * @param other broadcastable
     */
    default Tensor minimum(Tensor other) {
        return extreme("minimum", Binary.MIN, Binary.LT, other);
    }

    private Tensor extreme(String name, Binary op, Binary wins, Tensor other) {
        Tensor out = Broadcast.binary(name, op, (Tensor) this, other);
        Tensor a = (Tensor) this;
        return Autograd.record(name, out, inputs(other), new Tensor[] {a, other}, g -> {
            g.to(0, () -> share(g, wins, 0, 1));
            g.to(1, () -> share(g, wins, 1, 0));
        });
    }

    private static Tensor share(Grads g, Binary wins, int mine, int theirs) {
        Tensor a = g.saved(mine).detach();
        Tensor b = g.saved(theirs).detach();
        Tensor half = a.eq(b).to(g.out().dtype()).mul(0.5);
        return g.out()
                .mul(Broadcast.binary("maximum", wins, a, b).to(g.out().dtype()).add(half));
    }

    /**
     * {@return this + value}
     *
     * @param value a number
     */
    default Tensor add(double value) {
        return linear(1, value);
    }

    /**
     * {@return this − value}
     *
     * @param value a number
     */
    default Tensor sub(double value) {
        return linear(1, -value);
    }

    /**
     * {@return this · value}
     *
     * @param value a number
     */
    default Tensor mul(double value) {
        return linear(value, 0);
    }

    /**
     * {@return this / value; integers give f32}
     *
     * @param value a number
     */
    default Tensor div(double value) {
        Tensor a = (Tensor) this;
        return ((Arithmetic) (a.dtype().isFloating() ? a : a.to(DType.F32))).linear(1 / value, 0);
    }

    /** {@return −this} */
    default Tensor neg() {
        return linear(-1, 0);
    }

    private Tensor linear(double scale, double shift) {
        Tensor a = (Tensor) this;
        if (!a.dtype().isFloating()) {
            return integerLinear(scale, shift);
        }
        Tensor out = Tensor.emptyLike(a.view(), a.dtype());
        Backend.current().elementwise().unary(Unary.LINEAR, scale, shift, a.view(), out.view());
        if (Trace.isOn()) {
            Trace.step("affine", out, new Tensor[] {a}, "scale", scale, "shift", shift);
        }
        return Autograd.record(
                "linear",
                out,
                new Tensor[] {a},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().mul(scale)));
    }

    private Tensor integerLinear(double scale, double shift) {
        Tensor a = (Tensor) this;
        boolean whole = scale == Math.rint(scale) && shift == Math.rint(shift);
        if (!whole) {
            return ((Arithmetic) a.to(DType.F32)).linear(scale, shift);
        }
        DType t = a.dtype() == DType.BOOL ? DType.I64 : a.dtype();
        Tensor scaled = scale == 1 ? a.to(t) : a.to(t).mul(Tensor.full(t, Shape.of(), scale));
        return shift == 0 ? scaled : scaled.add(Tensor.full(t, Shape.of(), shift));
    }

    /**
     * {@return a where the condition holds, b elsewhere}
     *
     * @param condition bool, broadcastable
     * @param a broadcastable
     * @param b broadcastable
     */
    static Tensor where(Tensor condition, Tensor a, Tensor b) {
        if (condition.dtype() != DType.BOOL) {
            throw new IllegalArgumentException("where: the condition must be bool, got " + condition.dtype()
                    + "; make one with a comparison such as ne(0)");
        }
        DType t = a.dtype().promote(b.dtype());
        Shape shape = condition.shape().broadcast("where", a.shape()).broadcast("where", b.shape());
        Tensor x = a.to(t);
        Tensor y = b.to(t);
        Tensor out = Tensor.empty(t, shape, Broadcast.resultStrides(shape, x.view(), y.view()));
        Backend.current()
                .elementwise()
                .where(
                        condition.view().expand(shape),
                        x.view().expand(shape),
                        y.view().expand(shape),
                        out.view());
        if (Trace.isOn()) {
            Trace.step("where", out, new Tensor[] {condition, x, y});
        }
        return Autograd.record("where", out, new Tensor[] {x, y}, new Tensor[] {condition}, g -> {
            g.to(0, () -> where(g.saved(0), g.out(), Tensor.zeros(g.out().dtype(), Shape.of())));
            g.to(1, () -> where(g.saved(0), Tensor.zeros(g.out().dtype(), Shape.of()), g.out()));
        });
    }

    private Tensor[] inputs(Tensor other) {
        return new Tensor[] {(Tensor) this, other};
    }

    /** {@return the value if the gradient of the other operand needs it} */
    private static @Nullable Tensor ifNeeded(Tensor other, Tensor value) {
        return other.needsGrad() ? value : null;
    }
}
