package io.vivace.nn;

import io.vivace.backend.PoolSpec;
import io.vivace.tensor.FixedLayer;
import io.vivace.tensor.Pooling;
import io.vivace.tensor.Tensor;

/**
 * The largest value of every window.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, C, H, W]</td></tr>
 * <tr><td>output</td><td>[N, C, H', W'], H' = (H + 2·padding − size) / stride + 1, rounded down, or up if asked for</td></tr>
 * </table>
 *
 * Windows do not overlap unless a stride is given. Counterpart: PyTorch's {@code nn.MaxPool2d}.
 *
 * <pre>{@code
 * MaxPool2d.of(3).stride(2).padding(1)
 * }</pre>
 */
public final class MaxPool2d extends Module {
    private final int size;
    private final int stride;
    private final int padding;
    private final boolean ceil;
    private final PoolSpec spec;

    private MaxPool2d(int size, int stride, int padding, boolean ceil) {
        this.size = size;
        this.stride = stride;
        this.padding = padding;
        this.ceil = ceil;
        spec = new PoolSpec(size, size, stride, stride, padding, padding);
    }

    /**
     * {@return a layer whose windows do not overlap}
     *
     * @param size rows and columns of a window
     */
    public static MaxPool2d of(int size) {
        return new MaxPool2d(size, size, 0, false);
    }

    /**
     * {@return a new layer with this stride}
     *
     * @param stride pixels between neighbouring windows
     */
    public MaxPool2d stride(int stride) {
        return new MaxPool2d(size, stride, padding, ceil);
    }

    /**
     * {@return a new layer with this padding}
     *
     * @param padding pixels added on every side, at most half the size
     */
    public MaxPool2d padding(int padding) {
        return new MaxPool2d(size, stride, padding, ceil);
    }

    /** {@return a new layer that also pools what is left over at the lower and right border} */
    public MaxPool2d ceil() {
        return new MaxPool2d(size, stride, padding, true);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Inference.current() == null ? Pooling.max2d(x, spec, ceil) : FixedLayer.max2d(x, spec, ceil);
    }

    @Override
    public String describe() {
        return "MaxPool2d(" + Sizes.times(size, size) + (stride == size ? "" : ", stride " + stride)
                + (padding == 0 ? "" : ", padding " + padding) + (ceil ? ", ceil)" : ")");
    }
}
