package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Transposed convolution along a sequence: every input value adds the kernel, times itself, to the output; the gradient of a convolution.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, in, L]</td></tr>
 * <tr><td>weight</td><td>[in, out/groups, k]</td></tr>
 * <tr><td>bias</td><td>[out]</td></tr>
 * <tr><td>output</td><td>[N, out, L'], L' = (L − 1)·stride − 2·padding + dilation·(k − 1) + output padding + 1</td></tr>
 * </table>
 *
 * Unless it is given, padding is chosen so that the output is the input's size times the stride, one more for an even
 * kernel with stride 1: kernel 4 and stride 2 get padding 1, kernel 2 and stride 2 none, kernel 3 and stride 2 padding 1
 * and output padding 1. Counterpart: PyTorch's {@code nn.ConvTranspose1d}; it starts as that does, uniform in
 * ±1/√(out·k).
 *
 * <pre>{@code
 * ConvTranspose1d.of(512, 256, 2).stride(2)
 * }</pre>
 */
public final class ConvTranspose1d extends Module {
    private final ConvPlan plan;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private ConvTranspose1d(ConvPlan plan) {
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
    public static ConvTranspose1d of(long in, long out, int size) {
        return new ConvTranspose1d(new ConvPlan("ConvTranspose1d", true, in, out, size));
    }

    /**
     * {@return a new layer with this stride}
     *
     * @param stride steps of the output between neighbouring steps of the input
     */
    public ConvTranspose1d stride(int stride) {
        ConvPlan p = plan.copy();
        p.stride = p.all(stride);
        return new ConvTranspose1d(p);
    }

    /**
     * {@return a new layer with this padding instead of the computed one}
     *
     * @param padding steps cut off on both sides of the output; nothing is added at the end unless asked for
     */
    public ConvTranspose1d padding(int padding) {
        ConvPlan p = plan.copy();
        p.padding = p.all(padding);
        return new ConvTranspose1d(p);
    }

    /**
     * {@return a new layer with this output padding instead of the computed one}
     *
     * @param extra steps added at the end of the output, less than the stride
     */
    public ConvTranspose1d outputPadding(int extra) {
        ConvPlan p = plan.copy();
        p.outputPadding = p.all(extra);
        return new ConvTranspose1d(p);
    }

    /**
     * {@return a new layer with this dilation}
     *
     * @param dilation distance of neighbouring kernel elements, 1 for none skipped
     */
    public ConvTranspose1d dilation(int dilation) {
        ConvPlan p = plan.copy();
        p.dilation = p.all(dilation);
        return new ConvTranspose1d(p);
    }

    /**
     * {@return a new layer with groups of channels that do not see one another}
     *
     * @param groups how many; equal to the input's channels, the layer is depthwise
     * @throws IllegalArgumentException if they do not divide the channels
     */
    public ConvTranspose1d groups(int groups) {
        return new ConvTranspose1d(plan.withGroups(groups));
    }

    /** {@return a new layer without bias} */
    public ConvTranspose1d noBias() {
        ConvPlan p = plan.copy();
        p.biased = false;
        return new ConvTranspose1d(p);
    }

    /**
     * {@return a new layer that starts in another way}
     *
     * @param weights how the weight starts
     * @param biases how the bias starts, if there is one
     */
    public ConvTranspose1d starting(Init weights, Init biases) {
        ConvPlan p = plan.copy();
        p.weights = weights;
        p.biases = biases;
        return new ConvTranspose1d(p);
    }

    /** {@return the weight, [in, out/groups, k]} */
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
        return Convolution.convTranspose1d(
                x, weight.value(), b, plan.stride[0], plan.pad(0), plan.outputPad(0), plan.dilation[0], plan.groups);
    }

    @Override
    public String describe() {
        return plan.describe();
    }
}
