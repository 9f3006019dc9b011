package io.vivace.backend.cpu;

/**
 * The arrays in which a thread transforms tiles, kept from call to call: fresh ones would have to be cleared, and would not lie in
 * the cache.
 */
final class WinogradArrays {
    private static final int MOST = WinogradTransform.INPUTS * WinogradTransform.INPUTS;
    private static final ThreadLocal<WinogradArrays> OF_THREAD = ThreadLocal.withInitial(() -> new WinogradArrays(512));

    /** What goes in, row after row of the grid. */
    final float[][] grid;

    /** What comes out. */
    final float[][] result;

    private final float[][] between;
    private final int elements;

    private WinogradArrays(int elements) {
        this.elements = elements;
        grid = new float[MOST][elements];
        between = new float[MOST][elements];
        result = new float[MOST][elements];
    }

    /** {@return the arrays of this thread, of at least n elements} Their values are what the last use left. */
    static WinogradArrays of(int n) {
        WinogradArrays arrays = OF_THREAD.get();
        if (arrays.elements < n) {
            arrays = new WinogradArrays(n);
            OF_THREAD.set(arrays);
        }
        return arrays;
    }

    /** Maps the first n elements of the grid to the result. */
    void apply(WinogradTransform transform, int n) {
        transform.apply(grid, between, result, n);
    }
}
