package io.vivace.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Split and labelled items, with what was found wrong so far.
 *
 * @param <T> what an item is loaded from
 * @param train items to learn from
 * @param valid items to judge by; may be empty
 * @param trainLabels labels of the first
 * @param validLabels labels of the second, with the same classes
 * @param problems what makes the data unusable
 * @param warnings what a person should know
 */
public record LabelledItems<T>(
        List<Item<T>> train,
        List<Item<T>> valid,
        Labels trainLabels,
        Labels validLabels,
        List<Problem> problems,
        List<Problem> warnings) {

    /**
     * {@return this with more problems}
     *
     * @param more to add
     */
    public LabelledItems<T> withProblems(List<Problem> more) {
        var all = new ArrayList<>(problems);
        all.addAll(more);
        return new LabelledItems<>(train, valid, trainLabels, validLabels, List.copyOf(all), warnings);
    }
}
