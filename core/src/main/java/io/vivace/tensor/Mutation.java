package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Binary;

/**
 * Operations that change the tensor they are called on and return it. While operations are recorded they refuse leaves that
 * need a gradient, expanded views, and parts of larger tensors; a value that some gradient needed unchanged is noticed later.
 */
public sealed interface Mutation permits Tensor {
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
        if (!a.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "div_: whole numbers divide to f32, which " + a.dtype() + " memory cannot hold; use div");
        }
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
}
