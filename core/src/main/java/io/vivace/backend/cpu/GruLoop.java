package io.vivace.backend.cpu;

import io.vivace.memory.View;
import org.jspecify.annotations.Nullable;

/** What a step of a GRU does with its gates, item by item. All views are row-major; all but outputs are f32. */
final class GruLoop {
    private final int items;
    private final int size;
    private final float[] bias;
    private final float[] r;
    private final float[] z;
    private final float[] n;
    private final float[] hn;
    private final float[] h;
    private final float[] a;
    private final float[] b;

    /**
     * Takes arrays for one item.
     *
     * @param items N
     * @param size H
     * @param bh [3H] added to the product with the output of the step before, or null
     */
    GruLoop(int items, int size, @Nullable View bh) {
        this.items = items;
        this.size = size;
        bias = new float[3 * size];
        if (bh != null) {
            Elements.of(bh).read(bh.offset(), (int) bh.stride(0), bias, 3 * size);
        }
        r = new float[size];
        z = new float[size];
        n = new float[size];
        hn = new float[size];
        h = new float[size];
        a = new float[size];
        b = new float[size];
    }

    /**
     * r = σ(·), z = σ(·), n = tanh(x-part + r·h-part), y = (1 − z)·n + z·h.
     *
     * @param fromInput [N, 3H] product with the input
     * @param fromBefore [N, 3H] product with h, without its bias
     * @param before h [N, H]
     * @param gates [N, 4H]: r, z, n and the h-part of n
     * @param y [N, H]
     */
    void forward(View fromInput, View fromBefore, View before, View gates, View y) {
        Elements in = Elements.of(fromInput);
        Elements rec = Elements.of(fromBefore);
        Elements last = Elements.of(before);
        Elements saved = Elements.of(gates);
        Elements out = Elements.of(y);
        for (int item = 0; item < items; item++) {
            long at = (long) item * size;
            sum(in, fromInput.offset() + 3 * at, rec, fromBefore.offset() + 3 * at, 0, r);
            sum(in, fromInput.offset() + 3 * at, rec, fromBefore.offset() + 3 * at, size, z);
            in.read(fromInput.offset() + 3 * at + 2L * size, 1, n, size);
            rec.read(fromBefore.offset() + 3 * at + 2L * size, 1, hn, size);
            last.read(before.offset() + at, 1, h, size);
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
            write(saved, gates.offset() + 4 * at, r, z, n, hn);
            out.write(y.offset() + at, 1, h, size);
        }
    }

    private void sum(Elements in, long x, Elements rec, long y, int shift, float[] to) {
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
    void backward(View gates, View before, View dy, View dh, View dInput, View dBefore) {
        Elements saved = Elements.of(gates);
        Elements last = Elements.of(before);
        Elements outer = Elements.of(dy);
        Elements inner = Elements.of(dh);
        Elements left = Elements.of(dInput);
        Elements right = Elements.of(dBefore);
        for (int item = 0; item < items; item++) {
            long at = (long) item * size;
            long row = gates.offset() + 4 * at;
            saved.read(row, 1, r, size);
            saved.read(row + size, 1, z, size);
            saved.read(row + 2L * size, 1, n, size);
            saved.read(row + 3L * size, 1, hn, size);
            last.read(before.offset() + at, 1, h, size);
            outer.read(dy.offset() + at, 1, a, size);
            inner.read(dh.offset() + at, 1, b, size);
            differentiate();
            write(left, dInput.offset() + 3 * at, r, z, n);
            write(right, dBefore.offset() + 3 * at, r, z, hn);
            inner.write(dh.offset() + at, 1, b, size);
        }
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

    private void write(Elements to, long row, float[]... parts) {
        for (int p = 0; p < parts.length; p++) {
            to.write(row + (long) p * size, 1, parts[p], size);
        }
    }
}
