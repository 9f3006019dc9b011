package io.vivace.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The second stage of the data block: items to learn from and items to judge by. Label it to go on.
 *
 * @param <T> what an item is loaded from
 * @param <N> the stage that follows
 */
public final class SplitItems<T, N> {
    private final List<Item<T>> train;
    private final List<Item<T>> valid;
    private final boolean needsValid;
    private final Found<T> found;
    private final Function<LabelledItems<T>, N> next;

    SplitItems(
            List<Item<T>> train,
            List<Item<T>> valid,
            boolean needsValid,
            Found<T> found,
            Function<LabelledItems<T>, N> next) {
        this.train = List.copyOf(train);
        this.valid = List.copyOf(valid);
        this.needsValid = needsValid;
        this.found = found;
        this.next = next;
    }

    /** {@return the items to learn from} */
    public List<Item<T>> train() {
        return train;
    }

    /** {@return the items to judge by} */
    public List<Item<T>> valid() {
        return valid;
    }

    // ---------------------------------------------------------------------------------------------- one class

    /** {@return the items, labelled with the name of the folder each lies in} */
    public N labelByFolder() {
        return labeller()
                .complainOfEmpty(found.emptyFolders())
                .categories(
                        "labelByFolder: the item lies in no folder",
                        i -> i.folder().isEmpty() ? null : i.folder(),
                        next);
    }

    /**
     * {@return the items, labelled with the first group of a pattern found in their names}
     *
     * @param pattern regular expression with a group, such as {@code ([^/]+)_\d+\.jpg$}
     * @throws IllegalArgumentException if the pattern has no group
     */
    public N labelByRegex(String pattern) {
        Pattern p = Pattern.compile(pattern);
        if (p.matcher("").groupCount() < 1) {
            throw new IllegalArgumentException("labelByRegex: the pattern \"" + pattern
                    + "\" has no group; put parentheses around the part that is the label");
        }
        return labelBy("labelByRegex: the pattern \"" + pattern + "\" is not found in the name", i -> {
            Matcher m = p.matcher(i.name());
            return m.find() ? m.group(1) : null;
        });
    }

    /**
     * {@return the items, labelled by a function}
     *
     * @param label gives the class; null counts as a problem
     */
    public N labelBy(Function<? super Item<T>, @Nullable String> label) {
        return labelBy("labelBy: the function gives no label", label);
    }

    /**
     * {@return the items, labelled with the cell of a column}
     *
     * @param column heading
     */
    public N labelByColumn(String column) {
        return labelBy(
                "labelByColumn: no cell in column \"" + column + "\"" + columns(), i -> blankIsNull(i.column(column)));
    }

    /**
     * {@return the items, labelled by lists}
     *
     * @param ofTrain labels of the training items in order
     * @param ofValid labels of the validation items in order
     */
    public N labelByLists(List<String> ofTrain, List<String> ofValid) {
        var lengths = new ArrayList<Problem>();
        checkLength("training", train.size(), ofTrain.size(), lengths);
        checkLength("validation", valid.size(), ofValid.size(), lengths);
        DataProblems.throwIfAny(lengths);
        return labeller().categories(ofTrain, ofValid, true, next);
    }

    /**
     * {@return the items, all with the same label}
     *
     * @param label the label
     */
    public N labelConstant(String label) {
        return labeller()
                .categories(
                        train.stream().map(i -> label).toList(),
                        valid.stream().map(i -> label).toList(),
                        false,
                        next);
    }

    private Labeller<T> labeller() {
        return new Labeller<>(train, valid, needsValid, found.problems());
    }

    private N labelBy(String complaint, Function<? super Item<T>, @Nullable String> label) {
        return labeller().categories(complaint, label, next);
    }

    // ---------------------------------------------------------------------------------------------- other targets

    /**
     * {@return the items, each labelled with any number of classes}
     *
     * @param labels gives the classes
     */
    public N labelManyBy(Function<? super Item<T>, ? extends @Nullable Collection<String>> labels) {
        return labeller().manyCategories("labelManyBy: the function gives no labels", labels, next);
    }

    /**
     * {@return the items, each labelled with the words of a cell}
     *
     * @param column heading
     * @param delimiter what stands between the words, such as a blank
     */
    public N labelManyByColumn(String column, String delimiter) {
        return labeller()
                .manyCategories(
                        "labelManyByColumn: no column \"" + column + "\"" + columns(),
                        i -> words(i, column, delimiter),
                        next);
    }

    /**
     * {@return the items, each labelled with those of some columns that say true or 1}
     *
     * @param columns headings, which become the classes
     */
    public N labelManyByColumns(String... columns) {
        return labeller().hotColumns(List.of(columns), next);
    }

    /**
     * {@return the items, labelled with the numbers in some columns}
     *
     * @param columns headings
     */
    public N labelNumbersByColumns(String... columns) {
        return labeller().numbers(List.of(columns), next);
    }

    /**
     * {@return the items, labelled with numbers that a function gives}
     *
     * <pre>{@code
     * items.splitRandom(0.2, 42).labelNumbersBy(List.of("log price"), i -> new double[] {Math.log(price(i))})
     * }</pre>
     *
     * @param names what the numbers are
     * @param numbers gives as many; null and numbers that are not finite count as problems
     */
    public N labelNumbersBy(List<String> names, Function<? super Item<T>, double @Nullable []> numbers) {
        return labeller().numbers(List.copyOf(names), numbers, next);
    }

    /**
     * {@return the items without labels} Batches then have no targets, the loss is one of outputs alone, and validation tells no loss.
     */
    public N labelNothing() {
        return labeller().nothing(next);
    }

    /**
     * {@return the items, labelled in another way: with masks, boxes, points, or a target of your own}
     *
     * @param how the way
     */
    public N label(Labelling<T> how) {
        return next.apply(how.label(labeller().unlabelled()));
    }

    /** What a person who misspelt a column wants to know. */
    private String columns() {
        return Stream.concat(train.stream(), valid.stream())
                .findFirst()
                .map(i -> i.columns().isEmpty()
                        ? "; the items come from no table"
                        : "; it has " + new TreeSet<>(i.columns().keySet()))
                .orElse("");
    }

    private static <T> @Nullable List<String> words(Item<T> i, String column, String delimiter) {
        String cell = i.column(column);
        return cell == null
                ? null
                : Arrays.stream(cell.split(Pattern.quote(delimiter)))
                        .map(String::trim)
                        .filter(w -> !w.isEmpty())
                        .toList();
    }

    private static @Nullable String blankIsNull(@Nullable String cell) {
        return cell == null || cell.isBlank() ? null : cell.trim();
    }

    private static void checkLength(String part, int items, int labels, List<Problem> found) {
        if (items != labels) {
            found.add(new Problem(
                    "labelByLists", "there are " + items + " " + part + " items, but " + labels + " labels for them"));
        }
    }
}
