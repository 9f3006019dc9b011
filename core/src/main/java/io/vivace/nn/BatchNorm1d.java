package io.vivace.nn;

import io.vivace.tensor.Tensor;

/**
 * {@link BatchNorm} of features of vectors, or channels of sequences.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>[N, C] or [N, C, L]</td></tr>
 * <tr><td>weight (scale), bias (shift), running_mean, running_var</td><td>[C]</td></tr>
 * </table>
 *
 * Scale starts at 1, shift at 0; momentum is 0.1 and eps 1e-5 unless given. Counterpart: PyTorch's {@code nn.BatchNorm1d}.
 *
 * <pre>{@code
 * BatchNorm1d.of(64).momentum(0.01)
 * }</pre>
 */
public final class BatchNorm1d extends BatchNorm {
    private BatchNorm1d(Plan plan) {
        super(plan);
    }

    /**
     * {@return a layer}
     *
     * @param channels of the input
     */
    public static BatchNorm1d of(long channels) {
        return new BatchNorm1d(Plan.of(channels));
    }

    /**
     * {@return a new layer with this momentum}
     *
     * @param momentum share of the batch in the running statistics
     */
    public BatchNorm1d momentum(double momentum) {
        return new BatchNorm1d(plan.withMomentum(momentum));
    }

    /**
     * {@return a new layer with this eps}
     *
     * @param eps added to the variance
     */
    public BatchNorm1d eps(double eps) {
        return new BatchNorm1d(plan.withEps(eps));
    }

    /**
     * {@return a new layer that starts in another way; scale 0 lets a residual block start as the identity}
     *
     * @param scale what all scales start with
     * @param shift what all shifts start with
     */
    public BatchNorm1d starting(double scale, double shift) {
        return new BatchNorm1d(plan.withStart(scale, shift));
    }

    /** {@return a new layer without scale and shift} */
    public BatchNorm1d noAffine() {
        return new BatchNorm1d(plan.withoutAffine());
    }

    /** {@return a new layer with a ReLU in the same pass over memory} */
    public BatchNorm1d relu() {
        return new BatchNorm1d(plan.withRelu());
    }

    @Override
    void check(Tensor x) {
        if (x.rank() != 2 && x.rank() != 3) {
            throw new IllegalArgumentException("the input must be [N, C] or [N, C, L], got " + x.shape());
        }
    }
}
