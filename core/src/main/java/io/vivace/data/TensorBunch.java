package io.vivace.data;

import io.vivace.memory.DType;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Data that fits into tensors, for experiments:
 *
 * <pre>{@code
 * try (var data = TensorBunch.of(x, y).splitRandom(0.2, seed).batch(64).build()) { ... }
 * }</pre>
 *
 * Inputs and targets have the items along their first axis. Targets of whole numbers with one axis are class numbers.
 */
public final class TensorBunch implements DataBunch, AutoCloseable {
    private final Tensor x;
    private final Tensor y;
    private final int[] trainItems;
    private final int[] validItems;
    private final Builder choices;
    private final Sampler sampler;

    private TensorBunch(Builder b, Tensor x, Tensor y, int[] trainItems, int[] validItems) {
        choices = b;
        sampler = b.sampler.apply(b.balanced ? trainClasses(y, trainItems) : new int[0]);
        this.x = x.detach().keep();
        this.y = y.detach().keep();
        this.trainItems = trainItems;
        this.validItems = validItems;
    }

    private static int[] trainClasses(Tensor y, int[] trainItems) {
        if (!hasClassNumbers(y)) {
            throw new IllegalArgumentException("only classes can be balanced; these targets are " + y.dtype() + " "
                    + y.shape() + ", class numbers are whole numbers [N]");
        }
        long[] all = y.toLongArray();
        return Arrays.stream(trainItems).map(i -> (int) all[i]).toArray();
    }

    /**
     * {@return a data bunch in the making; nothing is copied}
     *
     * @param x inputs [N, ...]
     * @param y targets [N, ...]
     * @throws IllegalArgumentException if they have different numbers of items
     */
    public static Builder of(Tensor x, Tensor y) {
        return new Builder(x, y);
    }

    /** Chooses validation items and batches. */
    public static final class Builder {
        private final Tensor x;
        private final Tensor y;
        private @Nullable Tensor validX;
        private @Nullable Tensor validY;
        private int[] held = {};
        private int size = 64;
        private long seed = 42;
        private boolean dropLast;
        private Function<int[], Sampler> sampler = classes -> Sampler.shuffled();
        private boolean balanced;
        private List<String> classes = List.of();

        private Builder(Tensor x, Tensor y) {
            check("training", x, y);
            this.x = x;
            this.y = y;
        }

        private static void check(String what, Tensor x, Tensor y) {
            if (x.rank() < 1 || y.rank() < 1 || x.size(0) != y.size(0)) {
                throw new IllegalArgumentException(what + " data: the inputs are " + x.shape() + ", the targets "
                        + y.shape() + "; both must have the same number of items along their first axis");
            }
        }

        /**
         * {@return this, with validation data of its own}
         *
         * @param inputs [M, ...]
         * @param targets [M, ...]
         * @throws IllegalArgumentException if they have different numbers of items
         */
        public Builder valid(Tensor inputs, Tensor targets) {
            check("validation", inputs, targets);
            validX = inputs;
            validY = targets;
            return this;
        }

        /**
         * {@return this, with a part of the items taken for validation}
         *
         * @param part of the items, 0 to 1
         * @param splitSeed chooses which
         */
        public Builder splitRandom(double part, long splitSeed) {
            if (!(part >= 0 && part <= 1)) {
                throw new IllegalArgumentException("splitRandom takes a part of the items, 0 to 1, got " + part);
            }
            int n = Math.toIntExact(x.size(0));
            held = Arrays.copyOf(new Rng(splitSeed).permutation(n), (int) (part * n));
            Arrays.sort(held);
            return this;
        }

        /**
         * {@return this, with a batch size; 64 at first}
         *
         * @param items in a batch
         */
        public Builder batch(int items) {
            if (items < 1) {
                throw new IllegalArgumentException("a batch needs at least 1 item, got " + items);
            }
            size = items;
            return this;
        }

        /** {@return this, leaving out an incomplete last batch of training} */
        public Builder dropLast() {
            dropLast = true;
            return this;
        }

        /**
         * {@return this, with the order of training items chosen by a seed; 42 at first}
         *
         * @param orderSeed the seed
         */
        public Builder seed(long orderSeed) {
            seed = orderSeed;
            return this;
        }

        /**
         * {@return this, with another choice of training items than all of them, shuffled}
         *
         * @param choice which items an epoch shows, by their positions among those to train on
         */
        public Builder sampler(Sampler choice) {
            sampler = classes -> choice;
            balanced = false;
            return this;
        }

        /** {@return this, showing all classes equally often, the largest about once an epoch: {@link Sampler#oversampling}} */
        public Builder oversample() {
            sampler = Sampler::oversampling;
            balanced = true;
            return this;
        }

        /** {@return this, showing all classes equally often, the smallest about once an epoch: {@link Sampler#undersampling}} */
        public Builder undersample() {
            sampler = Sampler::undersampling;
            balanced = true;
            return this;
        }

        /**
         * {@return this, with names for the classes; their numbers at first}
         *
         * @param names by class number
         */
        public Builder classes(List<String> names) {
            classes = List.copyOf(names);
            return this;
        }

        /**
         * {@return the data; it keeps the tensors alive until it is closed}
         *
         * @throws IllegalArgumentException if classes are to be balanced, but the targets are not class numbers
         */
        public TensorBunch build() {
            int n = Math.toIntExact(x.size(0));
            Tensor vx = validX;
            Tensor vy = validY;
            if (vx == null || vy == null) {
                int[] train = IntStream.range(0, n)
                        .filter(i -> Arrays.binarySearch(held, i) < 0)
                        .toArray();
                return new TensorBunch(this, x, y, train, held);
            }
            int m = Math.toIntExact(vx.size(0));
            try (var scope = Scope.open()) {
                return Autograd.noGrad(() -> new TensorBunch(
                        this,
                        Tensor.cat(0, x, vx),
                        Tensor.cat(0, y, vy),
                        IntStream.range(0, n).toArray(),
                        IntStream.range(n, n + m).toArray()));
            }
        }
    }

    @Override
    public Loader train() {
        return new TensorLoader(x, y, trainItems, choices.size, choices.dropLast, sampler, choices.seed);
    }

    @Override
    public Loader valid() {
        return inOrder(validItems);
    }

    @Override
    public Loader trainInOrder() {
        return inOrder(trainItems);
    }

    private Loader inOrder(int[] items) {
        return new TensorLoader(x, y, items, choices.size, false, Sampler.inOrder(), 0);
    }

    @Override
    public List<String> classes() {
        if (!choices.classes.isEmpty() || !hasClassNumbers(y)) {
            return choices.classes;
        }
        return IntStream.range(0, outputs()).mapToObj(Integer::toString).toList();
    }

    private static boolean hasClassNumbers(Tensor y) {
        return y.rank() == 1 && !y.dtype().isFloating() && y.dtype() != DType.BOOL;
    }

    @Override
    public int outputs() {
        if (!choices.classes.isEmpty()) {
            return choices.classes.size();
        }
        if (hasClassNumbers(y)) {
            return (int) Arrays.stream(y.toLongArray()).max().orElse(-1) + 1;
        }
        return Math.toIntExact(y.elements() / Math.max(1, y.size(0)));
    }

    /** Lets the tensors go. */
    @Override
    public void close() {
        x.close();
        y.close();
    }
}
