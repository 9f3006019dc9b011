package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.Shape;
import java.util.Arrays;

/** Making tensors larger at the ends of their axes. */
public sealed interface Padding permits Tensor {
    /**
     * {@return this made larger at the ends of axes}
     *
     * @param mode what it is filled with
     * @param amounts how much before and after, in pairs from the last axis: left, right, top, bottom ...; with
     *     {@link PadMode#ZERO} a negative amount cuts off
     * @throws IllegalArgumentException if the amounts are not pairs for existing axes, or larger than there is to repeat
     */
    default Tensor pad(PadMode mode, long... amounts) {
        return mode == PadMode.ZERO ? padWith("pad", 0, amounts) : padByOwn(mode, amounts);
    }

    /**
     * {@return this made larger at the ends of axes, filled with one value}
     *
     * @param value the value
     * @param amounts how much before and after, in pairs from the last axis; a negative amount cuts off
     * @throws IllegalArgumentException if the amounts are not pairs for existing axes, or cut off more than there is
     */
    default Tensor padWith(double value, long... amounts) {
        return padWith("padWith", value, amounts);
    }

    private Tensor padWith(String op, double value, long... amounts) {
        checkPairs(op, amounts);
        Tensor x = (Tensor) this;
        long[] dims = x.shape().toArray();
        boolean grows = false;
        for (int i = 0; i < amounts.length; i += 2) {
            int axis = dims.length - 1 - i / 2;
            long from = Math.max(0, -amounts[i]);
            long to = x.size(axis) - Math.max(0, -amounts[i + 1]);
            if (from > to) {
                throw new IllegalArgumentException(op + ": " + Arrays.toString(amounts) + " cuts more off axis " + axis
                        + " of " + x.shape() + " than there is");
            }
            x = from == 0 && to == x.size(axis) ? x : x.slice(axis, from, to, 1);
            dims[axis] = x.size(axis) + Math.max(0, amounts[i]) + Math.max(0, amounts[i + 1]);
            grows |= dims[axis] > x.size(axis);
        }
        return grows ? inside(x, Shape.of(dims), value, amounts) : x;
    }

    /** {@return the values surrounded by one value} */
    private static Tensor inside(Tensor x, Shape shape, double value, long... amounts) {
        Tensor out = Tensor.emptyInOrderOf(x.view(), x.dtype(), shape);
        Backend.current().copies().fill(out.view(), value);
        Shape inner = x.shape();
        Tensor slot = Autograd.noGrad(() -> center(out, inner, amounts));
        Backend.current().copies().copy(x.view(), slot.view());
        if (Trace.isOn()) {
            Trace.step("pad", out, new Tensor[] {x}, "mode", PadMode.ZERO, "value", value, "amounts", amounts);
        }
        return Autograd.record(
                "pad", out, new Tensor[] {x}, Autograd.nothing(), g -> g.to(0, () -> center(g.out(), inner, amounts)));
    }

    private static Tensor center(Tensor padded, Shape inner, long... amounts) {
        Tensor part = padded;
        for (int i = 0; i < amounts.length; i += 2) {
            int axis = inner.rank() - 1 - i / 2;
            part = part.narrow(axis, Math.max(0, amounts[i]), inner.size(axis));
        }
        return part;
    }

    private Tensor padByOwn(PadMode mode, long... amounts) {
        checkPairs("pad", amounts);
        Tensor x = (Tensor) this;
        for (int i = 0; i < amounts.length; i += 2) {
            int axis = x.rank() - 1 - i / 2;
            long n = x.size(axis);
            long before = amounts[i];
            long after = amounts[i + 1];
            long most = mode == PadMode.REFLECT ? n - 1 : n == 0 ? 0 : Long.MAX_VALUE;
            if (before < 0 || after < 0 || Math.max(before, after) > most) {
                throw new IllegalArgumentException(
                        "pad: " + mode + " of axis " + axis + " of " + x.shape() + " by " + before + " and " + after
                                + ": each must be 0 to " + (most == Long.MAX_VALUE ? "anything" : most));
            }
            if (before + after > 0) {
                x = x.indexSelect(axis, Positions.of(before + n + after, k -> source(mode, k - before, n)));
            }
        }
        if (x != this && Trace.isOn()) {
            Trace.step("pad", x, new Tensor[] {(Tensor) this}, "mode", mode, "value", 0.0, "amounts", amounts);
        }
        return x;
    }

    private static long source(PadMode mode, long at, long n) {
        if (mode == PadMode.REPLICATE) {
            return Math.min(Math.max(at, 0), n - 1);
        }
        long mirrored = Math.abs(at);
        return mirrored < n ? mirrored : 2 * (n - 1) - mirrored;
    }

    private void checkPairs(String op, long... amounts) {
        Tensor x = (Tensor) this;
        if (amounts.length % 2 != 0 || amounts.length / 2 > x.rank()) {
            throw new IllegalArgumentException(op + ": " + Arrays.toString(amounts) + " for " + x.shape()
                    + "; give pairs of before and after, from the last axis, at most one pair for each axis");
        }
    }
}
