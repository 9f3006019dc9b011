package io.vivace.tensor;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;

/**
 * Dropout (Srivastava et al. 2014) as used in training: values are set to 0 with probability p and the others divided by
 * 1 − p, so that the mean stays. With p = 0 the input itself is returned and nothing is drawn.
 */
public final class Dropout {
    private Dropout() {}

    /**
     * {@return the input with single elements dropped} Randomness is drawn in the order of the elements in memory.
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
        Shape mask = x.shape();
        for (int i = 2; i < x.rank(); i++) {
            mask = mask.with(i, 1);
        }
        return masked("channel dropout", x, p, mask, rng);
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
        double scale = p == 1 ? 0 : 1 / (1 - p);
        // 1/(1 − p) would be rounded in a bf16 mask, so there it is multiplied in afterwards
        boolean narrow = x.dtype() == DType.BF16;
        Tensor mask = mask(x, shape, p, narrow ? 1 : (float) scale, rng);
        Tensor out = x.mul(mask);
        return narrow ? out.mul(scale) : out;
    }

    private static Tensor mask(Tensor x, Shape shape, double p, float keep, Rng rng) {
        float[] v = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < v.length; i++) {
            v[i] = rng.chance(p) ? 0 : keep;
        }
        boolean inMemoryOrder = shape.equals(x.shape()) && x.view().isDense();
        Tensor mask = Tensor.empty(DType.F32, shape, inMemoryOrder ? x.strides() : shape.rowMajorStrides());
        Arrays.bytes(mask).asFloatBuffer().put(v);
        return mask.to(x.dtype());
    }
}
