package io.vivace.backend.cpu;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * 3×3 convolutions of f32 by {@link WinogradTransform}: pictures are brought into coordinates tile by tile, the 36 products over
 * channels are one batched matrix product, and the results are brought back. All three convolutions of training have this form:
 * with respect to the input it is a convolution with the kernel turned, with respect to the weights a product of the
 * coordinates of the pictures and of the gradient.
 *
 * <p>An infinite number makes a whole tile of 4×4 results NaN, where a plain convolution would make some of them infinite.
 */
final class WinogradConvolution {
    private static final int SIDE = 3;
    private static final int WINDOW = SIDE * SIDE;
    private static final long BYTES_AT_ONCE = 12L << 20;

    private WinogradConvolution() {}

    /**
     * {@return whether a convolution can be done so, and is faster so} Of shapes alone, so that equal shapes give equal bits.
     *
     * @param x [N, C, H, W]
     * @param w [O, C, 3, 3]
     * @param y [N, O, H', W']
     * @param s stride and padding
     */
    static boolean suits(View x, View w, View y, ConvSpec s) {
        boolean can = x.dtype() == DType.F32
                && w.dtype() == DType.F32
                && y.dtype() == DType.F32
                && s.groups() == 1
                && w.shape().size(2) == SIDE
                && w.shape().size(3) == SIDE
                && s.strideH() == 1
                && s.strideW() == 1
                && s.dilationH() == 1
                && s.dilationW() == 1
                && s.padH() < SIDE
                && s.padW() < SIDE;
        return can && pays(x, w, y);
    }

    /**
     * Whether the products saved weigh more than the transforms. Rates are what two cores reach, in operations and in
     * coordinates of a tile or kernel per second; only their ratios matter.
     */
    private static boolean pays(View x, View w, View y) {
        double c = x.shape().size(1);
        double o = w.shape().size(0);
        double tiles = WinogradTiles.count(y);
        double pixels =
                (double) y.shape().size(0) * y.shape().size(2) * y.shape().size(3);
        double direct = WINDOW * pixels * c * o / 112e9;
        double products = WinogradTiles.PRODUCTS * tiles * c * o / 100e9;
        double transforms = (tiles * (c + o) + c * o) / 65e6;
        return products + transforms + 60e-6 < 0.9 * direct && fits(x) && fits(y);
    }

    private static boolean fits(View v) {
        return v.elements() * Float.BYTES < Integer.MAX_VALUE;
    }

    static void forward(View x, View w, @Nullable View bias, View y, ConvSpec s) {
        try (var scratch = new Scratch()) {
            View kernel = transposed(kernel(scratch, w, false));
            convolve(x, kernel, bias(bias), y, s.padH(), s.padW(), () -> WinogradTiles.Ending.NONE);
        }
    }

    static void backwardData(View dy, View w, View dx, ConvSpec s) {
        try (var scratch = new Scratch()) {
            View kernel = kernel(scratch, w, true);
            int padH = SIDE - 1 - s.padH();
            convolve(dy, kernel, bias(null), dx, padH, SIDE - 1 - s.padW(), () -> WinogradTiles.Ending.NONE);
        }
    }

    /**
     * Convolves with a kernel whose {@link #kernel coordinates} are known.
     *
     * @param kernel [36, O, C]
     * @param endings of results
     */
    static void forward(
            View x,
            View kernel,
            @Nullable View bias,
            View y,
            ConvSpec s,
            Supplier<? extends WinogradTiles.Ending> endings) {
        convolve(x, transposed(kernel), bias(bias), y, s.padH(), s.padW(), endings);
    }

    /** Takes the coordinates of the kernel as [36, in, out]. */
    private static void convolve(
            View x,
            View kernel,
            float[] bias,
            View y,
            int padH,
            int padW,
            Supplier<? extends WinogradTiles.Ending> endings) {
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View out = y.isChannelsLast() ? y : scratch.channelsLast(DType.F32, y.shape());
            long c = in.shape().size(1);
            long o = out.shape().size(1);
            int[] pad = {padH, padW};
            var tiles = new WinogradTiles(out);
            int rows = rowsAtOnce(tiles, c + o);
            View pictures = coordinates(scratch, rows * tiles.across(), c);
            View products = coordinates(scratch, rows * tiles.across(), o);
            for (int first = 0; first < tiles.rows(); first += rows) {
                int count = Math.min(rows, tiles.rows() - first);
                View p = some(pictures, count * tiles.across());
                View q = some(products, count * tiles.across());
                tiles.analyse(WinogradTransform.INPUT, in, pad, first, count, floats(p));
                CpuMatmuls.product(p, kernel, q, false);
                tiles.synthesise(floats(q), bias, first, count, out, endings);
            }
            if (out != y) {
                CpuCopies.INSTANCE.copy(out, y);
            }
        }
    }

    static void backwardWeights(View x, View dy, View dw, ConvSpec s) {
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View grad = scratch.inChannelsLast(dy);
            long c = in.shape().size(1);
            long o = grad.shape().size(1);
            var tiles = new WinogradTiles(grad);
            int rows = rowsAtOnce(tiles, c + o);
            int[] pad = {s.padH(), s.padW()};
            View pictures = coordinates(scratch, rows * tiles.across(), c);
            View grads = coordinates(scratch, rows * tiles.across(), o);
            View sums = scratch.rowMajor(DType.F32, Shape.of(WinogradTiles.PRODUCTS, o, c));
            for (int first = 0; first < tiles.rows(); first += rows) {
                int count = Math.min(rows, tiles.rows() - first);
                View p = some(pictures, count * tiles.across());
                View g = some(grads, count * tiles.across());
                tiles.analyse(WinogradTransform.INPUT, in, pad, first, count, floats(p));
                tiles.analyse(WinogradTransform.OUTPUT_GRADIENT, grad, new int[2], first, count, floats(g));
                CpuMatmuls.product(transposed(g), p, sums, first > 0);
            }
            kernelGradient(scratch, sums, dw);
        }
    }

    private static int rowsAtOnce(WinogradTiles tiles, long channels) {
        long row = (long) Float.BYTES * WinogradTiles.PRODUCTS * tiles.across() * channels;
        long chunks = Math.max(1, (row * tiles.rows() + BYTES_AT_ONCE - 1) / BYTES_AT_ONCE);
        return (int) Math.max(1, (tiles.rows() + chunks - 1) / chunks);
    }

    private static View coordinates(Scratch scratch, int tiles, long channels) {
        return scratch.rowMajor(DType.F32, Shape.of(WinogradTiles.PRODUCTS, tiles, channels));
    }

    /** {@return the same memory for fewer tiles} */
    private static View some(View all, int tiles) {
        Shape s = all.shape().with(1, tiles);
        return all.as(s, s.rowMajorStrides(), all.offset());
    }

    private static View transposed(View v) {
        Shape s = v.shape();
        return v.as(
                Shape.of(s.size(0), s.size(2), s.size(1)),
                new long[] {v.stride(0), v.stride(2), v.stride(1)},
                v.offset());
    }

    static FloatBuffer floats(View v) {
        return v.storage()
                .window(v.offset() * Float.BYTES, v.elements() * Float.BYTES)
                .asFloatBuffer();
    }

    private static float[] bias(@Nullable View bias) {
        if (bias == null) {
            return new float[0];
        }
        float[] v = new float[(int) bias.elements()];
        Elements.of(bias).read(bias.offset(), (int) bias.stride(0), v, v.length);
        return v;
    }

    /** {@return the sizes [36, O, C] of a kernel's coordinates} */
    static Shape kernelShape(View w) {
        return Shape.of(WinogradTiles.PRODUCTS, w.shape().size(0), w.shape().size(1));
    }

    private static View kernel(Scratch scratch, View w, boolean turned) {
        View u = scratch.rowMajor(DType.F32, kernelShape(w));
        kernel(w, turned, u);
        return u;
    }

    /**
     * Computes the coordinates of a kernel.
     *
     * @param w [O, C, 3, 3]
     * @param turned whether upside down, as for the gradient of the input
     * @param u [36, O, C], row-major
     */
    static void kernel(View w, boolean turned, View u) {
        try (var scratch = new Scratch()) {
            kernelOf(scratch.inChannelsLast(w), turned, u);
        }
    }

    private static void kernelOf(View in, boolean turned, View u) {
        int o = (int) in.shape().size(0);
        int c = (int) in.shape().size(1);
        FloatBuffer from = floats(in);
        FloatBuffer to = floats(u);
        Team.share(o, u.elements(), () -> {
            var arrays = WinogradArrays.of(c, 1);
            float[][] taps = new float[WINDOW][c];
            return part -> {
                for (int k = 0; k < WINDOW; k++) {
                    from.get(((int) part * WINDOW + k) * c, taps[turned ? WINDOW - 1 - k : k]);
                }
                for (int k = 0; k < SIDE; k++) {
                    WinogradTransform.KERNEL.line(taps, k, SIDE, arrays.grid, k, SIDE, c);
                }
                int at = (int) part * c;
                for (int r = 0; r < WinogradTransform.INPUTS; r++) {
                    WinogradTransform.KERNEL.line(arrays.grid, r * SIDE, 1, arrays.results, 0, 1, c);
                    for (float[] result : arrays.results) {
                        to.put(at, result, 0, c);
                        at += o * c;
                    }
                }
            };
        });
    }

    private static void kernelGradient(Scratch scratch, View sums, View dw) {
        View out = dw.isChannelsLast() ? dw : scratch.channelsLast(DType.F32, dw.shape());
        int o = (int) dw.shape().size(0);
        int c = (int) dw.shape().size(1);
        FloatBuffer from = floats(sums);
        FloatBuffer to = floats(out);
        int side = WinogradTransform.INPUTS;
        Team.share(o, sums.elements(), () -> {
            var arrays = WinogradArrays.of(c, 1);
            return part -> {
                for (int k = 0; k < side; k++) {
                    for (int r = 0; r < side; r++) {
                        from.get(((r * side + k) * o + (int) part) * c, arrays.columns[r], 0, c);
                    }
                    WinogradTransform.KERNEL_GRADIENT.line(arrays.columns, 0, 1, arrays.grid, k, side, c);
                }
                for (int r = 0; r < SIDE; r++) {
                    WinogradTransform.KERNEL_GRADIENT.line(arrays.grid, r * side, 1, arrays.results, 0, 1, c);
                    for (int k = 0; k < SIDE; k++) {
                        to.put((((int) part * SIDE + r) * SIDE + k) * c, arrays.results[k], 0, c);
                    }
                }
            };
        });
        if (out != dw) {
            CpuCopies.INSTANCE.copy(out, dw);
        }
    }
}
