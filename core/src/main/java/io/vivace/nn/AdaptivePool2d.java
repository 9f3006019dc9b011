package io.vivace.nn;

import io.vivace.tensor.Pooling;
import io.vivace.tensor.Tensor;

/**
 * Pools an image of any size to a given one: output pixel i of n sees input pixels ⌊i·H/n⌋ to ⌈(i+1)·H/n⌉ − 1.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>[N, C, H, W]</td></tr>
 * <tr><td>output</td><td>[N, C, size, size]; [N, 2C, size, size] for both, the maxima first</td></tr>
 * </table>
 *
 * Counterparts: PyTorch's {@code nn.AdaptiveMaxPool2d} and {@code nn.AdaptiveAvgPool2d}, fastai's
 * {@code AdaptiveConcatPool2d}.
 *
 * <pre>{@code
 * sequential(AdaptivePool2d.avg(1), flatten(), Linear.of(512, 10))
 * }</pre>
 */
public final class AdaptivePool2d extends Module {
    private enum Kind {
        MAX,
        AVG,
        BOTH
    }

    private final Kind kind;
    private final int size;

    private AdaptivePool2d(Kind kind, int size) {
        Sizes.atLeastOne("AdaptivePool2d", "size", size);
        this.kind = kind;
        this.size = size;
    }

    /**
     * {@return a layer of maxima}
     *
     * @param size rows and columns of the output
     */
    public static AdaptivePool2d max(int size) {
        return new AdaptivePool2d(Kind.MAX, size);
    }

    /**
     * {@return a layer of means}
     *
     * @param size rows and columns of the output
     */
    public static AdaptivePool2d avg(int size) {
        return new AdaptivePool2d(Kind.AVG, size);
    }

    /**
     * {@return a layer of maxima and then means, side by side as channels}
     *
     * @param size rows and columns of the output
     */
    public static AdaptivePool2d maxAndAvg(int size) {
        return new AdaptivePool2d(Kind.BOTH, size);
    }

    /** {@return whether the output is one pixel of means} */
    boolean isMean() {
        return kind == Kind.AVG && size == 1;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return switch (kind) {
            case MAX -> Pooling.adaptiveMax2d(x, size, size);
            case AVG -> Pooling.adaptiveAvg2d(x, size, size);
            case BOTH -> {
                Tensor max = Pooling.adaptiveMax2d(x, size, size);
                Tensor avg = Pooling.adaptiveAvg2d(x, size, size);
                Tensor both = Tensor.cat(1, max, avg);
                max.close();
                avg.close();
                yield both;
            }
        };
    }

    @Override
    public String describe() {
        String name = switch (kind) {
            case MAX -> "AdaptiveMaxPool2d(";
            case AVG -> "AdaptiveAvgPool2d(";
            case BOTH -> "AdaptiveConcatPool2d(";
        };
        return name + Sizes.times(size, size) + ")";
    }
}
