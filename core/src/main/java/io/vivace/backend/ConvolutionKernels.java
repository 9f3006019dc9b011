package io.vivace.backend;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * The three products that 2-D convolution, its gradients, transposed convolution and all their gradients are made of.
 * x is [N, C, H, W], w is [O, C/groups, kh, kw], y is [N, O, H', W']; activations are fastest channels-last. x and y are of
 * one type, which is that of the products; weights, bias and the gradient of weights may also be f32 where x and y are bf16.
 */
public interface ConvolutionKernels {
    /**
     * y = x ∗ w + bias.
     *
     * @param x input
     * @param w weights
     * @param bias null or [O]
     * @param y result
     * @param spec geometry
     */
    void forward(View x, View w, @Nullable View bias, View y, ConvSpec spec);

    /**
     * The gradient of the input.
     *
     * @param dy gradient of the result
     * @param w weights
     * @param dx gradient of the input
     * @param spec geometry
     */
    void backwardData(View dy, View w, View dx, ConvSpec spec);

    /**
     * The gradient of the weights.
     *
     * @param x input
     * @param dy gradient of the result
     * @param dw gradient of the weights
     * @param spec geometry
     */
    void backwardWeights(View x, View dy, View dw, ConvSpec spec);
}
