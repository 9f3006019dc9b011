package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/** Matrix products. */
public sealed interface LinearAlgebra permits Tensor {
    /**
     * {@return the matrix product} Leading axes are batches and broadcast; a vector counts as a row on the left and as a
     * column on the right, and its axis disappears.
     *
     * @param other [..., K, N] or [K] for this of [..., M, K] or [K]
     * @throws IllegalArgumentException if the inner sizes differ
     */
    default Tensor matmul(Tensor other) {
        Tensor a = (Tensor) this;
        if (a.rank() == 0 || other.rank() == 0) {
            throw new IllegalArgumentException(
                    "matmul: " + a.shape() + " by " + other.shape() + ": use mul for scalars");
        }
        if (a.rank() == 1) {
            Tensor r = a.unsqueeze(0).matmul(other);
            return r.squeeze(other.rank() == 1 ? 0 : -2);
        }
        if (other.rank() == 1) {
            return a.matmul(other.unsqueeze(1)).squeeze(-1);
        }
        return product(a, other);
    }

    /**
     * {@return x · wᵀ + bias over the last axis}
     *
     * @param weight [out, in], for this of [..., in]
     * @param bias [out], or null
     */
    default Tensor linear(Tensor weight, @Nullable Tensor bias) {
        Tensor x = (Tensor) this;
        LinearShapes.check(x, weight, bias);
        Tensor y = x.rank() == 2 ? rows(x, weight, bias) : manyRows(x, weight, bias);
        if (Trace.isOn()) {
            Trace.step("linear", y, new Tensor[] {x, weight, bias});
        }
        return y;
    }

    private static Tensor manyRows(Tensor x, Tensor weight, @Nullable Tensor bias) {
        long rows = x.shape().with(-1, 1).elements();
        Tensor y = rows(x.reshape(Shape.of(rows, x.size(-1))), weight, bias);
        return y.reshape(x.shape().with(-1, weight.size(0)));
    }

    /** Gradients are products again, that of the weight in the weight's own layout, and that of the bias with a row of ones. */
    private static Tensor rows(Tensor a, Tensor weight, @Nullable Tensor bias) {
        DType t = typeOf("linear", a, weight);
        Tensor x = a.to(t);
        Tensor w = weight.to(t);
        Tensor shift = bias == null ? null : bias.to(t);
        Tensor out = Tensor.empty(t, Shape.of(x.size(0), w.size(0)));
        View columns = w.view()
                .as(
                        Shape.of(w.size(1), w.size(0)),
                        new long[] {w.view().stride(1), w.view().stride(0)},
                        w.view().offset());
        Backend.current().matmuls().matmul(x.view(), columns, shift == null ? null : shift.view(), out.view());
        return Autograd.record("linear", out, new Tensor[] {x, w, shift}, new Tensor[] {x, w}, g -> {
            g.to(0, () -> g.out().matmul(g.saved(1)));
            g.to(1, () -> g.out().t().matmul(g.saved(0)));
            g.to(2, () -> {
                Tensor ones = Tensor.ones(t, Shape.of(1, g.out().size(0)));
                return ones.matmul(g.out()).reshape(g.shape(2));
            });
        });
    }

    private static DType typeOf(String op, Tensor a, Tensor b) {
        DType t = Precision.ofProduct(a.dtype(), b.dtype());
        if (!t.isFloating()) {
            throw new IllegalArgumentException(op + ": needs f32 or bf16, got " + a.dtype() + " and " + b.dtype()
                    + "; convert with to(DType.F32)");
        }
        return t;
    }

    private static Tensor product(Tensor a, Tensor b) {
        if (a.size(-1) != b.size(-2)) {
            throw new IllegalArgumentException(
                    "matmul: " + a.shape() + " by " + b.shape() + ": the last size of the left, " + a.size(-1)
                            + ", must equal the last but one of the right, " + b.size(-2));
        }
        DType t = typeOf("matmul", a, b);
        Tensor x = a.to(t);
        Tensor y = b.to(t);
        Shape batch = leading(x.shape())
                .broadcast("matmul: batch axes of " + x.shape() + " and " + y.shape(), leading(y.shape()));
        Tensor out = Tensor.empty(t, with(batch, x.size(-2), y.size(-1)));
        View left = x.view().expand(with(batch, x.size(-2), x.size(-1)));
        View right = y.view().expand(with(batch, y.size(-2), y.size(-1)));
        Backend.current().matmuls().matmul(left, right, null, out.view());
        return Autograd.record("matmul", out, new Tensor[] {x, y}, new Tensor[] {x, y}, g -> {
            g.to(0, () -> rightTransposed(g.out(), g.saved(1), left));
            g.to(1, () -> leftTransposed(g.saved(0), g.out(), g.shape(1)));
        });
    }

    /**
     * {@return dy · yᵀ} Of a matrix that lies column by column, such as pixels by channels, it is the transpose of y · dyᵀ: so
     * it lies as the matrix does, and joins its other gradients without a copy.
     */
    private static Tensor rightTransposed(Tensor dy, Tensor y, View like) {
        boolean byColumns = like.shape().rank() == 2 && like.stride(0) == 1 && like.stride(1) > 1;
        return byColumns && y.rank() == 2 ? y.matmul(dy.t()).t() : dy.matmul(y.t());
    }

    /** {@return xᵀ · dy}; batches of a shared right matrix are folded into one product */
    private static Tensor leftTransposed(Tensor x, Tensor dy, Shape target) {
        if (target.rank() == 2 && x.rank() > 2 && x.rank() == dy.rank()) {
            return x.reshape(-1, x.size(-1)).t().matmul(dy.reshape(-1, dy.size(-1)));
        }
        return x.t().matmul(dy);
    }

    private static Shape leading(Shape s) {
        return Shape.of(java.util.Arrays.copyOf(s.toArray(), s.rank() - 2));
    }

    private static Shape with(Shape batch, long rows, long cols) {
        long[] d = java.util.Arrays.copyOf(batch.toArray(), batch.rank() + 2);
        d[batch.rank()] = rows;
        d[batch.rank() + 1] = cols;
        return Shape.of(d);
    }
}
