package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.backend.Binary;
import io.vivace.backend.Unary;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/** The rules that operations changing a tensor share: what may be changed, the version count, the graph. */
final class InPlace {
    private static final Object[] NONE = {};

    private final Tensor target;
    private final String op;
    private final @Nullable Tensor other;
    private final boolean recording;
    private Object[] attributes = NONE;

    private InPlace(Tensor target, String op, @Nullable Tensor other, boolean recording) {
        this.target = target;
        this.op = op;
        this.other = other;
        this.recording = recording;
    }

    /** Checks that the tensor may be changed. */
    static InPlace on(Tensor target, String op, @Nullable Tensor other) {
        if (other != null && !other.shape().expandsTo(target.shape())) {
            throw new IllegalArgumentException(
                    op + ": " + other.shape() + " cannot be broadcast into " + target.shape());
        }
        View v = target.view();
        if (v.overlaps()) {
            throw new IllegalStateException(op + ": several elements of this tensor share one place in memory, as " + v
                    + " (made by expand or unfold); work on a copy()");
        }
        boolean recording = Autograd.records(target, other);
        Meta m = target.meta();
        if (recording && m != null && m.node == null) {
            throw new IllegalStateException(
                    op + ": a leaf that requires a gradient cannot be changed while operations are"
                            + " recorded; wrap it in Autograd.noGrad(...) as optimizers do, or use the form without underscore");
        }
        if (recording && v.elements() * v.dtype().bytes() < v.storage().bytes()) {
            throw new IllegalStateException(op + ": changing a part of a larger tensor cannot be recorded;"
                    + " build the result with cat, where or scatterAdd instead");
        }
        return new InPlace(target, op, other, recording);
    }

    /** What a trace is told besides the operands: names and values in turn. */
    void attributes(Object... all) {
        attributes = all;
    }

    /** {@return the operand, or a copy of it if it lies in the memory that is about to be changed} */
    static Tensor apart(Tensor target, Tensor operand) {
        return operand.storage() == target.storage() ? operand.copy() : operand;
    }

    void binary(Binary kind, Tensor operand) {
        View x = target.view();
        if (operand.dtype().isFloating() && !x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": " + operand.dtype() + " cannot be put into " + x.dtype()
                    + " without losing fractions; use the form without underscore, or convert with to("
                    + x.dtype().name() + ")");
        }
        View y = operand.dtype() == x.dtype()
                ? operand.view()
                : operand.detach().to(x.dtype()).view();
        Backend.current().elementwise().binary(kind, x, y.expand(x.shape()), x);
    }

    static Tensor linear(String op, Tensor t, double scale, double shift) {
        if (!t.dtype().isFloating()) {
            t.copy_(t.detach().mul(scale).add(shift));
            return t;
        }
        InPlace p = on(t, op, null);
        if (Trace.isOn()) {
            p.attributes("scale", scale, "shift", shift);
        }
        Backend.current().elementwise().unary(Unary.LINEAR, scale, shift, t.view(), t.view());
        return p.record(g -> g.to(0, () -> g.out().mul(scale)));
    }

    /** {@return the target, with its new place in the graph} */
    Tensor record(Backward backward, @Nullable Tensor... save) {
        Trace trace = ThreadState.current().trace;
        if (trace != null) {
            trace.inPlace(op, target, other, attributes);
        }
        target.storage().written(recording);
        if (recording) {
            new Node(
                    op,
                    other == null ? new Tensor[] {target} : new Tensor[] {target, other},
                    new Tensor[] {target},
                    save,
                    backward);
        }
        return target;
    }
}
