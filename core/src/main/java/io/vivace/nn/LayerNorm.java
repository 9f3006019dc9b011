package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Normalization;
import io.vivace.tensor.Tensor;

/**
 * Normalisation over the last axes of each example (Ba et al. 2016): y = (x − mean) / √(variance + eps) · scale + shift.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>[..., d₁, ..., dₖ]</td></tr>
 * <tr><td>weight (scale), bias (shift)</td><td>[d₁, ..., dₖ]</td></tr>
 * </table>
 *
 * Counterpart: PyTorch's {@code nn.LayerNorm}.
 *
 * <pre>{@code
 * LayerNorm.of(512)
 * }</pre>
 */
public final class LayerNorm extends Module {
    private final Shape shape;
    private final double eps;
    private final Parameter weight;
    private final Parameter bias;

    private LayerNorm(Shape shape, double eps) {
        this.shape = shape;
        this.eps = eps;
        weight = parameter("weight", shape, Parameter.Role.NORM, Init.constant(1));
        bias = parameter("bias", shape, Parameter.Role.NORM, Init.constant(0));
    }

    /**
     * {@return a layer}
     *
     * @param sizes of the last axes, over which to normalise
     */
    public static LayerNorm of(long... sizes) {
        if (sizes.length == 0) {
            throw new IllegalArgumentException("LayerNorm needs the size of at least one axis");
        }
        return new LayerNorm(Shape.of(sizes), 1e-5);
    }

    /**
     * {@return a new layer with this eps}
     *
     * @param eps added to the variance
     */
    public LayerNorm eps(double eps) {
        return new LayerNorm(shape, eps);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Normalization.layerNorm(x, shape.rank(), weight.value(), bias.value(), eps);
    }

    @Override
    public String describe() {
        return "LayerNorm" + shape;
    }
}
