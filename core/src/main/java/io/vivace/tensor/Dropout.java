package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;

/**
 * Dropout (Srivastava et al. 2014) as used in training: values are set to 0 with probability p and the others divided by
 * 1 − p, so that the mean stays. With p = 0 the input itself is returned and nothing is drawn; else one number is, and what is
 * dropped follows from it and the places of the elements in memory.
 */
public final class Dropout {
    private Dropout() {}

    /**
     * {@return the input with single elements dropped}
     *
     * @param x floating
     * @param p probability of dropping, 0 to 1
     * @param rng where randomness comes from
     * @throws IllegalArgumentException if p is no probability or x not floating
     */
    public static Tensor elements(Tensor x, double p, Rng rng) {
        return masked("dropout", x, p, x.shape(), rng);
    }

    /**
     * {@return the input with whole planes dropped: all of [n, c, ...] or nothing (Tompson et al. 2015)}
     *
     * @param x floating, [N, C, ...]
     * @param p probability of dropping, 0 to 1
     * @param rng where randomness comes from
     * @throws IllegalArgumentException if p is no probability, x not floating, or there are fewer than 2 axes
     */
    public static Tensor channels(Tensor x, double p, Rng rng) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(
                    "channel dropout: the input has shape " + x.shape() + ", expected [N, C, ...]");
        }
        return masked("channel dropout", x, p, ofFirstAxes(x.shape(), 2), rng);
    }

    /**
     * {@return the input with the same elements dropped at all positions of an axis, such as all steps of a sequence (Gal
     * and Ghahramani 2016)}
     *
     * @param x floating
     * @param p probability of dropping, 0 to 1
     * @param axis along which the mask is the same
     * @param rng where randomness comes from
     * @throws IllegalArgumentException if p is no probability, x not floating, or there is no such axis
     */
    public static Tensor locked(Tensor x, double p, int axis, Rng rng) {
        return masked("locked dropout", x, p, x.shape().with(x.shape().axis("locked dropout", axis), 1), rng);
    }

    /**
     * {@return the input with whole examples dropped: all of [n, ...] or nothing, as stochastic depth does to residual branches
     * (Huang et al. 2016)}
     *
     * @param x floating, [N, ...]
     * @param p probability of dropping, 0 to 1
     * @param rng where randomness comes from
     * @throws IllegalArgumentException if p is no probability, x not floating, or a scalar
     */
    public static Tensor examples(Tensor x, double p, Rng rng) {
        if (x.rank() < 1) {
            throw new IllegalArgumentException("example dropout: the input is a scalar, expected [N, ...]");
        }
        return masked("example dropout", x, p, ofFirstAxes(x.shape(), 1), rng);
    }

    /** {@return the shape with one element along all axes but the first ones} */
    private static Shape ofFirstAxes(Shape shape, int axes) {
        Shape s = shape;
        for (int i = axes; i < s.rank(); i++) {
            s = s.with(i, 1);
        }
        return s;
    }

    private static Tensor masked(String op, Tensor x, double p, Shape shape, Rng rng) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(op + ": p is the probability of dropping, 0 to 1, got " + p);
        }
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    op + ": the input must be f32 or bf16, got " + x.dtype() + "; convert it with to(DType.F32)");
        }
        if (p == 0) {
            return x;
        }
        long key = rng.nextLong();
        double scale = p == 1 ? 0 : 1 / (1 - p);
        if (shape.equals(x.shape())) {
            return single(x, p, scale, key, x.view().isDense() ? x.strides() : shape.rowMajorStrides());
        }
        // 1/(1 − p) would be rounded in a bf16 mask, so there it is multiplied in afterwards
        boolean narrow = x.dtype() == DType.BF16;
        Tensor mask = single(Tensor.ones(x.dtype(), shape), p, narrow ? 1 : scale, key, shape.rowMajorStrides());
        Tensor out = x.mul(mask);
        return narrow ? out.mul(scale) : out;
    }

    /** {@return what the kernel of a sequence drops by this key, of a row-major state} */
    static Tensor keyed(Tensor x, double p, double scale, long key) {
        return single(x, p, scale, key, x.shape().rowMajorStrides());
    }

    /** {@return each element dropped or kept by itself} The gradient is the same function, with the same key and layout. */
    private static Tensor single(Tensor x, double p, double scale, long key, long[] strides) {
        Tensor out = Tensor.empty(x.dtype(), x.shape(), strides);
        Backend.current().elementwise().dropout(x.view(), p, scale, key, out.view());
        return Autograd.record(
                "dropout",
                out,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> single(g.out(), p, scale, key, strides)));
    }
}
