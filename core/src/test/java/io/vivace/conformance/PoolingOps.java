package io.vivace.conformance;

import io.vivace.backend.PoolSpec;
import io.vivace.tensor.Pooling;
import io.vivace.tensor.Resize;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** Pooling and resizing. */
final class PoolingOps {
    private static final PoolSpec HALF = new PoolSpec(2, 2, 2, 2, 0, 0);
    private static final PoolSpec OPEN = new PoolSpec(3, 3, 2, 2, 0, 0);
    private static final PoolSpec PADDED = new PoolSpec(3, 3, 2, 2, 1, 1);
    private static final PoolSpec UNEVEN = new PoolSpec(1, 3, 2, 1, 0, 1);

    private PoolingOps() {}

    static List<Op> all() {
        return List.of(
                max2d(),
                lines("max1d", x -> Pooling.max1d(x, 2, 2, 0, false))
                        .sample("ceil, padded", x -> Pooling.max1d(x[0], 3, 2, 1, true)),
                avg2d(),
                lines("avg1d", x -> Pooling.avg1d(x, 2, 2, 0, false, true))
                        .sample("ceil, padding does not count", x -> Pooling.avg1d(x[0], 3, 2, 1, true, false)),
                adaptive("adaptiveMax2d", Pooling::adaptiveMax2d),
                adaptive("adaptiveAvg2d", Pooling::adaptiveAvg2d),
                adaptiveLines("adaptiveMax1d", Pooling::adaptiveMax1d),
                adaptiveLines("adaptiveAvg1d", Pooling::adaptiveAvg1d),
                resize("nearest", Resize::nearest),
                resize("bilinear", (x, h, w) -> Resize.bilinear(x, h, w, false))
                        .sample("larger, corners aligned", x -> Resize.bilinear(x[0], 7, 8, true))
                        .sample("smaller, corners aligned", x -> Resize.bilinear(x[0], 2, 3, true))
                        .sample("same, corners aligned", x -> Resize.bilinear(x[0], 4, 5, true))
                        .sample("uneven, corners aligned", x -> Resize.bilinear(x[0], 3, 10, true))
                        .instead(Check.SPECIAL_VALUES, op -> nanStaysLocal()),
                Op.of("pixelShuffle")
                        .sample("two", x -> Resize.pixelShuffle(x[0], 2))
                        .sample("three", x -> Resize.pixelShuffle(x[0], 3))
                        .refuses(
                                "channels",
                                x -> Resize.pixelShuffle(Tensor.zeros(1, 3, 2, 2), 2),
                                "[1, 3, 2, 2]",
                                "r = 2")
                        .refuses(
                                "axes",
                                x -> Resize.pixelShuffle(Tensor.zeros(4, 2, 2), 2),
                                "[4, 2, 2]",
                                "[N, C, H, W]"));
    }

    /** NaN reaches the pixels that it has a share in and no others; PyTorch spreads it to some with a share of 0. */
    private static void nanStaysLocal() {
        float[] pixels = new float[20];
        pixels[7] = 1;
        Tensor shares = Resize.bilinear(Tensor.of(pixels, 1, 1, 4, 5), 7, 9, false);
        pixels[7] = Float.NaN;
        Tensor y = Resize.bilinear(Tensor.of(pixels, 1, 1, 4, 5), 7, 9, false);
        if (y.ne(y).ne(shares.gt(0)).anyTrue()) {
            throw new AssertionError("NaN at a pixel gives " + java.util.Arrays.toString(y.toFloatArray())
                    + ", its shares are " + java.util.Arrays.toString(shares.toFloatArray()));
        }
    }

    private static Op max2d() {
        return Op.of("max2d")
                .sample("halving", x -> Pooling.max2d(x[0], HALF, false))
                .sample("overlapping, padded", x -> Pooling.max2d(x[0], PADDED, false))
                .sample("ceil", x -> Pooling.max2d(x[0], OPEN, true))
                .sample("ceil, padded", x -> Pooling.max2d(x[0], new PoolSpec(2, 2, 2, 2, 1, 1), true))
                .sample("uneven", x -> Pooling.max2d(x[0], UNEVEN, false))
                .floatsOnly()
                .refuses("axes", x -> Pooling.max2d(Tensor.zeros(3, 4, 4), HALF, false), "[3, 4, 4]", "unsqueeze(0)")
                .refuses(
                        "window",
                        x -> Pooling.max2d(Tensor.zeros(1, 1, 1, 4), HALF, false),
                        "2×2",
                        "[1, 1, 1, 4]",
                        "larger");
    }

    private static Op avg2d() {
        return Op.of("avg2d")
                .sample("halving", x -> Pooling.avg2d(x[0], HALF, false, true))
                .sample("padding counts", x -> Pooling.avg2d(x[0], PADDED, false, true))
                .sample("padding does not count", x -> Pooling.avg2d(x[0], PADDED, false, false))
                .sample("ceil", x -> Pooling.avg2d(x[0], OPEN, true, true))
                .sample("ceil, padding counts", x -> Pooling.avg2d(x[0], PADDED, true, true))
                .sample("ceil, padding does not count", x -> Pooling.avg2d(x[0], PADDED, true, false))
                .sample("uneven", x -> Pooling.avg2d(x[0], UNEVEN, false, true))
                .floatsOnly()
                .refuses(
                        "axes",
                        x -> Pooling.avg2d(Tensor.zeros(3, 4, 4), HALF, false, true),
                        "[3, 4, 4]",
                        "unsqueeze(0)")
                .refuses(
                        "window",
                        x -> Pooling.avg2d(Tensor.zeros(1, 1, 1, 4), HALF, false, true),
                        "2×2",
                        "[1, 1, 1, 4]",
                        "larger");
    }

    private static Op lines(String name, UnaryOperator<Tensor> halving) {
        return Op.of(name)
                .sample("halving", x -> halving.apply(x[0]))
                .floatsOnly()
                .refuses("axes", x -> halving.apply(Tensor.zeros(3, 4)), "[3, 4]", "[N, C, L]")
                .refuses("window", x -> halving.apply(Tensor.zeros(1, 1, 1)), "window of 2 ", "[1, 1, 1]", "larger");
    }

    /** Pooling or resizing to a size. */
    private interface Sized {
        Tensor apply(Tensor x, int h, int w);
    }

    private static Op adaptive(String name, Sized f) {
        return Op.of(name)
                .sample("one", x -> f.apply(x[0], 1, 1))
                .sample("two by three", x -> f.apply(x[0], 2, 3))
                .sample("more than there are", x -> f.apply(x[0], 3, 5))
                .floatsOnly()
                .refuses("axes", x -> f.apply(Tensor.zeros(3, 4), 1, 1), "[3, 4]", "[N, C, H, W]")
                .refuses("size", x -> f.apply(Tensor.zeros(1, 1, 4, 4), -1, 1), "-1×1", "[1, 1, 4, 4]")
                .refuses("empty planes", x -> f.apply(Tensor.zeros(1, 1, 0, 4), 1, 1), "[1, 1, 0, 4]");
    }

    /** Pooling of lines to a size. */
    private interface SizedLine {
        Tensor apply(Tensor x, int n);
    }

    private static Op adaptiveLines(String name, SizedLine f) {
        return Op.of(name)
                .sample("three", x -> f.apply(x[0], 3))
                .floatsOnly()
                .refuses("axes", x -> f.apply(Tensor.zeros(3, 4), 1), "[3, 4]", "[N, C, L]")
                .refuses("size", x -> f.apply(Tensor.zeros(1, 1, 4), -1), "into -1 windows", "[1, 1, 4]");
    }

    private static Op resize(String name, Sized f) {
        return Op.of(name)
                .sample("larger", x -> f.apply(x[0], 7, 8))
                .sample("smaller", x -> f.apply(x[0], 2, 3))
                .sample("same", x -> f.apply(x[0], 4, 5))
                .sample("uneven", x -> f.apply(x[0], 3, 10))
                .floatsOnly()
                .refuses("axes", x -> f.apply(Tensor.zeros(3, 4), 1, 1), "[3, 4]", "[N, C, H, W]")
                .refuses("size", x -> f.apply(Tensor.zeros(1, 1, 4, 4), 0, 1), "0×1", "[1, 1, 4, 4]", "at least 1");
    }
}
