package io.vivace.backend.cpu;

import io.vivace.memory.View;

/**
 * What a step of an LSTM does with its gates, item by item and several items at once. All views are row-major; those of
 * gates and cells are f32.
 */
final class LstmLoop {
    private final int size;
    private final float[] i;
    private final float[] f;
    private final float[] g;
    private final float[] o;
    private final float[] c;
    private final float[] tanh;
    private final float[] dh;
    private final float[] dc;
    private final float[] more;

    /** Takes arrays for one item. */
    private LstmLoop(int size) {
        this.size = size;
        i = new float[size];
        f = new float[size];
        g = new float[size];
        o = new float[size];
        c = new float[size];
        tanh = new float[size];
        dh = new float[size];
        dc = new float[size];
        more = new float[size];
    }

    /**
     * c = σ(f)·c' + σ(i)·tanh(g), y = σ(o)·tanh(c).
     *
     * @param size H
     * @param gates [N, 4H] before squashing: replaced by the squashed ones
     * @param before cells of the step before [N, H]
     * @param cells [N, H]
     * @param y [N, H]
     */
    static void forward(int size, View gates, View before, View cells, View y) {
        Elements all = Elements.of(gates);
        Elements last = Elements.of(before);
        Elements next = Elements.of(cells);
        Elements out = Elements.of(y);
        Team.share(cells.shape().size(0), gates.elements(), () -> {
            var loop = new LstmLoop(size);
            return n -> {
                long row = gates.offset() + 4 * n * size;
                long at = n * size;
                loop.read(all, row);
                last.read(before.offset() + at, 1, loop.c, size);
                loop.squash();
                loop.write(all, row);
                next.write(cells.offset() + at, 1, loop.c, size);
                out.write(y.offset() + at, 1, loop.tanh, size);
            };
        });
    }

    /** Leaves the squashed gates in their places, the cells in c and the output in tanh. */
    private void squash() {
        Gates.sigmoid(i, size);
        Gates.sigmoid(f, size);
        Gates.tanh(g, g, size);
        Gates.sigmoid(o, size);
        for (int k = 0; k < size; k++) {
            c[k] = f[k] * c[k] + i[k] * g[k];
        }
        Gates.tanh(c, tanh, size);
        for (int k = 0; k < size; k++) {
            tanh[k] *= o[k];
        }
    }

    /**
     * Takes the gradients one step back.
     *
     * @param size H
     * @param gates squashed [N, 4H]
     * @param before cells of the step before [N, H]
     * @param cells [N, H]
     * @param later gradient of y from the later steps, f32 [N, H]
     * @param dy gradient of y from outside [N, H]
     * @param dcells gradient of the cells [N, H]: replaced by that of the step before
     * @param dgates gradient of the gates before squashing, f32 [N, 4H]
     */
    static void backward(int size, View gates, View before, View cells, View later, View dy, View dcells, View dgates) {
        Elements all = Elements.of(gates);
        Elements last = Elements.of(before);
        Elements next = Elements.of(cells);
        Elements inner = Elements.of(later);
        Elements outer = Elements.of(dy);
        Elements carried = Elements.of(dcells);
        Elements result = Elements.of(dgates);
        Team.share(cells.shape().size(0), gates.elements(), () -> {
            var loop = new LstmLoop(size);
            return n -> {
                long at = n * size;
                loop.read(all, gates.offset() + 4 * at);
                next.read(cells.offset() + at, 1, loop.tanh, size);
                last.read(before.offset() + at, 1, loop.c, size);
                inner.read(later.offset() + at, 1, loop.dh, size);
                outer.read(dy.offset() + at, 1, loop.more, size);
                carried.read(dcells.offset() + at, 1, loop.dc, size);
                Gates.tanh(loop.tanh, loop.tanh, size);
                loop.differentiate();
                loop.write(result, dgates.offset() + 4 * at);
                carried.write(dcells.offset() + at, 1, loop.dc, size);
            };
        });
    }

    private void differentiate() {
        for (int k = 0; k < size; k++) {
            dh[k] += more[k];
            dc[k] += dh[k] * o[k] * (1 - tanh[k] * tanh[k]);
            more[k] = dc[k] * f[k];
        }
        for (int k = 0; k < size; k++) {
            o[k] = dh[k] * tanh[k] * o[k] * (1 - o[k]);
            f[k] = dc[k] * c[k] * f[k] * (1 - f[k]);
        }
        for (int k = 0; k < size; k++) {
            float in = i[k];
            i[k] = dc[k] * g[k] * in * (1 - in);
            g[k] = dc[k] * in * (1 - g[k] * g[k]);
            dc[k] = more[k];
        }
    }

    private void read(Elements gates, long row) {
        gates.read(row, 1, i, size);
        gates.read(row + size, 1, f, size);
        gates.read(row + 2L * size, 1, g, size);
        gates.read(row + 3L * size, 1, o, size);
    }

    private void write(Elements gates, long row) {
        gates.write(row, 1, i, size);
        gates.write(row + size, 1, f, size);
        gates.write(row + 2L * size, 1, g, size);
        gates.write(row + 3L * size, 1, o, size);
    }
}
