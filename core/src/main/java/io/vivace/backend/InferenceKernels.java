package io.vivace.backend;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * Products with weights that no longer change, and pooling that nobody differentiates. Weights are laid out at the first run of each kind of input and from then on
 * used as they are; until {@link FixedProduct#close} their memory must stay and keep its content.
 */
public interface InferenceKernels {
    /**
     * {@return a convolution}
     *
     * @param w weights, f32 [O, C/groups, kh, kw]
     * @param scale factors of the outputs, f32 [O], which multiply the weights; null for none
     * @param bias f32 [O], not scaled; null for none
     * @param spec geometry
     * @param finish what follows
     */
    FixedProduct convolution(View w, @Nullable View scale, @Nullable View bias, ConvSpec spec, Finish finish);

    /**
     * {@return a matrix product with the transposed weights}
     *
     * @param w weights, f32 [O, C]
     * @param scale factors of the outputs, f32 [O], which multiply the weights; null for none
     * @param bias f32 [O], not scaled; null for none
     * @param finish what follows
     */
    FixedProduct linear(View w, @Nullable View scale, @Nullable View bias, Finish finish);

    /**
     * Maximum of each window, as {@link PoolingKernels#max} without where it was. NaN may be lost.
     *
     * @param x input
     * @param y result
     * @param spec geometry
     */
    void max(View x, View y, PoolSpec spec);
}
