package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Normalization;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of every plane of every image (Ulyanov et al. 2016): y = (x − mean) / √(variance + eps), times scale plus
 * shift where asked for.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>[N, C, H, W]</td></tr>
 * <tr><td>weight (scale), bias (shift)</td><td>[C]</td></tr>
 * </table>
 *
 * Counterpart: PyTorch's {@code nn.InstanceNorm2d}, which has no scale and shift unless asked for either.
 *
 * <pre>{@code
 * InstanceNorm2d.of(64).affine()
 * }</pre>
 */
public final class InstanceNorm2d extends Module {
    private final long channels;
    private final double eps;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;

    private InstanceNorm2d(long channels, double eps, boolean affine) {
        Sizes.atLeastOne("InstanceNorm2d", "channels", channels);
        this.channels = channels;
        this.eps = eps;
        Shape shape = Shape.of(channels);
        weight = affine ? parameter("weight", shape, Parameter.Role.NORM, Init.constant(1)) : null;
        bias = affine ? parameter("bias", shape, Parameter.Role.NORM, Init.constant(0)) : null;
    }

    /**
     * {@return a layer without scale and shift}
     *
     * @param channels of the input
     */
    public static InstanceNorm2d of(long channels) {
        return new InstanceNorm2d(channels, 1e-5, false);
    }

    /** {@return a new layer with scale and shift} */
    public InstanceNorm2d affine() {
        return new InstanceNorm2d(channels, eps, true);
    }

    /**
     * {@return a new layer with this eps}
     *
     * @param eps added to the variance
     */
    public InstanceNorm2d eps(double eps) {
        return new InstanceNorm2d(channels, eps, weight != null);
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() != 4 || x.size(1) != channels) {
            throw new IllegalArgumentException("the input must be [N, " + channels + ", H, W], got " + x.shape());
        }
        return Normalization.instanceNorm(
                x, weight == null ? null : weight.value(), bias == null ? null : bias.value(), eps);
    }

    @Override
    public String describe() {
        return "InstanceNorm2d(" + channels + ")";
    }
}
