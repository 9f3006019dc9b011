package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;

/** Elements and slices chosen by computed positions, and sorting. Positions are i64 or i32 and count from 0. */
public sealed interface Indexing permits Tensor {
    // ---------------------------------------------------------------------------------------------- elements

    /**
     * {@return out[.., i, ..] = this[.., index[.., i, ..], ..] along an axis}
     *
     * @param axis which
     * @param index i64 or i32, of this shape but for that axis
     * @throws IllegalArgumentException if shapes do not fit or a position does not exist
     */
    default Tensor gather(int axis, Tensor index) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("gather", axis);
        if (index.rank() != x.rank()
                || !index.shape().with(a, 1).equals(x.shape().with(a, 1))) {
            throw new IllegalArgumentException("gather: the index has shape " + index.shape() + ", the tensor "
                    + x.shape() + "; they must agree in all axes but " + axis);
        }
        Tensor i = positions("gather", index, x.size(a));
        Tensor out = Tensor.empty(x.dtype(), index.shape());
        Backend.current().indexing().gather(x.view(), a, i.view(), out.view());
        if (Trace.isOn()) {
            Trace.step("gather", out, new Tensor[] {x, i}, "axis", a);
        }
        Shape full = x.shape();
        return Autograd.record(
                "gather",
                out,
                new Tensor[] {x},
                new Tensor[] {i},
                g -> g.to(0, () -> Tensor.zeros(g.out().dtype(), full).scatterAdd(a, g.saved(0), g.out())));
    }

    /**
     * {@return a copy of this with out[.., index[.., i, ..], ..] += values[.., i, ..]; repeated positions add up}
     *
     * @param axis which
     * @param index i64 or i32, shape of the values
     * @param values what to add, of this shape but for that axis
     * @throws IllegalArgumentException if shapes do not fit or a position does not exist
     */
    default Tensor scatterAdd(int axis, Tensor index, Tensor values) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("scatterAdd", axis);
        Tensor i = spots("scatterAdd", a, index, values);
        Tensor v = values.to(x.dtype());
        Tensor out = x.detach().copy();
        Backend.current().indexing().scatterAdd(v.view(), a, i.view(), out.view());
        return Autograd.record("scatterAdd", out, new Tensor[] {x, v}, new Tensor[] {i}, g -> {
            g.to(0, g::out);
            g.to(1, () -> g.out().gather(a, g.saved(0)));
        });
    }

    /**
     * {@return a copy of this with out[.., index[.., i, ..], ..] = values[.., i, ..]; of repeated positions the last wins}
     *
     * @param axis which
     * @param index i64 or i32, shape of the values
     * @param values what to put there, of this shape but for that axis
     * @throws IllegalArgumentException if shapes do not fit or a position does not exist
     */
    default Tensor scatter(int axis, Tensor index, Tensor values) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("scatter", axis);
        Tensor i = spots("scatter", a, index, values);
        Tensor v = values.to(x.dtype());
        Tensor out = x.detach().copy();
        Backend.current().indexing().scatter(v.view(), a, i.view(), out.view());
        return Autograd.record("scatter", out, new Tensor[] {x, v}, new Tensor[] {i}, g -> {
            g.to(0, () -> g.out().scatter(a, g.saved(0), Tensor.zeros(g.out().dtype(), g.shape(1))));
            g.to(
                    1,
                    () -> g.out()
                            .gather(a, g.saved(0))
                            .mul(winners(g.saved(0), a, g.shape(0), g.out().dtype())));
        });
    }

    /** {@return 1 where a value stayed, 0 where a later one with the same position took its place} */
    private static Tensor winners(Tensor index, int axis, Shape target, DType t) {
        long[] d = new long[index.rank()];
        java.util.Arrays.fill(d, 1);
        d[axis] = index.size(axis);
        Tensor order =
                Tensor.arange(Math.toIntExact(index.size(axis))).reshape(d).expand(index.shape());
        return Tensor.zeros(DType.I64, target)
                .scatter(axis, index, order)
                .gather(axis, index)
                .eq(order)
                .to(t);
    }

    private Tensor spots(String op, int axis, Tensor index, Tensor values) {
        Tensor x = (Tensor) this;
        if (!index.shape().equals(values.shape())
                || values.rank() != x.rank()
                || !values.shape().with(axis, 1).equals(x.shape().with(axis, 1))) {
            throw new IllegalArgumentException(op + ": index " + index.shape() + " and values " + values.shape()
                    + " must have one shape, equal to " + x.shape() + " in all axes but " + axis);
        }
        return positions(op, index, x.size(axis));
    }

    // ---------------------------------------------------------------------------------------------- slices

    /**
     * {@return whole slices: out[.., i, ..] = this[.., index[i], ..]}
     *
     * @param axis which
     * @param index i64 or i32 [n]
     * @throws IllegalArgumentException if the index has not one axis or a position does not exist
     */
    default Tensor indexSelect(int axis, Tensor index) {
        return indexSelect("indexSelect", axis, index);
    }

    private Tensor indexSelect(String op, int axis, Tensor index) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis(op, axis);
        Tensor i = row(op, index, x.size(a));
        Tensor out = Tensor.emptyInOrderOf(x.view(), x.dtype(), x.shape().with(a, i.size(0)));
        Backend.current().indexing().select(x.view(), a, i.view(), out.view());
        if (Trace.isOn()) {
            Trace.step("indexSelect", out, new Tensor[] {x, i}, "axis", a);
        }
        Shape full = x.shape();
        return Autograd.record(
                "indexSelect",
                out,
                new Tensor[] {x},
                new Tensor[] {i},
                g -> g.to(0, () -> Tensor.zeros(g.out().dtype(), full).indexAdd(a, g.saved(0), g.out())));
    }

    /**
     * {@return a copy of this with whole slices added: out[.., index[i], ..] += values[.., i, ..]; repeated positions add up}
     *
     * @param axis which
     * @param index i64 or i32 [n]
     * @param values what to add, of this shape but with size n on the axis
     * @throws IllegalArgumentException if shapes do not fit or a position does not exist
     */
    default Tensor indexAdd(int axis, Tensor index, Tensor values) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis("indexAdd", axis);
        Tensor i = row("indexAdd", index, x.size(a));
        if (!values.shape().equals(x.shape().with(a, i.size(0)))) {
            throw new IllegalArgumentException("indexAdd: the values have shape " + values.shape() + ", expected "
                    + x.shape().with(a, i.size(0)) + " for " + i.size(0) + " positions in axis " + axis + " of "
                    + x.shape());
        }
        Tensor v = values.to(x.dtype());
        Tensor out = x.detach().copy();
        Backend.current().indexing().selectAdd(v.view(), a, i.view(), out.view());
        return Autograd.record("indexAdd", out, new Tensor[] {x, v}, new Tensor[] {i}, g -> {
            g.to(0, g::out);
            g.to(1, () -> g.out().indexSelect(a, g.saved(0)));
        });
    }

    /**
     * {@return the rows of this weight [V, D] that the index names, in the shape of the index with D behind it}
     *
     * @param index i64 or i32 of any shape
     * @param paddingIndex row that gets no gradient; −1 for none
     * @throws IllegalArgumentException if this has not two axes or a position does not exist
     */
    default Tensor embedding(Tensor index, long paddingIndex) {
        Tensor w = (Tensor) this;
        if (w.rank() != 2) {
            throw new IllegalArgumentException("embedding: the weight has shape " + w.shape() + ", expected [V, D]");
        }
        if (paddingIndex < -1 || paddingIndex >= w.size(0)) {
            throw new IllegalArgumentException("embedding: padding row " + paddingIndex + " does not exist in weight "
                    + w.shape() + "; give -1 for none");
        }
        Tensor i = index.reshape(index.elements());
        Tensor rows = indexSelect("embedding", 0, i);
        if (paddingIndex >= 0 && Autograd.records(w)) {
            rows = Tensor.where(i.eq((double) paddingIndex).unsqueeze(1), rows.detach(), rows);
        }
        long[] d = java.util.Arrays.copyOf(index.shape().toArray(), index.rank() + 1);
        d[index.rank()] = w.size(1);
        Tensor out = rows.reshape(d);
        if (Trace.isOn()) {
            Trace.step("indexSelect", out, new Tensor[] {w, index}, "axis", 0);
        }
        return out;
    }

    // ---------------------------------------------------------------------------------------------- masks

    /**
     * {@return a copy of this with one value where the mask holds}
     *
     * @param mask bool, broadcastable to this shape
     * @param value the value
     * @throws IllegalArgumentException if the mask is not bool or too large
     */
    default Tensor maskedFill(Tensor mask, double value) {
        Tensor x = (Tensor) this;
        checkMask("maskedFill", mask);
        if (!x.dtype().isFloating() && value != Math.rint(value)) {
            throw new IllegalArgumentException("maskedFill: " + value + " is no " + x.dtype()
                    + "; give a whole number, or convert with to(DType.F32)");
        }
        return Tensor.where(mask, Tensor.full(x.dtype(), Shape.of(), value), x);
    }

    /**
     * {@return the elements where the mask holds, in row-major order, one axis}
     *
     * @param mask bool, broadcastable to this shape
     * @throws IllegalArgumentException if the mask is not bool or too large
     */
    default Tensor maskedSelect(Tensor mask) {
        Tensor x = (Tensor) this;
        checkMask("maskedSelect", mask);
        Tensor found =
                Tensor.of(Backend.current().indexing().nonzero(mask.view().expand(x.shape())));
        return x.reshape(-1).indexSelect(0, found);
    }

    private void checkMask(String op, Tensor mask) {
        Tensor x = (Tensor) this;
        if (mask.dtype() != DType.BOOL) {
            throw new IllegalArgumentException(
                    op + ": the mask must be bool, got " + mask.dtype() + "; make one with a comparison such as ne(0)");
        }
        if (!mask.shape().expandsTo(x.shape())) {
            throw new IllegalArgumentException(
                    op + ": a mask of shape " + mask.shape() + " cannot be broadcast to " + x.shape());
        }
    }

    /** {@return the positions of the elements that differ from 0, i64 [n, rank], in row-major order} */
    default Tensor nonzero() {
        Tensor x = (Tensor) this;
        long[] found = Backend.current().indexing().nonzero(x.view());
        int rank = x.rank();
        long[] strides = x.shape().rowMajorStrides();
        long[] at = new long[found.length * rank];
        for (int i = 0; i < found.length; i++) {
            long rest = found[i];
            for (int axis = 0; axis < rank; axis++) {
                at[i * rank + axis] = rest / strides[axis];
                rest %= strides[axis];
            }
        }
        return Tensor.of(at, found.length, rank);
    }

    /**
     * {@return a new last axis with 1 at the position that this class index names and 0 elsewhere, i64}
     *
     * @param classes its size
     * @throws IllegalArgumentException if this is not i64 or i32, or a class does not exist
     */
    default Tensor oneHot(int classes) {
        Tensor x = (Tensor) this;
        Tensor index = positions("oneHot", x, classes).unsqueeze(-1);
        Shape shape = index.shape().with(-1, classes);
        return Tensor.zeros(DType.I64, shape).scatter(-1, index, Tensor.ones(DType.I64, index.shape()));
    }

    // ---------------------------------------------------------------------------------------------- order

    /**
     * {@return the elements in order along an axis, and where they were; equals stay in their order, NaN counts as largest}
     *
     * @param axis which
     * @param descending whether the largest come first
     */
    default Extremes sort(int axis, boolean descending) {
        return sort("sort", axis, descending);
    }

    /**
     * {@return the positions that put an axis in order, i64}
     *
     * @param axis which
     * @param descending whether the largest come first
     */
    default Tensor argsort(int axis, boolean descending) {
        return ((Indexing) ((Tensor) this).detach())
                .sort("argsort", axis, descending)
                .indices();
    }

    private Extremes sort(String op, int axis, boolean descending) {
        Tensor x = (Tensor) this;
        int a = axis(op, axis);
        return sorted(a, descending, a < 0 ? 1 : x.size(a));
    }

    /**
     * {@return the k largest or smallest along an axis, in order, and where they were}
     *
     * @param k how many
     * @param axis which
     * @param largest whether the largest are wanted
     * @throws IllegalArgumentException if the axis has fewer than k
     */
    default Extremes topk(int k, int axis, boolean largest) {
        Tensor x = (Tensor) this;
        int a = axis("topk", axis);
        long n = a < 0 ? 1 : x.size(a);
        if (k < 0 || k > n) {
            throw new IllegalArgumentException(
                    "topk: k is " + k + ", but axis " + axis + " of " + x.shape() + " has " + n + " elements");
        }
        return sorted(a, largest, k);
    }

    /** {@return the axis counted from 0, or −1 for the only place of a scalar} */
    private int axis(String op, int axis) {
        Tensor x = (Tensor) this;
        return x.rank() == 0 && (axis == 0 || axis == -1) ? -1 : x.shape().axis(op, axis);
    }

    private Extremes sorted(int a, boolean descending, long k) {
        Tensor x = (Tensor) this;
        if (a < 0) {
            Extremes one = x.reshape(1).sort(0, descending);
            return new Extremes(one.values().reshape(), one.indices().reshape());
        }
        int last = x.rank() - 1;
        Tensor rows = x.detach().transpose(a, last);
        Shape shape = rows.shape().with(last, k);
        Tensor values = Tensor.empty(x.dtype(), shape);
        Tensor indices = Tensor.empty(DType.I64, shape);
        Backend.current().indexing().sort(rows.view(), descending, values.view(), indices.view());
        if (Trace.isOn()) {
            Trace.step("topk", new Tensor[] {values, indices}, new Tensor[] {rows}, "k", k, "largest", descending);
        }
        Tensor where = indices.transpose(a, last);
        return new Extremes(Autograd.records(x) ? x.gather(a, where) : values.transpose(a, last), where);
    }

    // ---------------------------------------------------------------------------------------------- shared

    private static Tensor row(String op, Tensor index, long bound) {
        if (index.rank() != 1) {
            throw new IllegalArgumentException(op + ": the index must have one axis, got " + index.shape());
        }
        return positions(op, index, bound);
    }

    /** {@return the index as i64, after checking that every position exists} */
    private static Tensor positions(String op, Tensor index, long bound) {
        if (index.dtype() != DType.I64 && index.dtype() != DType.I32) {
            throw new IllegalArgumentException(op + ": positions must be i64 or i32, got " + index.dtype());
        }
        Tensor i = index.to(DType.I64);
        long bad = Backend.current().indexing().firstInvalid(i.view(), bound);
        if (bad != Long.MIN_VALUE) {
            throw new IllegalArgumentException(op + ": position " + bad + " does not exist, there are " + bound
                    + (bound == 0 ? "" : " (0 to " + (bound - 1) + ")"));
        }
        return i;
    }
}
