package io.vivace.nn;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.Shape;
import io.vivace.tensor.Convolution;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of images: y[o] = Σᵢ x[i] ∗ w[o, i] + b[o].
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, in, H, W]</td></tr>
 * <tr><td>weight</td><td>[out, in/groups, kh, kw]</td></tr>
 * <tr><td>bias</td><td>[out]</td></tr>
 * <tr><td>output</td><td>[N, out, H', W'], H' = ⌊(H + 2·padding − dilation·(kh − 1) − 1) / stride⌋ + 1</td></tr>
 * </table>
 *
 * Unless it is given, padding is dilation·(kernel − 1)/2, rounded down: an odd kernel keeps the size, or divides it by
 * the stride, rounding up. Counterpart: PyTorch's {@code nn.Conv2d}; it starts as that does, uniform in ±1/√(in·k²).
 *
 * <pre>{@code
 * Conv2d.of(64, 128, 3).stride(2).noBias()
 * }</pre>
 */
public final class Conv2d extends Module {
    private final ConvPlan plan;
    private final ConvSpec spec;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    private Conv2d(ConvPlan plan) {
        this.plan = plan;
        spec = new ConvSpec(
                plan.stride[0],
                plan.stride[1],
                plan.pad(0),
                plan.pad(1),
                plan.dilation[0],
                plan.dilation[1],
                plan.groups);
        weight = parameter("weight", plan.weightShape(), Parameter.Role.WEIGHT, plan.weights);
        bias = plan.biased ? parameter("bias", Shape.of(plan.out), Parameter.Role.BIAS, plan.biasStart()) : null;
    }

    /**
     * {@return a layer with bias and stride 1}
     *
     * @param in channels of the input
     * @param out channels of the output
     * @param size rows and columns of the kernel
     */
    public static Conv2d of(long in, long out, int size) {
        return of(in, out, size, size);
    }

    /**
     * {@return a layer with bias and stride 1}
     *
     * @param in channels of the input
     * @param out channels of the output
     * @param rows of the kernel
     * @param columns of the kernel
     */
    public static Conv2d of(long in, long out, int rows, int columns) {
        return new Conv2d(new ConvPlan("Conv2d", false, in, out, rows, columns));
    }

    /**
     * {@return a new layer with this stride}
     *
     * @param stride pixels between neighbouring outputs
     */
    public Conv2d stride(int stride) {
        ConvPlan p = plan.copy();
        p.stride = p.all(stride);
        return new Conv2d(p);
    }

    /**
     * {@return a new layer with this stride}
     *
     * @param rows stride of rows
     * @param columns stride of columns
     */
    public Conv2d stride(int rows, int columns) {
        ConvPlan p = plan.copy();
        p.stride = new int[] {rows, columns};
        return new Conv2d(p);
    }

    /**
     * {@return a new layer with this padding instead of the computed one}
     *
     * @param padding zeros added on every side
     */
    public Conv2d padding(int padding) {
        ConvPlan p = plan.copy();
        p.padding = p.all(padding);
        return new Conv2d(p);
    }

    /**
     * {@return a new layer with this padding instead of the computed one}
     *
     * @param rows padding of rows
     * @param columns padding of columns
     */
    public Conv2d padding(int rows, int columns) {
        ConvPlan p = plan.copy();
        p.padding = new int[] {rows, columns};
        return new Conv2d(p);
    }

    /**
     * {@return a new layer with this dilation}
     *
     * @param dilation distance of neighbouring kernel elements, 1 for none skipped
     */
    public Conv2d dilation(int dilation) {
        ConvPlan p = plan.copy();
        p.dilation = p.all(dilation);
        return new Conv2d(p);
    }

    /**
     * {@return a new layer with groups of channels that do not see one another}
     *
     * @param groups how many; equal to the input's channels, the layer is depthwise
     * @throws IllegalArgumentException if they do not divide the channels
     */
    public Conv2d groups(int groups) {
        return new Conv2d(plan.withGroups(groups));
    }

    /** {@return a new layer without bias} */
    public Conv2d noBias() {
        ConvPlan p = plan.copy();
        p.biased = false;
        return new Conv2d(p);
    }

    /**
     * {@return a new layer that starts in another way}
     *
     * @param weights how the weight starts
     * @param biases how the bias starts, if there is one
     */
    public Conv2d starting(Init weights, Init biases) {
        ConvPlan p = plan.copy();
        p.weights = weights;
        p.biases = biases;
        return new Conv2d(p);
    }

    /** {@return the weight, [out, in/groups, kh, kw]} */
    public Parameter weight() {
        return weight;
    }

    /** {@return the bias, [out], or null} */
    public @Nullable Parameter bias() {
        return bias;
    }

    ConvSpec spec() {
        return spec;
    }

    @Override
    protected Tensor compute(Tensor x) {
        Inference use = Inference.current();
        if (use != null) {
            return use.alone(this, x);
        }
        Tensor b = bias == null ? null : bias.value();
        return Convolution.conv2d(x, weight.value(), b, spec);
    }

    @Override
    public String describe() {
        return plan.describe();
    }
}
