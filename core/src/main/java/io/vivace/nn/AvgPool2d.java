package io.vivace.nn;

import io.vivace.backend.PoolSpec;
import io.vivace.tensor.Pooling;
import io.vivace.tensor.Tensor;

/**
 * The mean of every window.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, C, H, W]</td></tr>
 * <tr><td>output</td><td>[N, C, H', W'], H' = (H + 2·padding − size) / stride + 1, rounded down, or up if asked for</td></tr>
 * </table>
 *
 * Windows do not overlap unless a stride is given. Counterpart: PyTorch's {@code nn.AvgPool2d}.
 *
 * <pre>{@code
 * AvgPool2d.of(3).stride(2).padding(1)
 * }</pre>
 */
public final class AvgPool2d extends Module {
    private final int size;
    private final int stride;
    private final int padding;
    private final boolean ceil;
    private final boolean countPadding;
    private final PoolSpec spec;

    private AvgPool2d(int size, int stride, int padding, boolean ceil, boolean countPadding) {
        this.size = size;
        this.stride = stride;
        this.padding = padding;
        this.ceil = ceil;
        this.countPadding = countPadding;
        spec = new PoolSpec(size, size, stride, stride, padding, padding);
    }

    /**
     * {@return a layer whose windows do not overlap}
     *
     * @param size rows and columns of a window
     */
    public static AvgPool2d of(int size) {
        return new AvgPool2d(size, size, 0, false, true);
    }

    /**
     * {@return a new layer with this stride}
     *
     * @param stride pixels between neighbouring windows
     */
    public AvgPool2d stride(int stride) {
        return new AvgPool2d(size, stride, padding, ceil, countPadding);
    }

    /**
     * {@return a new layer with this padding}
     *
     * @param padding pixels added on every side, at most half the size; they count as zeros in the mean
     */
    public AvgPool2d padding(int padding) {
        return new AvgPool2d(size, stride, padding, ceil, countPadding);
    }

    /** {@return a new layer that also pools what is left over at the lower and right border} */
    public AvgPool2d ceil() {
        return new AvgPool2d(size, stride, padding, true, countPadding);
    }

    /** {@return a new layer whose means leave the padding out} */
    public AvgPool2d ignorePadding() {
        return new AvgPool2d(size, stride, padding, ceil, false);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Pooling.avg2d(x, spec, ceil, countPadding);
    }

    @Override
    public String describe() {
        return "AvgPool2d(" + Sizes.times(size, size) + (stride == size ? "" : ", stride " + stride)
                + (padding == 0 ? "" : ", padding " + padding) + (ceil ? ", ceil)" : ")");
    }
}
