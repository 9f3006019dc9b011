package io.vivace.backend;

import io.vivace.memory.View;

/**
 * Pooling of [N, C, H, W] and resizing. The result's size decides how many windows there are (so ceil mode needs no
 * flag); windows may reach past the input, where nothing counts.
 */
public interface PoolingKernels {
    /**
     * Maximum of each window and where it was.
     *
     * @param x input
     * @param y result
     * @param indices i32, shape of y: position h·W + w of the maximum in its plane
     * @param spec geometry
     */
    void max(View x, View y, View indices, PoolSpec spec);

    /**
     * Mean of each window.
     *
     * @param x input
     * @param y result
     * @param spec geometry
     * @param countPadding whether padding (not ceil-mode overhang) counts in the divisor
     */
    void avg(View x, View y, PoolSpec spec, boolean countPadding);

    /**
     * Gradient of {@link #avg}.
     *
     * @param dy gradient of the result
     * @param dx gradient of the input
     * @param spec geometry
     * @param countPadding as in the forward kernel
     */
    void avgBackward(View dy, View dx, PoolSpec spec, boolean countPadding);

    /**
     * Adaptive maximum: window i of n covers rows ⌊i·H/n⌋ to ⌈(i+1)·H/n⌉.
     *
     * @param x input
     * @param y result of any size
     * @param indices i32, as in {@link #max}
     */
    void adaptiveMax(View x, View y, View indices);

    /**
     * Adaptive mean, windows as in {@link #adaptiveMax}.
     *
     * @param x input
     * @param y result of any size
     */
    void adaptiveAvg(View x, View y);

    /**
     * Gradient of {@link #adaptiveAvg}.
     *
     * @param dy gradient of the result
     * @param dx gradient of the input
     */
    void adaptiveAvgBackward(View dy, View dx);

    /**
     * Adds every gradient to the position its maximum came from.
     *
     * @param dy gradient of the result
     * @param indices from {@link #max} or {@link #adaptiveMax}
     * @param dx gradient of the input; overwritten
     */
    void maxBackward(View dy, View indices, View dx);

    /**
     * Resizes to the result's size.
     *
     * @param x [N, C, H, W]
     * @param y [N, C, H', W']
     * @param bilinear bilinear, or nearest (⌊i·H/H'⌋)
     * @param alignCorners whether corner pixels map onto corner pixels (bilinear only)
     */
    void resize(View x, View y, boolean bilinear, boolean alignCorners);

    /**
     * Gradient of {@link #resize}.
     *
     * @param dy gradient of the result
     * @param dx gradient of the input; overwritten
     * @param bilinear as in the forward kernel
     * @param alignCorners as in the forward kernel
     */
    void resizeBackward(View dy, View dx, boolean bilinear, boolean alignCorners);
}
