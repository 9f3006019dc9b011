package io.vivace.backend;

import io.vivace.memory.View;

/** Kernels that move elements by computed positions. Indexes are i64 and have been checked to lie in range. */
public interface IndexingKernels {
    /**
     * y[.., i, ..] = x[.., index[.., i, ..], ..] along an axis.
     *
     * @param x operand
     * @param axis which
     * @param index i64, shape of y
     * @param y result
     */
    void gather(View x, int axis, View index, View y);

    /**
     * y[.., index[.., i, ..], ..] += x[.., i, ..] along an axis; repeated indexes add up.
     *
     * @param x what to add
     * @param axis which
     * @param index i64, shape of x
     * @param y target
     */
    void scatterAdd(View x, int axis, View index, View y);

    /**
     * y[.., index[.., i, ..], ..] = x[.., i, ..] along an axis; of repeated indexes the last one wins.
     *
     * @param x the values
     * @param axis which
     * @param index i64, shape of x
     * @param y target
     */
    void scatter(View x, int axis, View index, View y);

    /**
     * Whole slices: y[.., i, ..] = x[.., index[i], ..].
     *
     * @param x operand
     * @param axis which
     * @param index i64 [n]
     * @param y result, with size n on the axis
     */
    void select(View x, int axis, View index, View y);

    /**
     * Whole slices added: y[.., index[i], ..] += x[.., i, ..]; repeated indexes add up.
     *
     * @param x what to add, with size n on the axis
     * @param axis which
     * @param index i64 [n]
     * @param y target
     */
    void selectAdd(View x, int axis, View index, View y);

    /**
     * Sorts along the last axis, stable, NaN largest.
     *
     * @param x operand
     * @param descending largest first
     * @param values the first k sorted values, k the size of its last axis
     * @param indices i64, where they came from
     */
    void sort(View x, boolean descending, View values, View indices);

    /**
     * {@return the row-major positions of the elements that differ from 0, ascending}
     *
     * @param x operand of any type
     */
    long[] nonzero(View x);

    /**
     * {@return the first index below 0 or not below the bound, or Long.MIN_VALUE if all are fine}
     *
     * @param index i64 of any shape
     * @param bound the number of valid positions
     */
    long firstInvalid(View index, long bound);
}
