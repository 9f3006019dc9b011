package io.vivace.nn;

import io.vivace.tensor.Tensor;

/**
 * {@link BatchNorm} of channels of images.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>[N, C, H, W]</td></tr>
 * <tr><td>weight (scale), bias (shift), running_mean, running_var</td><td>[C]</td></tr>
 * </table>
 *
 * Scale starts at 1, shift at 0; momentum is 0.1 and eps 1e-5 unless given. Counterpart: PyTorch's {@code nn.BatchNorm2d}.
 *
 * <pre>{@code
 * BatchNorm2d.of(64).momentum(0.01)
 * }</pre>
 */
public final class BatchNorm2d extends BatchNorm {
    private BatchNorm2d(Plan plan) {
        super(plan);
    }

    /**
     * {@return a layer}
     *
     * @param channels of the input
     */
    public static BatchNorm2d of(long channels) {
        return new BatchNorm2d(Plan.of(channels));
    }

    /**
     * {@return a new layer with this momentum}
     *
     * @param momentum share of the batch in the running statistics
     */
    public BatchNorm2d momentum(double momentum) {
        return new BatchNorm2d(plan.withMomentum(momentum));
    }

    /**
     * {@return a new layer with this eps}
     *
     * @param eps added to the variance
     */
    public BatchNorm2d eps(double eps) {
        return new BatchNorm2d(plan.withEps(eps));
    }

    /**
     * {@return a new layer that starts in another way; scale 0 lets a residual block start as the identity}
     *
     * @param scale what all scales start with
     * @param shift what all shifts start with
     */
    public BatchNorm2d starting(double scale, double shift) {
        return new BatchNorm2d(plan.withStart(scale, shift));
    }

    /** {@return a new layer without scale and shift} */
    public BatchNorm2d noAffine() {
        return new BatchNorm2d(plan.withoutAffine());
    }

    /** {@return a new layer with a ReLU in the same pass over memory} */
    public BatchNorm2d relu() {
        return new BatchNorm2d(plan.withRelu());
    }

    @Override
    void check(Tensor x) {
        if (x.rank() != 4) {
            throw new IllegalArgumentException("the input must be [N, C, H, W], got " + x.shape());
        }
    }
}
