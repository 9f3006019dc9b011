package io.vivace.data;

import java.util.Arrays;

/**
 * Which items an epoch shows, and in which order. It remembers nothing: an order follows from the seed and the number of the epoch
 * alone, so that an epoch can be repeated, and begun in its middle, whatever came before.
 *
 * <pre>{@code
 * TensorBunch.of(x, y).splitRandom(0.2, 42).sampler(Sampler.weighted(weights, 1000)).build()
 * }</pre>
 */
public interface Sampler {
    /**
     * {@return how many items an epoch shows; those shown twice count twice}
     *
     * @param items size of the data set
     */
    int draws(int items);

    /**
     * {@return positions in the data set, {@code draws(items)} of them, in the order in which they are shown}
     *
     * @param items size of the data set
     * @param seed chooses among orders
     * @param epoch number of the epoch
     */
    int[] order(int items, long seed, long epoch);

    /** {@return what this does, in a few words} */
    default String describe() {
        return "chosen by a sampler";
    }

    /** {@return every item once, in the order of the data set} */
    static Sampler inOrder() {
        return PlainOrder.IN_ORDER;
    }

    /** {@return every item once, in an order that is new in every epoch} */
    static Sampler shuffled() {
        return PlainOrder.SHUFFLED;
    }

    /**
     * {@return items drawn at random, with replacement} An item may be shown several times in an epoch, and another not at all.
     * Counterpart: PyTorch's {@code WeightedRandomSampler}.
     *
     * @param weights of the items: one of weight 2 is drawn twice as often as one of weight 1; at least 0, not all 0
     * @param draws how many items an epoch shows, at least 1
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are 0
     */
    static Sampler weighted(double[] weights, int draws) {
        return new WeightedSampler(weights, draws);
    }

    /**
     * {@return items drawn so that all classes are seen equally often, the largest class about once an epoch} fastai's
     * {@code OverSamplingCallback}: with replacement, the weight of an item is 1 / (items of its class), and an epoch shows (number of
     * classes) · (items of the largest class). Classes without items do not count here, which in fastai is an error or shifts weights.
     *
     * @param classes class of each item
     * @throws IllegalArgumentException if there is no item, or a class is negative
     */
    static Sampler oversampling(int[] classes) {
        return WeightedSampler.balanced(classes, true);
    }

    /**
     * {@return items drawn so that all classes are seen equally often, the smallest class about once an epoch} As
     * {@link #oversampling}, but an epoch shows (number of classes) · (items of the smallest class): fastai's
     * {@code UnderSamplingCallback}.
     *
     * @param classes class of each item
     * @throws IllegalArgumentException if there is no item, or a class is negative
     */
    static Sampler undersampling(int[] classes) {
        return WeightedSampler.balanced(classes, false);
    }

    /**
     * {@return how often each position has come before, at each place of an order} Items shown again in an epoch differ by this
     * number, and so do the random changes of each showing.
     *
     * @param order positions in the data set
     * @param items size of the data set
     */
    static int[] showings(int[] order, int items) {
        int[] seen = new int[items];
        return Arrays.stream(order).map(i -> seen[i]++).toArray();
    }
}
