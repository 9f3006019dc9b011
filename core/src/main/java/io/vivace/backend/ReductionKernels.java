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
}
