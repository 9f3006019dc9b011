package io.vivace.backend.cpu;

import io.vivace.memory.View;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The tiles that cover the results of a 3×3 convolution: rows of tiles through all pictures, in pieces that fit a core's
 * cache. The coordinates of a piece of tiles lie as [36, tiles, channels].
 */
final class WinogradTiles {
    /** Products of a tile. */
    static final int PRODUCTS = WinogradTransform.INPUTS * WinogradTransform.INPUTS;

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
        int at = Math.max(1, Math.min(across, ELEMENTS_AT_ONCE / c));
        int pieces = (across + at - 1) / at;
        Team.share((long) count * pieces, (long) count * across * c * PRODUCTS, () -> {
            var arrays = WinogradArrays.of(at * c);
            return part -> {
                int row = (int) (part / pieces);
                int left = (int) (part % pieces) * at;
                int n = Math.min(at, across - left);
                source.read(first + row, down, left, n, transform.side(), pad, arrays.grid);
                arrays.apply(transform, n * c);
                int to = (row * across + left) * c;
                for (int k = 0; k < PRODUCTS; k++) {
                    coordinates.put(to, arrays.result[k], 0, n * c);
                    to += count * across * c;
                }
            };
        });
    }

    /**
     * Brings coordinates of products into results.
     *
     * @param coordinates [36, count · across, O]
     * @param bias [O], or nothing
     * @param first row of tiles
     * @param count of rows of tiles
     * @param y [N, O, H, W], channels-last
     */
    void synthesise(FloatBuffer coordinates, float[] bias, int first, int count, View y) {
        var target = new Pixels(y);
        int c = target.channels;
        int at = Math.max(1, Math.min(across, ELEMENTS_AT_ONCE / c));
        int pieces = (across + at - 1) / at;
        WinogradTransform transform = WinogradTransform.OUTPUT;
        Team.share((long) count * pieces, (long) count * across * c * PRODUCTS, () -> {
            var arrays = WinogradArrays.of(at * c);
            return part -> {
                int row = (int) (part / pieces);
                int left = (int) (part % pieces) * at;
                int n = Math.min(at, across - left);
                int from = (row * across + left) * c;
                for (int k = 0; k < PRODUCTS; k++) {
                    coordinates.get(from, arrays.grid[k], 0, n * c);
                    from += count * across * c;
                }
                arrays.apply(transform, n * c);
                target.write(first + row, down, left, n, arrays.result, bias);
            };
        });
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

        /** Reads the pixels of n tiles, of which the neighbours may overlap, with zeros around the picture. */
        void read(int row, int down, int left, int n, int side, int[] pad, float[][] grid) {
            int top = row % down * OUTPUTS - pad[0];
            int picture = row / down * height;
            for (int r = 0; r < side; r++) {
                int y = top + r;
                for (int k = 0; k < side; k++) {
                    float[] to = grid[r * side + k];
                    for (int j = 0; j < n; j++) {
                        int x = (left + j) * OUTPUTS - pad[1] + k;
                        if (y >= 0 && y < height && x >= 0 && x < width) {
                            values.get(((picture + y) * width + x) * channels, to, j * channels, channels);
                        } else {
                            Arrays.fill(to, j * channels, (j + 1) * channels, 0);
                        }
                    }
                }
            }
        }

        /** Writes the pixels of n tiles, as far as they lie in the picture. */
        void write(int row, int down, int left, int n, float[][] grid, float[] bias) {
            int top = row % down * OUTPUTS;
            int picture = row / down * height;
            for (int r = 0; r < OUTPUTS && top + r < height; r++) {
                for (int k = 0; k < OUTPUTS; k++) {
                    float[] from = grid[r * OUTPUTS + k];
                    for (int j = 0; j < n && (left + j) * OUTPUTS + k < width; j++) {
                        add(bias, from, j * channels);
                        int x = (left + j) * OUTPUTS + k;
                        values.put(((picture + top + r) * width + x) * channels, from, j * channels, channels);
                    }
                }
            }
        }

        private static void add(float[] bias, float[] to, int start) {
            for (int i = 0; i < bias.length; i++) {
                to[start + i] += bias[i];
            }
        }
    }
}
