package io.vivace.backend.cpu;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/**
 * What a step of a GRU does with its gates, item by item and several items at once. All views are row-major; all but outputs
 * are f32.
 */
final class GruLoop {
    private final int size;
    private final float[] r;
    private final float[] z;
    private final float[] n;
    private final float[] hn;
    private final float[] h;
    private final float[] a;
    private final float[] b;

    /** Takes arrays for one item. */
    private GruLoop(int size) {
        this.size = size;
        r = new float[size];
        z = new float[size];
        n = new float[size];
        hn = new float[size];
        h = new float[size];
        a = new float[size];
        b = new float[size];
    }

    /** {@return [3H], zeros if there is none} */
    static float[] bias(@Nullable View bh, int size) {
        float[] bias = new float[3 * size];
        if (bh != null) {
            Elements.of(bh).read(bh.offset(), (int) bh.stride(0), bias, 3 * size);
        }
        return bias;
    }

    /**
     * r = σ(·), z = σ(·), n = tanh(x-part + r·h-part), y = (1 − z)·n + z·h.
     *
     * @param bias [3H] of the product with h
     * @param fromInput [N, 3H] product with the input
     * @param fromBefore [N, 3H] product with h, without its bias
     * @param before h [N, H]
     * @param gates [N, 4H]: r, z, n and the h-part of n
     * @param y [N, H]
     */
    static void forward(float[] bias, View fromInput, View fromBefore, View before, View gates, View y) {
        Elements in = Elements.of(fromInput);
        Elements rec = Elements.of(fromBefore);
        Elements last = Elements.of(before);
        Elements saved = Elements.of(gates);
        Elements out = Elements.of(y);
        int size = (int) y.shape().size(1);
        Team.share(y.shape().size(0), gates.elements(), () -> {
            var loop = new GruLoop(size);
            return item -> {
                long at = item * size;
                long x = fromInput.offset() + 3 * at;
                long rest = fromBefore.offset() + 3 * at;
                loop.sum(in, x, rec, rest, bias, 0, loop.r);
                loop.sum(in, x, rec, rest, bias, size, loop.z);
                in.read(x + 2L * size, 1, loop.n, size);
                rec.read(rest + 2L * size, 1, loop.hn, size);
                last.read(before.offset() + at, 1, loop.h, size);
                loop.squash(bias);
                write(saved, gates.offset() + 4 * at, loop.r, loop.z, loop.n, loop.hn);
                out.write(y.offset() + at, 1, loop.h, size);
            };
        });
    }

    /** Leaves the squashed gates in their places, the share of h with its bias in hn and the output in h. */
    private void squash(float[] bias) {
        Gates.sigmoid(r, size);
        Gates.sigmoid(z, size);
        for (int k = 0; k < size; k++) {
            hn[k] += bias[k + 2 * size];
            n[k] += r[k] * hn[k];
        }
        Gates.tanh(n, n, size);
        for (int k = 0; k < size; k++) {
            h[k] = (1 - z[k]) * n[k] + z[k] * h[k];
        }
    }

    private void sum(Elements in, long x, Elements rec, long y, float[] bias, int shift, float[] to) {
        in.read(x + shift, 1, to, size);
        rec.read(y + shift, 1, a, size);
        for (int k = 0; k < size; k++) {
            to[k] += a[k] + bias[k + shift];
        }
    }

    /**
     * Takes the gradients one step back.
     *
     * @param gates what the forward step wrote
     * @param before h [N, H]
     * @param dy gradient of y from outside [N, H]
     * @param dh gradient of y from the later steps [N, H]: replaced by the share of h that does not go through the gates
     * @param dInput gradient of the product with the input [N, 3H]
     * @param dBefore gradient of the product with h [N, 3H]
     */
    static void backward(View gates, View before, View dy, View dh, View dInput, View dBefore) {
        Elements saved = Elements.of(gates);
        Elements last = Elements.of(before);
        Elements outer = Elements.of(dy);
        Elements inner = Elements.of(dh);
        Elements left = Elements.of(dInput);
        Elements right = Elements.of(dBefore);
        int size = (int) dh.shape().size(1);
        Team.share(dh.shape().size(0), gates.elements(), () -> {
            var loop = new GruLoop(size);
            return item -> {
                long at = item * size;
                long row = gates.offset() + 4 * at;
                saved.read(row, 1, loop.r, size);
                saved.read(row + size, 1, loop.z, size);
                saved.read(row + 2L * size, 1, loop.n, size);
                saved.read(row + 3L * size, 1, loop.hn, size);
                last.read(before.offset() + at, 1, loop.h, size);
                outer.read(dy.offset() + at, 1, loop.a, size);
                inner.read(dh.offset() + at, 1, loop.b, size);
                loop.differentiate();
                write(left, dInput.offset() + 3 * at, loop.r, loop.z, loop.n);
                write(right, dBefore.offset() + 3 * at, loop.r, loop.z, loop.hn);
                inner.write(dh.offset() + at, 1, loop.b, size);
            };
        });
    }

    /** Leaves the gradients of r, z and n before squashing in their places, that of the h-part in hn, the rest in b. */
    private void differentiate() {
        for (int k = 0; k < size; k++) {
            a[k] += b[k];
            b[k] = a[k] * z[k];
        }
        for (int k = 0; k < size; k++) {
            h[k] = a[k] * (h[k] - n[k]) * z[k] * (1 - z[k]);
            n[k] = a[k] * (1 - z[k]) * (1 - n[k] * n[k]);
        }
        for (int k = 0; k < size; k++) {
            float reset = r[k];
            z[k] = h[k];
            r[k] = n[k] * hn[k] * reset * (1 - reset);
            hn[k] = n[k] * reset;
        }
    }

    private static void write(Elements to, long row, float[]... parts) {
        for (int p = 0; p < parts.length; p++) {
            int size = parts[p].length;
            to.write(row + (long) p * size, 1, parts[p], size);
        }
    }
}
