package io.vivace.backend.cpu;

/**
 * The arrays in which a thread transforms tiles, kept from call to call: fresh ones would have to be cleared, and would not lie in
 * the cache. Their values are what the last use left.
 */
final class WinogradArrays {
    private static final int MOST = WinogradTransform.INPUTS;
    private static final ThreadLocal<WinogradArrays> OF_THREAD =
            ThreadLocal.withInitial(() -> new WinogradArrays(512, 1));

    /** Rows of pixels, each through all tiles of a piece. */
    final float[][] lines;

    /** The same rows, mapped down the columns. */
    final float[][] mapped;

    /** Of all tiles of a piece one column of pixels or products each. */
    final float[][] columns;

    /** What columns are mapped to. */
    final float[][] results;

    /** A grid that is mapped in two steps. */
    final float[][] grid;

    private final int channels;
    private final int elements;

    private WinogradArrays(int channels, int tiles) {
        this.channels = channels;
        elements = channels * tiles;
        int line = WinogradTransform.OUTPUTS * elements + (MOST - WinogradTransform.OUTPUTS) * channels;
        lines = new float[MOST][line];
        mapped = new float[MOST][line];
        columns = new float[MOST][elements];
        results = new float[MOST][elements];
        grid = new float[MOST * MOST][elements];
    }

    /** {@return the arrays of this thread, for a piece of tiles} */
    static WinogradArrays of(int channels, int tiles) {
        WinogradArrays arrays = OF_THREAD.get();
        if (arrays.channels < channels || arrays.elements < channels * tiles) {
            arrays = new WinogradArrays(
                    Math.max(channels, arrays.channels), Math.max(tiles, arrays.elements / channels + 1));
            OF_THREAD.set(arrays);
        }
        return arrays;
    }
}
