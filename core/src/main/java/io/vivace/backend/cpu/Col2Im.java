package io.vivace.backend.cpu;

import io.vivace.backend.ConvSpec;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.View;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The gradient of a convolution's input of few channels, such as pictures: what every pixel of the result gives to its whole
 * window is one product, [pixels, O]·[O, kh·kw·C], and is then added up over the windows that overlap. oneDNN's kernels fill their
 * vectors with channels, of which three leave most empty: they take 12 to 13 ms for [64, 3, 64, 64] and 64 windows of 4×4 with
 * stride 2, on two cores.
 *
 * <p>Sums are formed in f32.
 */
final class Col2Im {
    private static final int MOST_CHANNELS = 4;
    private static final int MOST_TAPS = 256;
    private static final int LEAST_RESULTS = 16;
    private static final long LEAST_PIXELS = 1 << 10;
    private static final long LARGEST_PICTURE = 1 << 20;
    private static final long BYTES_AT_ONCE = 4L << 20;

    private final View dy;
    private final View dx;
    private final ConvSpec spec;
    private final int channels;
    private final int height;
    private final int width;
    private final int kernelHeight;
    private final int line; // of a window: neighbours in the picture, too
    private final int taps;
    private final int rows;
    private final int columns;

    private Col2Im(View dy, View w, View dx, ConvSpec spec) {
        this.dy = dy;
        this.dx = dx;
        this.spec = spec;
        channels = (int) dx.shape().size(1);
        height = (int) dx.shape().size(2);
        width = (int) dx.shape().size(3);
        kernelHeight = (int) w.shape().size(2);
        line = (int) w.shape().size(3) * channels;
        taps = kernelHeight * line;
        rows = (int) dy.shape().size(2);
        columns = (int) dy.shape().size(3);
    }

    /** {@return whether a gradient is better computed so} Of shapes alone, so that equal shapes give equal bits. */
    static boolean suits(View dy, View w, View dx, ConvSpec s) {
        long c = dx.shape().size(1);
        return s.groups() == 1
                && s.dilationH() == 1
                && s.dilationW() == 1
                && c <= MOST_CHANNELS
                && c * w.shape().size(2) * w.shape().size(3) <= MOST_TAPS
                && dy.shape().size(1) >= LEAST_RESULTS
                && dy.elements() / dy.shape().size(1) >= LEAST_PIXELS
                && dx.elements() / dx.shape().size(0) <= LARGEST_PICTURE;
    }

    static void backwardData(View dy, View w, View dx, ConvSpec spec) {
        try (var scratch = new Scratch()) {
            View grad = scratch.inChannelsLast(dy);
            View kernel = scratch.channelsLast(dy.dtype(), w.shape());
            CpuCopies.INSTANCE.copy(w, kernel);
            View out = dx.isChannelsLast() ? dx : scratch.channelsLast(dx.dtype(), dx.shape());
            new Col2Im(grad, kernel, out, spec).run(scratch, kernel);
            if (out != dx) {
                CpuCopies.INSTANCE.copy(out, dx);
            }
        }
    }

    private void run(Scratch scratch, View kernel) {
        long results = dy.shape().size(1);
        long pixels = (long) rows * columns;
        long batch = dy.shape().size(0);
        View weights = kernel.as(Shape.of(results, taps), new long[] {taps, 1}, kernel.offset());
        long atOnce = Math.max(1, Math.min(batch, BYTES_AT_ONCE / (pixels * taps * Float.BYTES)));
        View all = scratch.rowMajor(DType.F32, Shape.of(atOnce * pixels, taps));
        for (long first = 0; first < batch; first += atOnce) {
            long n = Math.min(atOnce, batch - first);
            View given = dy.as(
                    Shape.of(n * pixels, results), new long[] {results, 1}, dy.offset() + first * pixels * results);
            View windows = all.as(Shape.of(n * pixels, taps), new long[] {taps, 1}, all.offset());
            CpuMatmuls.product(given, weights, windows, false);
            addUp(WinogradConvolution.floats(windows), first, n);
        }
    }

    private void addUp(FloatBuffer windows, long first, long n) {
        Elements pictures = Elements.of(dx);
        int size = height * width * channels;
        Team.share(n, n * rows * columns * taps, () -> {
            float[] picture = new float[size];
            float[] row = new float[columns * taps];
            return part -> {
                Arrays.fill(picture, 0);
                for (int i = 0; i < rows; i++) {
                    windows.get(((int) part * rows + i) * row.length, row);
                    for (int j = 0; j < columns; j++) {
                        addWindow(
                                row,
                                j * taps,
                                i * spec.strideH() - spec.padH(),
                                j * spec.strideW() - spec.padW(),
                                picture);
                    }
                }
                pictures.write(pictures.start() + (first + part) * size, 1, picture, size);
            };
        });
    }

    private void addWindow(float[] row, int at, int top, int left, float[] picture) {
        int from = Math.max(0, -left * channels);
        int to = Math.min(line, (width - left) * channels);
        for (int k = Math.max(0, -top); k < Math.min(kernelHeight, height - top); k++) {
            int source = at + k * line;
            int target = ((top + k) * width + left) * channels;
            for (int i = from; i < to; i++) {
                picture[target + i] += row[source + i];
            }
        }
    }
}
