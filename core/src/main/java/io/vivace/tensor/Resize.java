package io.vivace.tensor;

import io.vivace.backend.Backend;
import io.vivace.memory.Shape;

/** Other sizes of planes [N, C, H, W]. Results lie channels-last in memory. */
public final class Resize {
    private Resize() {}

    /**
     * {@return the planes with the nearest pixel above and to the left, [N, C, h, w]: result i is input ⌊i·H/h⌋}
     *
     * @param x input [N, C, H, W]
     * @param h rows of the result
     * @param w columns of the result
     * @throws IllegalArgumentException if the input has no 4 axes, its planes are empty, or a size is less than 1
     */
    public static Tensor nearest(Tensor x, long h, long w) {
        check("nearest", x, h, w);
        return resize(x, Shape.of(x.size(0), x.size(1), h, w), false, false);
    }

    /**
     * {@return the planes by linear interpolation in both directions, [N, C, h, w]}
     *
     * @param x input [N, C, H, W]
     * @param h rows of the result
     * @param w columns of the result
     * @param alignCorners true: the centres of corner pixels fall onto one another; false: the outer edges do
     * @throws IllegalArgumentException if the input has no 4 axes, its planes are empty, or a size is less than 1
     */
    public static Tensor bilinear(Tensor x, long h, long w, boolean alignCorners) {
        check("bilinear", x, h, w);
        return resize(x, Shape.of(x.size(0), x.size(1), h, w), true, alignCorners);
    }

    private static Tensor resize(Tensor x, Shape shape, boolean bilinear, boolean alignCorners) {
        Tensor y = Tensor.empty(x.dtype(), shape, shape.channelsLastStrides());
        Backend.current().pooling().resize(x.view(), y.view(), bilinear, alignCorners);
        String op = bilinear ? "bilinear" : "nearest";
        if (Trace.isOn()) {
            Trace.step(op, y, new Tensor[] {x}, "alignCorners", alignCorners);
        }
        return Autograd.record(
                op,
                y,
                new Tensor[] {x},
                Autograd.nothing(),
                g -> g.to(0, () -> resizeBackward(g.out(), g.shape(0), bilinear, alignCorners)));
    }

    private static Tensor resizeBackward(Tensor dy, Shape shape, boolean bilinear, boolean alignCorners) {
        Tensor dx = Tensor.empty(dy.dtype(), shape, shape.channelsLastStrides());
        Backend.current().pooling().resizeBackward(dy.view(), dx.view(), bilinear, alignCorners);
        return Autograd.record(
                "resizeBackward",
                dx,
                new Tensor[] {dy},
                Autograd.nothing(),
                g -> g.to(0, () -> resize(g.out(), g.shape(0), bilinear, alignCorners)));
    }

    /**
     * {@return planes r times as high and wide, each block of r × r pixels from r² channels: [N, C/r², r·H, r·W]} It is
     * out[n, c, r·h + i, r·w + j] = x[n, c·r² + i·r + j, h, w] (Shi et al. 2016).
     *
     * @param x input [N, C, H, W]
     * @param r factor; its square divides C
     * @throws IllegalArgumentException if the input has no 4 axes or its channels cannot be divided
     */
    public static Tensor pixelShuffle(Tensor x, int r) {
        if (x.rank() != 4 || r < 1 || x.size(1) % ((long) r * r) != 0) {
            throw new IllegalArgumentException(
                    "pixelShuffle: the input must be [N, C, H, W] with C a multiple of r², got " + x.shape()
                            + " and r = " + r);
        }
        long n = x.size(0);
        long c = x.size(1) / ((long) r * r);
        long h = x.size(2);
        long w = x.size(3);
        Tensor out = x.reshape(n, c, r, r, h, w)
                .permute(0, 4, 2, 5, 3, 1)
                .reshape(n, h * r, w * r, c)
                .permute(0, 3, 1, 2)
                .channelsLast();
        if (Trace.isOn()) {
            Trace.step("pixelShuffle", out, new Tensor[] {x}, "r", r);
        }
        return out;
    }

    private static void check(String op, Tensor x, long h, long w) {
        if (x.rank() != 4 || x.size(2) < 1 || x.size(3) < 1 || h < 1 || w < 1) {
            throw new IllegalArgumentException(op + ": resizes planes [N, C, H, W] to sizes of at least 1, got input "
                    + x.shape() + " and size " + h + "×" + w);
        }
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    op + ": needs f32 or bf16, got " + x.dtype() + "; convert with to(DType.F32)");
        }
    }
}
