package io.vivace.learn;

import io.vivace.data.Batch;
import io.vivace.data.DataBunch;
import io.vivace.data.LoadException;
import io.vivace.data.Loader;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Some data in training batches of another size: batches are joined and cut, epoch after epoch, for as many as are wanted.
 *
 * @param source the data
 * @param size items in a batch
 * @param count how many batches
 */
record Regrouped(DataBunch source, int size, int count) implements DataBunch {
    @Override
    public Loader train() {
        Loader from = source.train();
        return new Loader() {
            @Override
            public int items() {
                return Math.multiplyExact(size, count);
            }

            @Override
            public int batches() {
                return count;
            }

            @Override
            public Epoch epoch(long epoch) {
                return new Joined(from);
            }
        };
    }

    private final class Joined implements Loader.Epoch {
        private final Loader from;
        private Loader.Epoch open;
        private long epoch;
        private int position;
        private double waited;

        private Joined(Loader from) {
            this.from = from;
            open = from.epoch(0);
        }

        @Override
        public boolean hasNext() {
            return position < count;
        }

        @Override
        public Batch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the epoch has no more batches");
            }
            long start = System.nanoTime();
            List<Batch> parts = new ArrayList<>();
            try {
                for (int n = 0; n < size; n += parts.get(parts.size() - 1).size()) {
                    parts.add(part());
                }
                position++;
                return join(parts);
            } finally {
                parts.forEach(Batch::close);
                waited += (System.nanoTime() - start) * 1e-9;
            }
        }

        private Batch part() {
            if (!open.hasNext()) {
                open.close();
                open = from.epoch(++epoch);
            }
            if (!open.hasNext()) {
                throw new LoadException("the data gives no batches, so there is nothing to try batch sizes with");
            }
            return open.next();
        }

        @Override
        public int position() {
            return position;
        }

        @Override
        public double secondsWaited() {
            return waited;
        }

        @Override
        public void close() {
            open.close();
            position = count;
        }
    }

    private Batch join(List<Batch> parts) {
        int[] items = parts.stream()
                .flatMapToInt(b -> IntStream.of(b.items()))
                .limit(size)
                .toArray();
        int last = parts.get(parts.size() - 1).size();
        int before = parts.stream().mapToInt(Batch::size).sum() - last;
        return Autograd.noGrad(() -> {
            try (var scope = Scope.open()) {
                return new Batch(
                        join(parts, Batch::inputs, size - before), join(parts, Batch::targets, size - before), items);
            } catch (IllegalArgumentException e) {
                throw new LoadException(
                        "batches of this data cannot be joined to larger ones: " + e.getMessage()
                                + ". Items of one size are needed to try batch sizes",
                        e);
            }
        });
    }

    private static List<Tensor> join(List<Batch> parts, Function<Batch, List<Tensor>> which, int ofLast) {
        List<Tensor> all = new ArrayList<>();
        for (int k = 0; k < which.apply(parts.get(0)).size(); k++) {
            int tensor = k;
            Tensor[] pieces =
                    parts.stream().map(b -> which.apply(b).get(tensor)).toArray(Tensor[]::new);
            pieces[pieces.length - 1] = pieces[pieces.length - 1].narrow(0, 0, ofLast);
            all.add(Tensor.cat(0, pieces).keep());
        }
        return all;
    }

    @Override
    public Loader valid() {
        return source.valid();
    }

    @Override
    public Loader trainInOrder() {
        return source.trainInOrder();
    }

    @Override
    public List<String> classes() {
        return source.classes();
    }

    @Override
    public int outputs() {
        return source.outputs();
    }
}
