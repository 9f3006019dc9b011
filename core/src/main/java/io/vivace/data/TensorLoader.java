package io.vivace.data;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/** Batches of rows of two tensors. */
final class TensorLoader implements Loader {
    private final Tensor x;
    private final Tensor y;
    private final int[] rows;
    private final int size;
    private final boolean dropLast;
    private final Sampler sampler;
    private final long seed;

    /**
     * Describes the batches.
     *
     * @param rows which rows are items
     * @param sampler which of them an epoch shows
     * @param seed chooses the order
     */
    TensorLoader(Tensor x, Tensor y, int[] rows, int size, boolean dropLast, Sampler sampler, long seed) {
        this.x = x;
        this.y = y;
        this.rows = rows;
        this.size = size;
        this.dropLast = dropLast;
        this.sampler = sampler;
        this.seed = seed;
    }

    @Override
    public int items() {
        return rows.length;
    }

    @Override
    public int batches() {
        int draws = sampler.draws(rows.length);
        return dropLast ? draws / size : (draws + size - 1) / size;
    }

    @Override
    public Epoch epoch(long epoch) {
        return epoch(epoch, 0);
    }

    @Override
    public Epoch epoch(long epoch, int from) {
        return new Rows(sampler.order(rows.length, seed, epoch), from);
    }

    private final class Rows implements Epoch {
        private final int[] order;
        private int next;
        private double waited;

        private Rows(int[] order, int from) {
            this.order = order;
            next = from;
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
            int[] items = Arrays.copyOfRange(order, from, Math.min(order.length, from + size));
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
        public int position() {
            return next;
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
