package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;

/**
 * y = x above 0, weight · x below, with learned weights (He et al. 2015).
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>any for one weight; [N, C, ...] for one per channel</td></tr>
 * <tr><td>weight</td><td>[1] or [C]</td></tr>
 * </table>
 *
 * Weights start at 0.25. Counterpart: PyTorch's {@code nn.PReLU}.
 *
 * <pre>{@code
 * Prelu.of(64)
 * }</pre>
 */
public final class Prelu extends Module {
    private final Parameter weight;

    private Prelu(long channels) {
        Sizes.atLeastOne("Prelu", "channels", channels);
        weight = parameter("weight", Shape.of(channels), Parameter.Role.WEIGHT, Init.constant(0.25));
    }

    /**
     * {@return a layer}
     *
     * @param channels of the input, or 1 for one weight for all
     */
    public static Prelu of(long channels) {
        return new Prelu(channels);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return x.prelu(weight.value());
    }

    @Override
    public String describe() {
        return "PReLU(" + weight.shape().size(0) + ")";
    }
}
