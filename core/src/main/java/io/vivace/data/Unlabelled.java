package io.vivace.data;

import java.util.List;

/**
 * Split items before they are labelled.
 *
 * @param <T> what an item is loaded from
 * @param train items to learn from
 * @param valid items to judge by; may be empty
 * @param problems what was found wrong so far
 */
public record Unlabelled<T>(List<Item<T>> train, List<Item<T>> valid, List<Problem> problems) {
    /**
     * {@return the labelled items}
     *
     * @param ofTrain labels of the training items
     * @param ofValid labels of the validation items
     * @param more what was found wrong
     */
    public LabelledItems<T> with(Labels ofTrain, Labels ofValid, List<Problem> more) {
        return new LabelledItems<>(train, valid, ofTrain, ofValid, problems, List.of()).withProblems(more);
    }
}
