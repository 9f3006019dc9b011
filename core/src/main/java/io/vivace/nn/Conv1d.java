package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolution along a sequence: y[o] = Σᵢ x[i] ∗ w[o, i] + b[o].
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, in, L]</td></tr>
 * <tr><td>weight</td><td>[out, in/groups, k]</td></tr>
 * <tr><td>bias</td><td>[out]</td></tr>
 * <tr><td>output</td><td>[N, out, L'], L' = ⌊(L + 2·padding − dilation·(k − 1) − 1) / stride⌋ + 1</td></tr>
 * </table>
 *
 * Unless it is given, padding is dilation·(kernel − 1)/2, rounded down: an odd kernel keeps the size, or divides it by
 * the stride, rounding up. Counterpart: PyTorch's {@code nn.Conv1d}; it starts as that does, uniform in ±1/√(in·k).
 *
 * <pre>{@code
 * Conv1d.of(64, 128, 3).stride(2).noBias()
 * }</pre>
 */
public final class Conv1d extends Module {
    private final ConvPlan plan;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private Conv1d(ConvPlan plan) {
        this.plan = plan;
        weight = parameter("weight", plan.weightShape(), Parameter.Role.WEIGHT, plan.weights);
        bias = plan.biased ? parameter("bias", Shape.of(plan.out), Parameter.Role.BIAS, plan.biasStart()) : null;
    }

    /**
     * {@return a layer with bias and stride 1}
     *
     * @param in channels of the input
     * @param out channels of the output
     * @param size length of the kernel
     */
    public static Conv1d of(long in, long out, int size) {
        return new Conv1d(new ConvPlan("Conv1d", false, in, out, size));
    }

    /**
     * {@return a new layer with this stride}
     *
     * @param stride steps between neighbouring outputs
     */
    public Conv1d stride(int stride) {
        ConvPlan p = plan.copy();
        p.stride = p.all(stride);
        return new Conv1d(p);
    }

    /**
     * {@return a new layer with this padding instead of the computed one}
     *
     * @param padding zeros added on both sides
     */
    public Conv1d padding(int padding) {
        ConvPlan p = plan.copy();
        p.padding = p.all(padding);
        return new Conv1d(p);
    }

    /**
     * {@return a new layer with this dilation}
     *
     * @param dilation distance of neighbouring kernel elements, 1 for none skipped
     */
    public Conv1d dilation(int dilation) {
        ConvPlan p = plan.copy();
        p.dilation = p.all(dilation);
        return new Conv1d(p);
    }

    /**
     * {@return a new layer with groups of channels that do not see one another}
     *
     * @param groups how many; equal to the input's channels, the layer is depthwise
     * @throws IllegalArgumentException if they do not divide the channels
     */
    public Conv1d groups(int groups) {
        return new Conv1d(plan.withGroups(groups));
    }

    /** {@return a new layer without bias} */
    public Conv1d noBias() {
        ConvPlan p = plan.copy();
        p.biased = false;
        return new Conv1d(p);
    }

    /**
     * {@return a new layer that starts in another way}
     *
     * @param weights how the weight starts
     * @param biases how the bias starts, if there is one
     */
    public Conv1d starting(Init weights, Init biases) {
        ConvPlan p = plan.copy();
        p.weights = weights;
        p.biases = biases;
        return new Conv1d(p);
    }

    /** {@return the weight, [out, in/groups, k]} */
    public Parameter weight() {
        return weight;
    }

    /** {@return the bias, [out], or null} */
    public @Nullable Parameter bias() {
        return bias;
    }

    @Override
    protected Tensor compute(Tensor x) {
        Tensor b = bias == null ? null : bias.value();
        return Convolution.conv1d(x, weight.value(), b, plan.stride[0], plan.pad(0), plan.dilation[0], plan.groups);
    }

    @Override
    public String describe() {
        return plan.describe();
    }
}
