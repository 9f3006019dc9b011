package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x · Wᵀ + b over the last axis.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[..., in]</td></tr>
 * <tr><td>weight</td><td>[out, in]</td></tr>
 * <tr><td>bias</td><td>[out]</td></tr>
 * <tr><td>output</td><td>[..., out]</td></tr>
 * </table>
 *
 * Counterpart: PyTorch's {@code nn.Linear}; it starts as that does, uniform in ±1/√in.
 *
 * <pre>{@code
 * Linear.of(512, 10).noBias()
 * }</pre>
 */
public final class Linear extends Module {
    private final long in;
    private final long out;
    private final Init weightStart;
    private final @Nullable Init biasStart;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private Linear(long in, long out, Init weightStart, @Nullable Init biasStart) {
        Sizes.atLeastOne("Linear", "in", in, "out", out);
        this.in = in;
        this.out = out;
        this.weightStart = weightStart;
        this.biasStart = biasStart;
        weight = parameter("weight", Shape.of(out, in), Parameter.Role.WEIGHT, weightStart);
        bias = biasStart == null ? null : parameter("bias", Shape.of(out), Parameter.Role.BIAS, biasStart);
    }

    /**
     * {@return a layer with bias}
     *
     * @param in features of the input
     * @param out features of the output
     */
    public static Linear of(long in, long out) {
        return new Linear(in, out, Init.pytorch(), Init.pytorchBias(Shape.of(out, in)));
    }

    /** {@return a new layer of these sizes without bias} */
    public Linear noBias() {
        return new Linear(in, out, weightStart, null);
    }

    /**
     * {@return a new layer of these sizes that starts in another way}
     *
     * @param weights how the weight starts
     * @param biases how the bias starts
     */
    public Linear starting(Init weights, Init biases) {
        return new Linear(in, out, weights, biasStart == null ? null : biases);
    }

    /** {@return the weight, [out, in]} */
    public Parameter weight() {
        return weight;
    }

    /** {@return the bias, [out], or null} */
    public @Nullable Parameter bias() {
        return bias;
    }

    @Override
    protected Tensor compute(Tensor x) {
        Inference use = Inference.current();
        if (use != null) {
            return use.alone(this, x);
        }
        return x.linear(weight.value(), bias == null ? null : bias.value());
    }

    @Override
    public String describe() {
        return "Linear(" + in + "→" + out + ")";
    }
}
