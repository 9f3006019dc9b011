package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Normalization;
import io.vivace.tensor.Tensor;

/**
 * Normalisation over groups of channels of each example (Wu and He 2018): y = (x − mean) / √(variance + eps) · scale + shift.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>[N, C, ...]</td></tr>
 * <tr><td>weight (scale), bias (shift)</td><td>[C]</td></tr>
 * </table>
 *
 * Counterpart: PyTorch's {@code nn.GroupNorm}.
 *
 * <pre>{@code
 * GroupNorm.of(32, 256)
 * }</pre>
 */
public final class GroupNorm extends Module {
    private final int groups;
    private final long channels;
    private final double eps;
    private final Parameter weight;
    private final Parameter bias;

    private GroupNorm(int groups, long channels, double eps) {
        Sizes.atLeastOne("GroupNorm", "groups", groups, "channels", channels);
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    "GroupNorm: " + channels + " channels cannot be divided into " + groups + " groups");
        }
        this.groups = groups;
        this.channels = channels;
        this.eps = eps;
        weight = parameter("weight", Shape.of(channels), Parameter.Role.NORM, Init.constant(1));
        bias = parameter("bias", Shape.of(channels), Parameter.Role.NORM, Init.constant(0));
    }

    /**
     * {@return a layer}
     *
     * @param groups into which the channels are divided
     * @param channels of the input
     */
    public static GroupNorm of(int groups, long channels) {
        return new GroupNorm(groups, channels, 1e-5);
    }

    /**
     * {@return a new layer with this eps}
     *
     * @param eps added to the variance
     */
    public GroupNorm eps(double eps) {
        return new GroupNorm(groups, channels, eps);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Normalization.groupNorm(x, groups, weight.value(), bias.value(), eps);
    }

    @Override
    public String describe() {
        return "GroupNorm(" + groups + " groups of " + channels + ")";
    }
}
