package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.Arrays;

/** Other shapes, orders and parts. What can be a view on the same memory is one. */
public sealed interface Shaping permits Tensor {
    /**
     * {@return the same elements in another shape; a view where the memory allows, else a copy}
     *
     * @param dims sizes, of which one may be −1 to be computed
     * @throws IllegalArgumentException if the number of elements differs
     */
    default Tensor reshape(long... dims) {
        return reshape(resolve("reshape", dims));
    }

    /**
     * {@return the same elements in another shape; a view where the memory allows, else a copy}
     *
     * @param shape with as many elements
     */
    default Tensor reshape(Shape shape) {
        Tensor x = (Tensor) this;
        if (x.shape().equals(shape)) {
            return x;
        }
        checkElements("reshape", x, shape);
        long[] s = stridesFor(x.view(), shape);
        if (s == null) {
            return x.contiguous().reshape(shape);
        }
        Shape before = x.shape();
        Tensor out = x.viewAs(shape, s, x.view().offset());
        if (Trace.isOn()) {
            Trace.step("reshape", out, new Tensor[] {x}, "shape", shape);
        }
        return Autograd.record(
                "reshape",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().reshape(before)));
    }

    /**
     * {@return the same memory in another shape, never a copy}
     *
     * @param dims sizes, of which one may be −1 to be computed
     * @throws IllegalArgumentException if the memory layout does not allow it
     */
    default Tensor viewAs(long... dims) {
        Tensor x = (Tensor) this;
        Shape shape = resolve("viewAs", dims);
        checkElements("viewAs", x, shape);
        if (stridesFor(x.view(), shape) == null) {
            throw new IllegalArgumentException("viewAs: " + x.shape() + " with strides " + Arrays.toString(x.strides())
                    + " cannot be seen as " + shape + " without copying; use reshape, which copies when it must");
        }
        return reshape(shape);
    }

    private static void checkElements(String op, Tensor x, Shape shape) {
        if (x.elements() != shape.elements()) {
            throw new IllegalArgumentException(op + ": " + x.shape() + " has " + x.elements() + " elements, " + shape
                    + " has " + shape.elements());
        }
    }

    private Shape resolve(String op, long... dims) {
        Tensor x = (Tensor) this;
        long known = 1;
        int open = -1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1 && open < 0) {
                open = i;
            } else {
                known *= dims[i];
            }
        }
        if (open < 0 && Arrays.stream(dims).allMatch(d -> d >= 0)) {
            return Shape.of(dims);
        }
        if (open < 0 || Arrays.stream(dims).filter(d -> d < 0).count() > 1) {
            throw new IllegalArgumentException(op + ": " + Arrays.toString(dims)
                    + " has sizes below 0; give sizes of 0 or more, and −1 once for the one to be computed");
        }
        if (known == 0 || x.elements() % known != 0) {
            throw new IllegalArgumentException(op + ": the −1 in " + Arrays.toString(dims) + " cannot be computed from "
                    + x.elements() + " elements of " + x.shape());
        }
        long[] d = dims.clone();
        d[open] = x.elements() / known;
        return Shape.of(d);
    }

    /** {@return strides that show the view in the shape, or null if that needs a copy} */
    private static long @org.jspecify.annotations.Nullable [] stridesFor(View v, Shape shape) {
        if (v.isRowMajor() || v.elements() == 0) {
            return shape.rowMajorStrides();
        }
        long[] result = new long[shape.rank()];
        int from = v.shape().rank() - 1;
        int to = shape.rank() - 1;
        while (to >= 0 || from >= 0) {
            // gather source axes into a run that is evenly spaced, and hand it to target axes of the same total size
            while (from >= 0 && v.shape().size(from) == 1) {
                from--;
            }
            if (from < 0) {
                for (; to >= 0; to--) {
                    if (shape.size(to) != 1) {
                        return null;
                    }
                    result[to] = 1;
                }
                break;
            }
            long step = v.stride(from);
            long run = v.shape().size(from);
            while (from > 0 && (v.shape().size(from - 1) == 1 || v.stride(from - 1) == step * run)) {
                from--;
                run *= v.shape().size(from);
            }
            long filled = 1;
            while (to >= 0 && filled * shape.size(to) <= run && run % (filled * shape.size(to)) == 0) {
                result[to] = step * filled;
                filled *= shape.size(to);
                to--;
                if (filled == run && (to < 0 || shape.size(to) != 1)) {
                    break;
                }
            }
            if (filled != run) {
                return null;
            }
            from--;
        }
        return result;
    }

    /**
     * {@return the axes in another order; a view}
     *
     * @param axes for each new axis, which old one it is
     * @throws IllegalArgumentException if it is not a permutation of all axes
     */
    default Tensor permute(int... axes) {
        Tensor x = (Tensor) this;
        int rank = x.rank();
        int[] back = new int[rank];
        Arrays.fill(back, -1);
        long[] d = new long[rank];
        long[] s = new long[rank];
        if (axes.length != rank) {
            throw new IllegalArgumentException("permute: " + Arrays.toString(axes) + " names " + axes.length + " axes, "
                    + x.shape() + " has " + rank);
        }
        for (int i = 0; i < rank; i++) {
            int a = x.shape().axis("permute", axes[i]);
            if (back[a] >= 0) {
                throw new IllegalArgumentException("permute: " + Arrays.toString(axes) + " names axis " + a + " twice");
            }
            back[a] = i;
            d[i] = x.size(a);
            s[i] = x.view().stride(a);
        }
        Tensor out = x.viewAs(Shape.of(d), s, x.view().offset());
        if (Trace.isOn()) {
            Trace.step("permute", out, new Tensor[] {x}, "back", back);
        }
        return Autograd.record(
                "permute",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().permute(back)));
    }

    /**
     * {@return two axes exchanged; a view}
     *
     * @param a one axis
     * @param b the other
     */
    default Tensor transpose(int a, int b) {
        Tensor x = (Tensor) this;
        int[] axes = new int[x.rank()];
        Arrays.setAll(axes, i -> i);
        int i = x.shape().axis("transpose", a);
        int j = x.shape().axis("transpose", b);
        axes[i] = j;
        axes[j] = i;
        return permute(axes);
    }

    /** {@return the last two axes exchanged; a view} */
    default Tensor t() {
        Tensor x = (Tensor) this;
        if (x.rank() < 2) {
            throw new IllegalArgumentException("t: " + x.shape() + " has no two axes to exchange; use unsqueeze first");
        }
        return transpose(-2, -1);
    }

    /**
     * {@return this repeated by broadcasting rules; a view}
     *
     * @param dims wanted sizes; −1 keeps the present one
     */
    default Tensor expand(long... dims) {
        Tensor x = (Tensor) this;
        long[] d = dims.clone();
        for (int i = 0; i < d.length; i++) {
            if (d[i] == -1) {
                d[i] = x.size(x.shape().axis("expand", i - d.length));
            }
        }
        return expand(Shape.of(d));
    }

    /**
     * {@return this repeated by broadcasting rules; a view}
     *
     * @param shape the wanted shape
     */
    default Tensor expand(Shape shape) {
        Tensor x = (Tensor) this;
        if (x.shape().equals(shape)) {
            return x;
        }
        View v = x.view().expand(shape);
        Tensor out = x.viewAs(shape, v.strides(), v.offset());
        if (Trace.isOn()) {
            Trace.step("expand", out, new Tensor[] {x}, "shape", shape);
        }
        return Autograd.record("expand", out, new Tensor[] {x}, Autograd.nothing(), g -> g.to(0, g::out));
    }

    /**
     * {@return this without an axis of size 1; a view}
     *
     * @param axis which
     * @throws IllegalArgumentException if its size is not 1
     */
    default Tensor squeeze(int axis) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("squeeze", axis);
        if (x.size(a) != 1) {
            throw new IllegalArgumentException("squeeze: axis " + axis + " of " + x.shape() + " has size " + x.size(a)
                    + ", only axes of size 1 can go");
        }
        long[] d = new long[x.rank() - 1];
        long[] s = new long[x.rank() - 1];
        for (int i = 0, k = 0; i < x.rank(); i++) {
            if (i != a) {
                d[k] = x.size(i);
                s[k++] = x.view().stride(i);
            }
        }
        Tensor out = x.viewAs(Shape.of(d), s, x.view().offset());
        if (Trace.isOn()) {
            Trace.step("squeeze", out, new Tensor[] {x}, "axis", a);
        }
        return Autograd.record(
                "squeeze",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().unsqueeze(a)));
    }

    /**
     * {@return this with a new axis of size 1; a view}
     *
     * @param axis where the new axis will stand, from 0, or from −1 backwards
     */
    default Tensor unsqueeze(int axis) {
        Tensor x = (Tensor) this;
        int rank = x.rank();
        int a = axis < 0 ? axis + rank + 1 : axis;
        if (a < 0 || a > rank) {
            throw new IllegalArgumentException(
                    "unsqueeze: no place " + axis + " in " + x.shape() + ": give " + (-rank - 1) + " to " + rank);
        }
        long[] d = new long[rank + 1];
        long[] s = new long[rank + 1];
        for (int i = 0, k = 0; i <= rank; i++) {
            d[i] = i == a ? 1 : x.size(k);
            s[i] = i == a ? 1 : x.view().stride(k++);
        }
        Tensor out = x.viewAs(Shape.of(d), s, x.view().offset());
        if (Trace.isOn()) {
            Trace.step("unsqueeze", out, new Tensor[] {x}, "axis", a);
        }
        return Autograd.record(
                "unsqueeze",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> g.out().squeeze(a)));
    }

    /**
     * {@return the axes from start to end as one}
     *
     * @param start first axis
     * @param end last axis, included
     */
    default Tensor flatten(int start, int end) {
        Tensor x = (Tensor) this;
        if (x.rank() == 0) {
            return x.reshape(1);
        }
        int a = x.shape().axis("flatten", start);
        int b = x.shape().axis("flatten", end);
        if (a > b) {
            throw new IllegalArgumentException("flatten: axis " + start + " to axis " + end + " of " + x.shape()
                    + " is no run of axes: the first stands behind the last");
        }
        long[] d = new long[x.rank() - (b - a)];
        long size = 1;
        for (int i = a; i <= b; i++) {
            size *= x.size(i);
        }
        for (int i = 0; i < d.length; i++) {
            d[i] = i < a ? x.size(i) : i == a ? size : x.size(i + b - a);
        }
        Tensor out = x.reshape(Shape.of(d));
        if (out != x && Trace.isOn()) {
            Trace.step("flatten", out, new Tensor[] {x}, "start", a, "end", b);
        }
        return out;
    }

    /** {@return the same values in row-major memory; this, if it is so already} */
    default Tensor contiguous() {
        Tensor x = (Tensor) this;
        return x.view().isRowMajor() ? x : copy(x.shape().rowMajorStrides());
    }

    /** {@return the same values [N, C, H, W] in channels-last memory; this, if it is so already} */
    default Tensor channelsLast() {
        Tensor x = (Tensor) this;
        return x.view().isChannelsLast() ? x : copy(x.shape().channelsLastStrides());
    }

    /** {@return a copy in memory of its own, of the same layout where that has no gaps} */
    default Tensor copy() {
        Tensor x = (Tensor) this;
        return copy(x.view().isDense() ? x.strides() : x.shape().rowMajorStrides());
    }

    private Tensor copy(long[] strides) {
        Tensor x = (Tensor) this;
        Tensor out = Tensor.empty(x.dtype(), x.shape(), strides);
        Backend.current().copies().copy(x.view(), out.view());
        return Autograd.record("copy", out, new Tensor[] {x}, Autograd.nothing(), g -> g.to(0, g::out));
    }

    /**
     * {@return the values as another type; this, if it has it already}
     *
     * @param dtype the wanted type; floats become integers by truncation, anything becomes bool by {@code != 0}
     */
    default Tensor to(DType dtype) {
        Tensor x = (Tensor) this;
        if (x.dtype() == dtype) {
            return x;
        }
        Tensor out = Tensor.emptyLike(x.view(), dtype);
        Backend.current().copies().copy(x.view(), out.view());
        if (Trace.isOn()) {
            Trace.step("to", out, new Tensor[] {x});
        }
        return dtype.isFloating() && x.dtype().isFloating()
                ? Autograd.record("to", out, new Tensor[] {x}, Autograd.nothing(), g -> g.to(0, g::out))
                : out;
    }
}
