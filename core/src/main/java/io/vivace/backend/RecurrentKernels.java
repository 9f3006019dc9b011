package io.vivace.backend;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * Whole sequences of recurrent layers. x is [T, N, C], y is [T, N, H], the first axis being time; weights are in PyTorch's
 * layout and order of gates. x, h0, y and their gradients have one type, which is that of the products; weights may also be
 * f32 where that is bf16. Cells, gates, biases and gradients of weights are f32. Results are row-major, and T is at least 1.
 */
public interface RecurrentKernels {
    /**
     * Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000), gates in the order input, forget, cell,
     * output.
     *
     * @param x input [T, N, C]
     * @param h0 output before the first step [N, H]
     * @param c0 cells before the first step, f32 [N, H]
     * @param wx weights of the input [4H, C]
     * @param wh weights of the output of the step before [4H, H]
     * @param bias f32 [4H], or null
     * @param reverse whether the last step comes first
     * @param y result [T, N, H]
     * @param cells f32 [T, N, H]: written
     * @param gates f32 [T, N, 4H]: written with what the backward kernel needs
     */
    void lstm(
            View x,
            View h0,
            View c0,
            View wx,
            View wh,
            @Nullable View bias,
            boolean reverse,
            View y,
            View cells,
            View gates);

    /**
     * Gradients of {@link #lstm}.
     *
     * @param x as in the forward kernel
     * @param h0 as in the forward kernel
     * @param c0 as in the forward kernel
     * @param wx as in the forward kernel
     * @param wh as in the forward kernel
     * @param reverse as in the forward kernel
     * @param y its result
     * @param cells what it wrote
     * @param gates what it wrote
     * @param dy gradient of the result
     * @param dc gradient of the cells after the step taken last, f32 [N, H], or null for 0
     * @param dx gradient of the input, null if not wanted
     * @param dh0 gradient of h0
     * @param dc0 gradient of c0, f32
     * @param dwx gradient of wx, f32, null if not wanted
     * @param dwh gradient of wh, f32, null if not wanted
     * @param dbias gradient of the bias, f32, null if not wanted
     */
    void lstmBackward(
            View x,
            View h0,
            View c0,
            View wx,
            View wh,
            boolean reverse,
            View y,
            View cells,
            View gates,
            View dy,
            @Nullable View dc,
            @Nullable View dx,
            View dh0,
            View dc0,
            @Nullable View dwx,
            @Nullable View dwh,
            @Nullable View dbias);

    /**
     * Gated recurrent units (Cho et al. 2014) with the reset gate after the recurrent product, as PyTorch and cuDNN have
     * them; gates in the order reset, update, new.
     *
     * @param x input [T, N, C]
     * @param h0 output before the first step [N, H]
     * @param wx weights of the input [3H, C]
     * @param wh weights of the output of the step before [3H, H]
     * @param bx f32 [3H] added to the product with wx, or null
     * @param bh f32 [3H] added to the product with wh, or null
     * @param reverse whether the last step comes first
     * @param y result [T, N, H]
     * @param gates f32 [T, N, 4H]: written with what the backward kernel needs
     */
    void gru(
            View x,
            View h0,
            View wx,
            View wh,
            @Nullable View bx,
            @Nullable View bh,
            boolean reverse,
            View y,
            View gates);

    /**
     * Gradients of {@link #gru}.
     *
     * @param x as in the forward kernel
     * @param h0 as in the forward kernel
     * @param wx as in the forward kernel
     * @param wh as in the forward kernel
     * @param reverse as in the forward kernel
     * @param y its result
     * @param gates what it wrote
     * @param dy gradient of the result
     * @param dx gradient of the input, null if not wanted
     * @param dh0 gradient of h0
     * @param dwx gradient of wx, f32, null if not wanted
     * @param dwh gradient of wh, f32, null if not wanted
     * @param dbx gradient of bx, f32, null if not wanted
     * @param dbh gradient of bh, f32, null if not wanted
     */
    void gruBackward(
            View x,
            View h0,
            View wx,
            View wh,
            boolean reverse,
            View y,
            View gates,
            View dy,
            @Nullable View dx,
            View dh0,
            @Nullable View dwx,
            @Nullable View dwh,
            @Nullable View dbx,
            @Nullable View dbh);
}
