package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.Shape;
import java.util.Arrays;

/** Parts of an axis, as views. */
public sealed interface Slicing permits Tensor {
    /**
     * {@return every step-th element of an axis from start to before end; a view}
     *
     * @param axis which
     * @param start first position; negative counts from the end
     * @param end position after the last; negative counts from the end
     * @param step distance, at least 1
     * @throws IllegalArgumentException if the positions do not lie in the axis
     */
    default Tensor slice(int axis, long start, long end, long step) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("slice", axis);
        long n = x.size(a);
        long from = start < 0 ? start + n : start;
        long to = end < 0 ? end + n : end;
        if (from < 0 || to > n || from > to || step < 1) {
            throw new IllegalArgumentException("slice: " + start + " to " + end + " step " + step
                    + " does not lie in axis " + axis + " of " + x.shape() + (step < 1 ? "; use flip to reverse" : ""));
        }
        long[] s = x.strides();
        s[a] *= step;
        Shape before = x.shape();
        Tensor out = x.viewAs(
                x.shape().with(a, (to - from + step - 1) / step),
                s,
                x.view().offset() + from * x.view().stride(a));
        if (Trace.isOn()) {
            Trace.step("slice", out, new Tensor[] {x}, "axis", a, "from", from, "to", to, "step", step);
        }
        return Autograd.record(
                "slice",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> embed(g.out(), before, a, from, to, step)));
    }

    /** {@return zeros with the values in a slice: the gradient of slicing} */
    private static Tensor embed(Tensor values, Shape shape, int axis, long from, long to, long step) {
        Tensor out = Tensor.zeros(values.dtype(), shape);
        Tensor part = Autograd.noGrad(() -> out.slice(axis, from, to, step));
        Backend.current().copies().copy(values.view(), part.view());
        return Autograd.record(
                "embed",
                out,
                new Tensor[] {values},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().slice(axis, from, to, step)));
    }

    /**
     * {@return a run of an axis; a view}
     *
     * @param axis which
     * @param start first position
     * @param length how many
     */
    default Tensor narrow(int axis, long start, long length) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("narrow", axis);
        if (start < 0 || length < 0 || start > x.size(a) - length) {
            throw new IllegalArgumentException("narrow: " + length + " positions from " + start + " do not lie in axis "
                    + axis + " of " + x.shape());
        }
        return slice(a, start, start + length, 1);
    }

    /**
     * {@return one position of an axis, which disappears; a view}
     *
     * @param axis which
     * @param index position; negative counts from the end
     */
    default Tensor select(int axis, long index) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("select", axis);
        long i = index < 0 ? index + x.size(a) : index;
        if (i < 0 || i >= x.size(a)) {
            throw new IllegalArgumentException(
                    "select: position " + index + " does not exist in axis " + axis + " of " + x.shape());
        }
        return slice(a, i, i + 1, 1).squeeze(a);
    }

    /**
     * {@return another window on the memory of this tensor, outside of the graph} What a file or a foreign array describes
     * by strides becomes a tensor this way, without a copy.
     *
     * @param shape sizes
     * @param strides distance between neighbours of each axis, in elements; 0 repeats
     * @param offset of the first element from the beginning of the memory, in elements
     * @throws IllegalArgumentException if the window reaches outside of the memory
     */
    default Tensor asStrided(Shape shape, long[] strides, long offset) {
        Tensor x = (Tensor) this;
        long available = x.view().storage().bytes() / x.dtype().bytes();
        boolean fits = strides.length == shape.rank() && offset >= 0 && offset <= available;
        long last = offset;
        for (int i = 0; fits && shape.elements() > 0 && i < strides.length; i++) {
            long steps = shape.size(i) - 1;
            fits = strides[i] >= 0 && (steps == 0 || strides[i] <= (available - last) / steps);
            last += fits ? steps * strides[i] : 0;
        }
        if (!fits || (shape.elements() > 0 && last >= available)) {
            throw new IllegalArgumentException("asStrided: shape " + shape + " with strides " + Arrays.toString(strides)
                    + " from element " + offset + " does not fit into memory of " + available + " elements");
        }
        return x.viewAs(shape, strides.clone(), offset);
    }
}
