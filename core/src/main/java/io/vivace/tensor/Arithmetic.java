package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Binary;
import io.vivace.backend.Unary;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
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
        Tensor out = binary("add", Binary.ADD, other);
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
        Tensor out = binary("sub", Binary.SUB, other);
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
        Tensor out = binary("mul", Binary.MUL, other);
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
        Tensor out = binary("div", Binary.DIV, other);
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
        Tensor out = binary("pow", Binary.POW, other);
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
        Tensor out = binary(name, op, other);
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
                .mul(((Arithmetic) a)
                        .binary("maximum", wins, b)
                        .to(g.out().dtype())
                        .add(half));
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
     * {@return whether equal, element by element, as bool}
     *
     * @param other broadcastable
     */
    default Tensor eq(Tensor other) {
        return binary("eq", Binary.EQ, other);
    }

    /**
     * {@return whether different, as bool}
     *
     * @param other broadcastable
     */
    default Tensor ne(Tensor other) {
        return binary("ne", Binary.NE, other);
    }

    /**
     * {@return whether smaller, as bool}
     *
     * @param other broadcastable
     */
    default Tensor lt(Tensor other) {
        return binary("lt", Binary.LT, other);
    }

    /**
     * {@return whether smaller or equal, as bool}
     *
     * @param other broadcastable
     */
    default Tensor le(Tensor other) {
        return binary("le", Binary.LE, other);
    }

    /**
     * {@return whether greater, as bool}
     *
     * @param other broadcastable
     */
    default Tensor gt(Tensor other) {
        return binary("gt", Binary.GT, other);
    }

    /**
     * {@return whether greater or equal, as bool}
     *
     * @param other broadcastable
     */
    default Tensor ge(Tensor other) {
        return binary("ge", Binary.GE, other);
    }

    /**
     * {@return whether equal to a number, as bool}
     *
     * @param value the number
     */
    default Tensor eq(double value) {
        return eq(constant(value));
    }

    /**
     * {@return whether different from a number, as bool}
     *
     * @param value the number
     */
    default Tensor ne(double value) {
        return ne(constant(value));
    }

    /**
     * {@return whether smaller than a number, as bool}
     *
     * @param value the number
     */
    default Tensor lt(double value) {
        return lt(constant(value));
    }

    /**
     * {@return whether smaller than or equal to a number, as bool}
     *
     * @param value the number
     */
    default Tensor le(double value) {
        return le(constant(value));
    }

    /**
     * {@return whether greater than a number, as bool}
     *
     * @param value the number
     */
    default Tensor gt(double value) {
        return gt(constant(value));
    }

    /**
     * {@return whether greater than or equal to a number, as bool}
     *
     * @param value the number
     */
    default Tensor ge(double value) {
        return ge(constant(value));
    }

    private Tensor constant(double value) {
        DType t = ((Tensor) this).dtype();
        boolean fits = t.isFloating() || value == Math.rint(value);
        return Tensor.full(fits && t != DType.BOOL ? t : fits ? DType.I64 : DType.F32, Shape.of(), value);
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
        Tensor out = Tensor.empty(t, shape, resultStrides(shape, x.view(), y.view()));
        Backend.current()
                .elementwise()
                .where(
                        condition.view().expand(shape),
                        x.view().expand(shape),
                        y.view().expand(shape),
                        out.view());
        return Autograd.record("where", out, new Tensor[] {x, y}, new Tensor[] {condition}, g -> {
            g.to(0, () -> where(g.saved(0), g.out(), Tensor.zeros(g.out().dtype(), Shape.of())));
            g.to(1, () -> where(g.saved(0), Tensor.zeros(g.out().dtype(), Shape.of()), g.out()));
        });
    }

    // ---------------------------------------------------------------------------------------------- in place

    /**
     * {@return this, with other added}
     *
     * @param other broadcastable to this
     */
    default Tensor add_(Tensor other) {
        Tensor b = InPlace.apart((Tensor) this, other);
        InPlace p = InPlace.on((Tensor) this, "add_", b);
        p.binary(Binary.ADD, b);
        return p.record(g -> {
            g.to(0, g::out);
            g.to(1, g::out);
        });
    }

    /**
     * {@return this, with other subtracted}
     *
     * @param other broadcastable to this
     */
    default Tensor sub_(Tensor other) {
        Tensor b = InPlace.apart((Tensor) this, other);
        InPlace p = InPlace.on((Tensor) this, "sub_", b);
        p.binary(Binary.SUB, b);
        return p.record(g -> {
            g.to(0, g::out);
            g.to(1, () -> g.out().neg());
        });
    }

    /**
     * {@return this, multiplied by other}
     *
     * @param other broadcastable to this
     */
    default Tensor mul_(Tensor other) {
        Tensor a = (Tensor) this;
        Tensor b = InPlace.apart(a, other);
        InPlace p = InPlace.on(a, "mul_", b);
        Tensor before = Autograd.isRecording() && b.needsGrad() ? a.copy() : null;
        p.binary(Binary.MUL, b);
        return p.record(
                g -> {
                    g.to(0, () -> g.out().mul(g.saved(1)));
                    g.to(1, () -> g.out().mul(g.saved(0)));
                },
                before,
                b);
    }

    /**
     * {@return this, divided by other}
     *
     * @param other broadcastable to this
     */
    default Tensor div_(Tensor other) {
        Tensor a = (Tensor) this;
        Tensor b = InPlace.apart(a, other);
        InPlace p = InPlace.on(a, "div_", b);
        Tensor before = Autograd.isRecording() && b.needsGrad() ? a.copy() : null;
        p.binary(Binary.DIV, b);
        return p.record(
                g -> {
                    g.to(0, () -> g.out().div(g.saved(1)));
                    g.to(
                            1,
                            () -> g.out()
                                    .mul(g.saved(0))
                                    .div(g.saved(1).square())
                                    .neg());
                },
                before,
                b);
    }

    /**
     * {@return this, with a number added}
     *
     * @param value the number
     */
    default Tensor add_(double value) {
        return InPlace.linear("add_", (Tensor) this, 1, value);
    }

    /**
     * {@return this, multiplied by a number}
     *
     * @param value the number
     */
    default Tensor mul_(double value) {
        return InPlace.linear("mul_", (Tensor) this, value, 0);
    }

    /** {@return this, all zeros} */
    default Tensor zero_() {
        return fill("zero_", 0);
    }

    /**
     * {@return this, one value everywhere}
     *
     * @param value the value
     */
    default Tensor fill_(double value) {
        return fill("fill_", value);
    }

    private Tensor fill(String name, double value) {
        Tensor a = (Tensor) this;
        InPlace p = InPlace.on(a, name, null);
        Backend.current().copies().fill(a.view(), value);
        return p.record(g -> g.to(0, () -> g.out().mul(0)));
    }

    /**
     * {@return this, with the values of other}
     *
     * @param other broadcastable to this; converted to this type
     */
    default Tensor copy_(Tensor other) {
        Tensor a = (Tensor) this;
        Tensor b = InPlace.apart(a, other);
        InPlace p = InPlace.on(a, "copy_", b);
        Backend.current().copies().copy(b.view().expand(a.shape()), a.view());
        return p.record(g -> {
            g.to(0, () -> g.out().mul(0));
            g.to(1, g::out);
        });
    }

    // ---------------------------------------------------------------------------------------------- shared

    private Tensor[] inputs(Tensor other) {
        return new Tensor[] {(Tensor) this, other};
    }

    /** {@return the value if the gradient of the other operand needs it} */
    private static @Nullable Tensor ifNeeded(Tensor other, Tensor value) {
        return other.needsGrad() ? value : null;
    }

    /** {@return the result of a kernel, not recorded} */
    private Tensor binary(String name, Binary op, Tensor other) {
        Tensor a = (Tensor) this;
        DType t = a.dtype().promote(other.dtype());
        if (t == DType.BOOL && !op.isComparison() && op != Binary.MUL && op != Binary.MAX && op != Binary.MIN) {
            t = DType.I64;
        }
        View x = a.view();
        View y = other.view();
        if (x.dtype() != t) {
            x = a.detach().to(t).view();
        }
        if (y.dtype() != t) {
            y = other.detach().to(t).view();
        }
        Shape shape = x.shape().broadcast(name, y.shape());
        Tensor out = Tensor.empty(op.isComparison() ? DType.BOOL : t, shape, resultStrides(shape, x, y));
        Backend.current().elementwise().binary(op, x.expand(shape), y.expand(shape), out.view());
        return out;
    }

    /** {@return the strides of the first operand that has the result's shape and no gaps; else row-major} */
    private static long[] resultStrides(Shape shape, View a, View b) {
        if (a.shape().equals(shape) && a.isDense()) {
            return a.strides();
        }
        if (b.shape().equals(shape) && b.isDense()) {
            return b.strides();
        }
        return shape.rowMajorStrides();
    }
}
