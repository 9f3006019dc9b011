package io.vivace.backend.cpu;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of pictures of few pixels, much of whose windows is padding, as matrix products over the batch. Channels-last,
 * the pixels that one row of a window meets are neighbours, and so are their weights when these lie [O, kh, kw, C]: each such
 * strip is one product [N, pixels·C]·[pixels·C, O], by strides alone. Padding is never multiplied: of a 3×3 kernel on 2×2 pixels
 * that saves 20 of 36 products. A window that is the picture itself is a single strip.
 *
 * <p>Sums over strips are formed in f32.
 */
final class WindowProduct {
    private static final int MOST_STRIPS = 24;
    private static final double SAVES = 0.8;
    /** Rows that reading the weights is worth: each strip reads its own, whatever the batch. */
    private static final int READING = 16;

    /**
     * Neighbouring pixels that one window meets.
     *
     * @param output pixel of the result
     * @param input first pixel of the input
     * @param tap first pixel of the kernel
     * @param pixels how many
     */
    private record Strip(long output, long input, long tap, long pixels) {}

    /** One axis: what window i meets, its first pixel of the input and of the kernel, and how many. */
    private record Span(long input, long tap, long count) {
        static List<Span> all(long in, long kernel, long out, int stride, int pad) {
            var spans = new ArrayList<Span>();
            for (long i = 0; i < out; i++) {
                long start = i * stride - pad;
                long from = Math.max(0, start);
                spans.add(new Span(from, from - start, Math.max(0, Math.min(start + kernel, in) - from)));
            }
            return spans;
        }

        static long sum(List<Span> spans) {
            return spans.stream().mapToLong(Span::count).sum();
        }
    }

    private final List<Strip> strips;
    private final long batch;
    private final long channels;
    private final long results;

    private WindowProduct(List<Strip> strips, View x, View y) {
        this.strips = strips;
        batch = x.shape().size(0);
        channels = x.shape().size(1);
        results = y.shape().size(1);
    }

    /** {@return the products that make up a convolution, or null if it is better computed otherwise} By shapes alone. */
    static @Nullable WindowProduct of(View x, View w, View y, ConvSpec s) {
        long taps = w.shape().size(2) * w.shape().size(3);
        long windows = y.shape().size(2) * y.shape().size(3);
        if (s.groups() != 1 || s.dilationH() != 1 || s.dilationW() != 1 || taps == 1 || windows > MOST_STRIPS) {
            return null;
        }
        if (isVector(x, w, windows)) {
            return null;
        }
        var rows = Span.all(x.shape().size(2), w.shape().size(2), y.shape().size(2), s.strideH(), s.padH());
        var columns = Span.all(x.shape().size(3), w.shape().size(3), y.shape().size(3), s.strideW(), s.padW());
        long batch = x.shape().size(0);
        boolean padded = Span.sum(rows) * Span.sum(columns) * (batch + READING) <= SAVES * windows * taps * batch;
        boolean whole = windows == 1 && x.shape().size(2) * x.shape().size(3) == taps && s.padH() + s.padW() == 0;
        if (!padded && !whole) {
            return null;
        }
        var strips = strips(rows, columns, x.shape().size(3), w.shape().size(3));
        return strips.size() > MOST_STRIPS ? null : new WindowProduct(strips, x, y);
    }

    /**
     * Whether some matrix would have a single row or column. oneDNN takes the step of such an axis at its word; of one picture
     * the gradient of weights wrote outside of its memory (seen as a corrupted heap).
     */
    private static boolean isVector(View x, View w, long windows) {
        return x.shape().size(0) == 1 || x.shape().size(1) == 1 || (w.shape().size(0) == 1 && windows > 1);
    }

    private static List<Strip> strips(List<Span> rows, List<Span> columns, long width, long kernelWidth) {
        var strips = new ArrayList<Strip>();
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j < columns.size(); j++) {
                Span row = rows.get(i);
                Span column = columns.get(j);
                boolean joined = column.count == width && width == kernelWidth; // one row goes on where the last ended
                long lines = joined ? Math.min(1, row.count) : row.count;
                for (long k = 0; k < lines && column.count > 0; k++) {
                    strips.add(new Strip(
                            (long) i * columns.size() + j,
                            (row.input + k) * width + column.input,
                            (row.tap + k) * kernelWidth + column.tap,
                            column.count * (joined ? row.count : 1)));
                }
            }
        }
        return strips;
    }

    void forward(View x, View w, @Nullable View bias, View y) {
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View kernel = arranged(scratch, x.dtype(), w);
            View sums = sums(scratch, y);
            if (bias == null) {
                CpuCopies.INSTANCE.fill(sums, 0);
            } else {
                View perChannel = bias.as(Shape.of(results, 1, 1), new long[] {bias.stride(0), 0, 0}, bias.offset());
                CpuCopies.INSTANCE.copy(perChannel.expand(y.shape()), sums);
            }
            for (Strip s : strips) {
                CpuMatmuls.product(input(in, s), transposed(taps(kernel, s)), output(sums, s), true);
            }
            give(sums, y);
        }
    }

    void backwardData(View dy, View w, View dx) {
        try (var scratch = new Scratch()) {
            View grad = scratch.inChannelsLast(dy);
            View kernel = arranged(scratch, dx.dtype(), w);
            View sums = sums(scratch, dx);
            CpuCopies.INSTANCE.fill(sums, 0);
            for (Strip s : strips) {
                CpuMatmuls.product(output(grad, s), taps(kernel, s), input(sums, s), true);
            }
            give(sums, dx);
        }
    }

    void backwardWeights(View x, View dy, View dw) {
        try (var scratch = new Scratch()) {
            View in = scratch.inChannelsLast(x);
            View grad = scratch.inChannelsLast(dy);
            View sums = sums(scratch, dw);
            CpuCopies.INSTANCE.fill(sums, 0);
            for (Strip s : strips) {
                CpuMatmuls.product(transposed(output(grad, s)), input(in, s), taps(sums, s), true);
            }
            give(sums, dw);
        }
    }

    // ---------------------------------------------------------------------------------------------- matrices

    /** {@return [N, pixels·C] of a picture [N, C, H, W] that lies channels-last} */
    private View input(View x, Strip s) {
        return matrix(x, batch, s.pixels * channels, s.input * channels);
    }

    /** {@return [N, O] of a picture that lies channels-last} */
    private View output(View y, Strip s) {
        return matrix(y, batch, results, s.output * results);
    }

    /** {@return [O, pixels·C] of weights that lie [O, kh, kw, C]} */
    private View taps(View w, Strip s) {
        return matrix(w, results, s.pixels * channels, s.tap * channels);
    }

    private static View matrix(View v, long rows, long columns, long start) {
        long row = v.elements() / v.shape().size(0);
        return v.as(Shape.of(rows, columns), new long[] {row, 1}, v.offset() + start);
    }

    private static View transposed(View m) {
        return m.as(Shape.of(m.shape().size(1), m.shape().size(0)), new long[] {m.stride(1), m.stride(0)}, m.offset());
    }

    /** {@return the weights in the type of the products, as [O, kh, kw, C]} */
    private static View arranged(Scratch scratch, DType t, View w) {
        if (w.dtype() == t) {
            return scratch.inChannelsLast(w);
        }
        View copy = scratch.channelsLast(t, w.shape());
        CpuCopies.INSTANCE.copy(w, copy);
        return copy;
    }

    /** {@return f32 memory to sum up in: the result itself if it is such} */
    private static View sums(Scratch scratch, View result) {
        boolean direct = result.dtype() == DType.F32 && result.isChannelsLast();
        return direct ? result : scratch.channelsLast(DType.F32, result.shape());
    }

    private static void give(View sums, View result) {
        if (sums != result) {
            CpuCopies.INSTANCE.copy(sums, result);
        }
    }
}
