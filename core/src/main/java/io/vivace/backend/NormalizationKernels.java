package io.vivace.backend;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/** Batch normalisation of [N, C, H, W] over all axes but C, optionally with a ReLU in the same pass. */
public interface NormalizationKernels {
    /**
     * {@return how many bytes the forward kernel needs to remember which values its ReLU let through} Their content is the
     * backend's own affair.
     *
     * @param x input of the forward kernel
     * @param eps of the forward kernel
     */
    long maskBytes(View x, double eps);

    /**
     * Normalises with the batch's own statistics, or with given ones. A NaN stays one, through the ReLU too.
     *
     * @param x input, f32 or bf16
     * @param scale f32 [C], or null for 1
     * @param shift f32 [C], or null for 0
     * @param mean f32 [C]: written, or read if {@code given}
     * @param variance f32 [C], biased: written, or read if {@code given}
     * @param given whether mean and variance are given
     * @param eps added to the variance
     * @param mask if not null, max(·, 0) is applied to the result and remembered here, u8 [{@link #maskBytes}]; only
     *     without given statistics
     * @param y result
     */
    void batchNorm(
            View x,
            @Nullable View scale,
            @Nullable View shift,
            View mean,
            View variance,
            boolean given,
            double eps,
            @Nullable View mask,
            View y);

    /**
     * Gradients of {@link #batchNorm}.
     *
     * @param x the input
     * @param dy gradient of the result
     * @param scale f32 [C], or null for 1
     * @param mean the statistics used
     * @param variance the statistics used, biased
     * @param given whether they were given (constants) rather than computed from x
     * @param eps as in the forward kernel
     * @param mask what the forward kernel remembered of its ReLU, null if it had none
     * @param dx gradient of the input
     * @param dscale f32 [C] gradient of scale
     * @param dshift f32 [C] gradient of shift
     */
    void batchNormBackward(
            View x,
            View dy,
            @Nullable View scale,
            View mean,
            View variance,
            boolean given,
            double eps,
            @Nullable View mask,
            View dx,
            View dscale,
            View dshift);
}
