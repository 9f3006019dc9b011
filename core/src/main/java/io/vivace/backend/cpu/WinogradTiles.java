package io.vivace.backend.cpu;

import io.vivace.memory.View;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The tiles that cover the results of a 3×3 convolution: rows of tiles through all pictures, in pieces that fit a core's
 * cache. The coordinates of a piece of tiles lie as [36, tiles, channels].
 */
final class WinogradTiles {
    /** Products of a tile. */
    static final int PRODUCTS = WinogradTransform.INPUTS * WinogradTransform.INPUTS;

    /** What happens to results before they are written. */
    interface Ending {
        /** Nothing. */
        Ending NONE = (line, start, n) -> {};

        /**
         * Ends a line.
         *
         * @param line results
         * @param start where they lie among all
         * @param n how many
         */
        void end(float[] line, int start, int n);
    }

    private static final int OUTPUTS = WinogradTransform.OUTPUTS;
    private static final int ELEMENTS_AT_ONCE = 512;

    private final int down;
    private final int across;
    private final int rows;

    /**
     * Covers the results.
     *
     * @param y f32 [N, O, H, W], the results or their gradient
     */
    WinogradTiles(View y) {
        down = tiles(y.shape().size(2));
        across = tiles(y.shape().size(3));
        rows = (int) y.shape().size(0) * down;
    }

    private static int tiles(long outputs) {
        return (int) ((outputs + OUTPUTS - 1) / OUTPUTS);
    }

    /** {@return how many tiles there are in all} */
    static long count(View y) {
        return y.shape().size(0) * tiles(y.shape().size(2)) * tiles(y.shape().size(3));
    }

    /** {@return rows of tiles in all pictures} */
    int rows() {
        return rows;
    }

    /** {@return tiles in a row} */
    int across() {
        return across;
    }

    /**
     * Brings tiles of pictures into coordinates.
     *
     * @param transform from a tile of pixels
     * @param pictures [N, C, H, W], channels-last
     * @param pad rows above and columns to the left of a picture that the first tile begins with
     * @param first row of tiles
     * @param count of rows of tiles
     * @param coordinates [36, count · across, C]
     */
    void analyse(WinogradTransform transform, View pictures, int[] pad, int first, int count, FloatBuffer coordinates) {
        var source = new Pixels(pictures);
        int c = source.channels;
        int at = together(c);
        int pieces = (across + at - 1) / at;
        int side = transform.side();
        int plane = count * across * c;
        Team.share((long) count * pieces, (long) plane * PRODUCTS, () -> {
            var arrays = WinogradArrays.of(c, at);
            return part -> {
                int row = (int) (part / pieces);
                int left = (int) (part % pieces) * at;
                int n = Math.min(at, across - left);
                int width = OUTPUTS * (n - 1) + side;
                source.read(first + row, down, left * OUTPUTS - pad[1], width, side, pad[0], arrays.lines);
                transform.line(arrays.lines, 0, 1, arrays.mapped, 0, 1, width * c);
                int to = (row * across + left) * c;
                for (int r = 0; r < WinogradTransform.INPUTS; r++) {
                    apart(arrays.mapped[r], arrays.columns, side, n, c);
                    transform.line(arrays.columns, 0, 1, arrays.results, 0, 1, n * c);
                    for (float[] result : arrays.results) {
                        coordinates.put(to, result, 0, n * c);
                        to += plane;
                    }
                }
            };
        });
    }

    /** {@return how many tiles of a row to transform at once: as many as fit the nearest caches} */
    private int together(int channels) {
        return Math.max(1, Math.min(across, ELEMENTS_AT_ONCE / channels));
    }

    /** Takes a line of pixels apart: k-th pixels of all tiles, which overlap where a tile is wider than its step. */
    private static void apart(float[] line, float[][] columns, int side, int n, int c) {
        for (int k = 0; k < side; k++) {
            for (int j = 0; j < n; j++) {
                System.arraycopy(line, (j * OUTPUTS + k) * c, columns[k], j * c, c);
            }
        }
    }

    /**
     * Brings coordinates of products into results.
     *
     * @param coordinates [36, count · across, O]
     * @param bias [O], or nothing
     * @param first row of tiles
     * @param count of rows of tiles
     * @param y [N, O, H, W], channels-last
     * @param endings makes the ending of each thread
     */
    void synthesise(
            FloatBuffer coordinates, float[] bias, int first, int count, View y, Supplier<? extends Ending> endings) {
        var target = new Pixels(y);
        int c = target.channels;
        int at = together(c);
        int pieces = (across + at - 1) / at;
        int plane = count * across * c;
        WinogradTransform transform = WinogradTransform.OUTPUT;
        Team.share((long) count * pieces, (long) plane * PRODUCTS, () -> {
            var arrays = WinogradArrays.of(c, at);
            float[] shift = repeated(bias, at);
            Ending ending = endings.get();
            return part -> {
                int row = (int) (part / pieces);
                int left = (int) (part % pieces) * at;
                int n = Math.min(at, across - left);
                int from = (row * across + left) * c;
                for (int k = 0; k < WinogradTransform.INPUTS; k++) {
                    for (int r = 0; r < WinogradTransform.INPUTS; r++) {
                        coordinates.get(from + (r * WinogradTransform.INPUTS + k) * plane, arrays.columns[r], 0, n * c);
                    }
                    transform.line(arrays.columns, 0, 1, arrays.grid, k, WinogradTransform.INPUTS, n * c);
                }
                for (int r = 0; r < OUTPUTS; r++) {
                    transform.line(arrays.grid, r * WinogradTransform.INPUTS, 1, arrays.results, 0, 1, n * c);
                    together(arrays.results, shift, arrays.lines[0], n, c);
                    target.write(first + row, down, left * OUTPUTS, n * OUTPUTS, r, arrays.lines[0], ending);
                }
            };
        });
    }

    private static float[] repeated(float[] values, int times) {
        float[] all = new float[values.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(values, 0, all, i * values.length, values.length);
        }
        return all;
    }

    /** Puts columns of pixels of all tiles together to a line, with the bias added. */
    private static void together(float[][] columns, float[] bias, float[] line, int n, int c) {
        for (int k = 0; k < OUTPUTS; k++) {
            if (bias.length > 0) {
                add(bias, columns[k], n * c);
            }
            for (int j = 0; j < n; j++) {
                System.arraycopy(columns[k], j * c, line, (j * OUTPUTS + k) * c, c);
            }
        }
    }

    private static void add(float[] values, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += values[i];
        }
    }

    /** The pixels of channels-last pictures, each a run of channels. */
    private static final class Pixels {
        final int channels;
        private final int height;
        private final int width;
        private final FloatBuffer values;

        Pixels(View v) {
            channels = (int) v.shape().size(1);
            height = (int) v.shape().size(2);
            width = (int) v.shape().size(3);
            values = WinogradConvolution.floats(v);
        }

        /** Reads n pixels of some rows, from a column that may lie outside of the picture, where there are zeros. */
        void read(int row, int down, int left, int n, int rows, int above, float[][] lines) {
            int top = row % down * OUTPUTS - above;
            int picture = row / down * height;
            int start = Math.max(0, left);
            int end = Math.max(start, Math.min(width, left + n));
            for (int r = 0; r < rows; r++) {
                int y = top + r;
                float[] line = lines[r];
                if (y < 0 || y >= height) {
                    Arrays.fill(line, 0, n * channels, 0);
                } else {
                    Arrays.fill(line, 0, Math.min(n, start - left) * channels, 0);
                    if (end > start) {
                        int at = ((picture + y) * width + start) * channels;
                        values.get(at, line, (start - left) * channels, (end - start) * channels);
                    }
                    Arrays.fill(line, Math.max(0, end - left) * channels, n * channels, 0);
                }
            }
        }

        /** Writes n pixels of the r-th row of some tiles, as far as they lie in the picture. */
        void write(int row, int down, int left, int n, int r, float[] line, Ending ending) {
            int y = row % down * OUTPUTS + r;
            if (y < height) {
                int at = ((row / down * height + y) * width + left) * channels;
                int size = Math.min(n, width - left) * channels;
                ending.end(line, at, size);
                values.put(at, line, 0, size);
            }
        }
    }
}
