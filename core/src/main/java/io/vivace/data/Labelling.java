package io.vivace.data;

/**
 * A way to label the items of a split. Applications have theirs; {@link SplitItems#label} takes any.
 *
 * @param <T> what an item is loaded from
 */
@FunctionalInterface
public interface Labelling<T> {
    /**
     * {@return the items with their labels} What is wrong becomes a problem of the result, to be reported with all others.
     *
     * @param items what to label
     */
    LabelledItems<T> label(Unlabelled<T> items);
}
