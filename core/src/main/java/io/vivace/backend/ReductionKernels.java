package io.vivace.backend;

import io.vivace.memory.View;

/** Kernels that combine elements along axes. */
public interface ReductionKernels {
    /**
     * Reduces the axes that have size 1 in the result and not in the operand. f32 sums are accumulated so that a
     * million ones sum to a million.
     *
     * @param op how
     * @param x operand of any type
     * @param y result of the same rank; i64 for sums of integers and bools, the operand's type otherwise
     */
    void reduce(Reduce op, View x, View y);

    /**
     * The index of the largest or smallest element along an axis; the first of equals; NaN counts as extreme.
     *
     * @param largest whether the largest is wanted
     * @param x operand
     * @param axis which
     * @param y i64 result, with size 1 on that axis
     */
    void argReduce(boolean largest, View x, int axis, View y);

    /**
     * Running sum along an axis.
     *
     * @param x operand
     * @param axis which
     * @param reverse from the end to the start
     * @param y result of the same shape
     */
    void cumsum(View x, int axis, boolean reverse, View y);

    /**
     * Softmax or its logarithm along an axis.
     *
     * @param x floating operand
     * @param axis which
     * @param log whether the logarithm is wanted
     * @param y result
     */
    void softmax(View x, int axis, boolean log, View y);

    /**
     * Gradient of {@link #softmax}.
     *
     * @param y the result of the forward kernel
     * @param dy its gradient
     * @param axis which
     * @param log whether it was the logarithm
     * @param dx gradient of the operand
     */
    void softmaxBackward(View y, View dy, int axis, boolean log, View dx);

    /**
     * Cross-entropy −ln softmax(x)[class] of each row, without the matrix of probabilities.
     *
     * @param x scores [N, C], row-major, f32 or bf16
     * @param classes i64 [N], row-major, each below C
     * @param facts f32 [2, N], row-major: written with what the backward kernel needs
     * @param losses f32 [N], row-major: the result
     */
    void crossEntropy(View x, View classes, View facts, View losses);

    /**
     * Gradient of {@link #crossEntropy}: (softmax(x) − 1 at the class) · share, in one pass.
     *
     * @param x the scores
     * @param classes their classes
     * @param facts what the forward kernel wrote
     * @param share gradient of each loss, f32 [N], row-major
     * @param dx gradient of the scores, in their type, row-major
     */
    void crossEntropyBackward(View x, View classes, View facts, View share, View dx);
}
