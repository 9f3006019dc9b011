package io.vivace.data;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Batches of rows of two tensors. */
final class TensorLoader implements Loader {
    private final Tensor x;
    private final Tensor y;
    private final int[] rows;
    private final int size;
    private final boolean dropLast;
    private final @Nullable Long seed;

    /**
     * Describes the batches.
     *
     * @param rows which rows are items
     * @param seed chooses the order; null for that of the rows
     */
    TensorLoader(Tensor x, Tensor y, int[] rows, int size, boolean dropLast, @Nullable Long seed) {
        this.x = x;
        this.y = y;
        this.rows = rows;
        this.size = size;
        this.dropLast = dropLast;
        this.seed = seed;
    }

    @Override
    public int items() {
        return rows.length;
    }

    @Override
    public int batches() {
        return dropLast ? rows.length / size : (rows.length + size - 1) / size;
    }

    @Override
    public Epoch epoch(long epoch) {
        Long s = seed;
        int[] order = s == null ? null : Rng.of(s, epoch).permutation(rows.length);
        return new Rows(order);
    }

    private final class Rows implements Epoch {
        private final int @Nullable [] order;
        private int next;
        private double waited;

        private Rows(int @Nullable [] order) {
            this.order = order;
        }

        @Override
        public boolean hasNext() {
            return next < batches();
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the epoch has no more batches");
            }
            long start = System.nanoTime();
            int from = next++ * size;
            int[] items = new int[Math.min(size, rows.length - from)];
            for (int i = 0; i < items.length; i++) {
                items[i] = order == null ? from + i : order[from + i];
            }
            Batch b = Autograd.noGrad(() -> gather(items));
            waited += (System.nanoTime() - start) * 1e-9;
            return b;
        }

        private Batch gather(int[] items) {
            try (var scope = Scope.open()) {
                Tensor index =
                        Tensor.of(Arrays.stream(items).mapToLong(i -> rows[i]).toArray());
                return new Batch(
                        List.of(x.indexSelect(0, index).keep()),
                        List.of(y.indexSelect(0, index).keep()),
                        items);
            }
        }

        @Override
        public double secondsWaited() {
            return waited;
        }

        @Override
        public void close() {
            next = batches();
        }
    }
}
