package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;

/** Elements and slices chosen by computed positions. */
public sealed interface Indexing permits Tensor {
    /**
     * {@return out[.., i, ..] = this[.., index[.., i, ..], ..] along an axis}
     *
     * @param axis which
     * @param index i64 or i32, of this shape but for that axis
     * @throws IllegalArgumentException if shapes do not fit or a position does not exist
     */
    default Tensor gather(int axis, Tensor index) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis(axis);
        Tensor i = positions("gather", index, x.size(a));
        if (index.rank() != x.rank()
                || !index.shape().with(a, 1).equals(x.shape().with(a, 1))) {
            throw new IllegalArgumentException("gather: the index has shape " + index.shape() + ", the tensor "
                    + x.shape() + "; they must agree in all axes but " + axis);
        }
        Tensor out = Tensor.empty(x.dtype(), index.shape());
        Backend.current().indexing().gather(x.view(), a, i.view(), out.view());
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
     * @param values what to add
     */
    default Tensor scatterAdd(int axis, Tensor index, Tensor values) {
        Tensor x = (Tensor) this;
        int a = x.shape().axis(axis);
        Tensor i = positions("scatterAdd", index, x.size(a));
        if (!index.shape().equals(values.shape())
                || values.rank() != x.rank()
                || !values.shape().with(a, 1).equals(x.shape().with(a, 1))) {
            throw new IllegalArgumentException("scatterAdd: index " + index.shape() + " and values " + values.shape()
                    + " must have one shape, equal to " + x.shape() + " in all axes but " + axis);
        }
        Tensor v = values.to(x.dtype());
        Tensor out = x.detach().copy();
        Backend.current().indexing().scatterAdd(v.view(), a, i.view(), out.view());
        return Autograd.record("scatterAdd", out, new Tensor[] {x, v}, new Tensor[] {i}, g -> {
            g.to(0, g::out);
            g.to(1, () -> g.out().gather(a, g.saved(0)));
        });
    }

    /** {@return the index as i64, after checking that every position exists} */
    private static Tensor positions(String op, Tensor index, long bound) {
        if (index.dtype() != DType.I64 && index.dtype() != DType.I32) {
            throw new IllegalArgumentException(op + ": positions must be i64 or i32, got " + index.dtype());
        }
        Tensor i = index.to(DType.I64);
        long bad = Backend.current().indexing().firstInvalid(i.view(), bound);
        if (bad != Long.MIN_VALUE) {
            throw new IllegalArgumentException(
                    op + ": position " + bad + " does not exist, there are " + bound + " (0 to " + (bound - 1) + ")");
        }
        return i;
    }
}
