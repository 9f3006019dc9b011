package io.vivace.backend.cpu;

import io.vivace.memory.DType;
import io.vivace.memory.Storage;
import io.vivace.memory.View;
import java.nio.IntBuffer;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.LongPointer;

/**
 * Brings f32 weights [O, C, kh, kw] that lie channels-last into bf16 blocks [C/n, kh, kw, O/2, n, 2], the order in which oneDNN
 * reads them for the gradient of the input. oneDNN's own reorder reads down the outputs, a page of memory a step; here both
 * sides are runs of memory. (Measured for [512, 512, 3, 3] within a step on two cores: 1.7 ms, 2.5 to 2.9 ms by oneDNN.)
 */
final class WeightPairs {
    /** Smaller weights stay in the caches, whichever way they are read. */
    private static final long LARGE = 1 << 20;

    private static final int INPUTS = 1;
    private static final int OUTPUTS = 0;
    /** Pairs of outputs to write at once: a short run costs as much as a longer one. */
    private static final int TOGETHER = 8;

    private static final int UPPER = 0xffff0000;
    private static final int SIZE = 0x7fffffff;
    private static final int INFINITY = 0x7f800000;
    private static final int QUIET = 0x00400000;

    private WeightPairs() {}

    /** {@return the inputs n of a block if a layout is this and the weights are large and lie so, else 0} */
    static int block(View w, memory.desc layout) {
        boolean fits = w.elements() >= LARGE
                && w.dtype() == DType.F32
                && w.isChannelsLast()
                && layout.get_ndims() == w.shape().rank()
                && layout.get_data_type().value == memory.data_type.bf16.value
                && layout.get_inner_nblks() == 2;
        if (!fits) {
            return 0;
        }
        LongPointer blocks = layout.get_inner_blks();
        LongPointer axes = layout.get_inner_idxs();
        int n = (int) blocks.get(0);
        boolean paired = axes.get(0) == INPUTS && axes.get(1) == OUTPUTS && blocks.get(1) == 2;
        return paired && w.shape().size(OUTPUTS) % 2 == 0 && w.shape().size(INPUTS) % n == 0 && strides(w, layout, n)
                ? n
                : 0;
    }

    private static boolean strides(View w, memory.desc layout, int n) {
        LongPointer strides = layout.get_strides();
        long kw = w.shape().size(3);
        long tap = w.shape().size(OUTPUTS) * n;
        return strides.get(OUTPUTS) == 2L * n
                && strides.get(3) == tap
                && strides.get(2) == tap * kw
                && strides.get(INPUTS) == tap * kw * w.shape().size(2);
    }

    /**
     * Does it.
     *
     * @param w the weights
     * @param n inputs of a block
     * @param to memory of the blocks
     */
    static void order(View w, int n, Storage to) {
        int pairs = (int) w.shape().size(OUTPUTS) / 2;
        int c = (int) w.shape().size(INPUTS);
        int taps = (int) (w.shape().size(2) * w.shape().size(3));
        IntBuffer from = w.storage()
                .window(w.offset() * Float.BYTES, w.elements() * Float.BYTES)
                .asIntBuffer();
        IntBuffer blocks = to.window(0, w.elements() * Short.BYTES).asIntBuffer();
        int parts = (pairs + TOGETHER - 1) / TOGETHER;
        Team.share(parts, w.elements(), () -> {
            int[] even = new int[c];
            int[] odd = new int[c];
            int[][] runs = new int[c / n][TOGETHER * n];
            return part -> {
                int first = (int) part * TOGETHER;
                int count = Math.min(TOGETHER, pairs - first);
                for (int k = 0; k < taps; k++) {
                    for (int p = 0; p < count; p++) {
                        int at = (2 * (first + p) * taps + k) * c;
                        from.get(at, even);
                        from.get(at + taps * c, odd);
                        round(even, c);
                        round(odd, c);
                        join(even, odd, c);
                        for (int b = 0; b < runs.length; b++) {
                            System.arraycopy(even, b * n, runs[b], p * n, n);
                        }
                    }
                    for (int b = 0; b < runs.length; b++) {
                        blocks.put(((b * taps + k) * pairs + first) * n, runs[b], 0, count * n);
                    }
                }
            };
        });
    }

    /** Rounds the bits of floats to bf16 in their upper half: to nearest, ties to even; every NaN stays one. */
    private static void round(int[] bits, int n) {
        for (int i = 0; i < n; i++) {
            int nan = (INFINITY - (bits[i] & SIZE)) >> 31;
            int nearest = bits[i] + 0x7fff + ((bits[i] >>> 16) & 1);
            bits[i] = (nearest & ~nan) | ((bits[i] | QUIET) & nan);
        }
    }

    private static void join(int[] lower, int[] upper, int n) {
        for (int i = 0; i < n; i++) {
            lower[i] = (lower[i] >>> 16) | (upper[i] & UPPER);
        }
    }
}
