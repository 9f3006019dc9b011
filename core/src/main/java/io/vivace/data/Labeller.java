package io.vivace.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what labelling functions say into numbers. Classes are the sorted labels of the training items; validation items
 * of other classes are taken out with a warning, as no model could get them right.
 */
final class Labeller<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Labeller.class);

    private final List<Item<T>> train;
    private final List<Item<T>> valid;
    private final List<Problem> problems;
    private final List<Problem> warnings = new ArrayList<>();
    private List<String> emptyFolders = List.of();

    Labeller(List<Item<T>> train, List<Item<T>> valid, boolean needsValid, List<Problem> problems) {
        this.train = train;
        this.valid = valid;
        this.problems = new ArrayList<>(problems);
        if (train.isEmpty()) {
            this.problems.add(
                    new Problem("training items", "there are none; check the source, the filters and the split"));
        }
        if (needsValid && valid.isEmpty()) {
            this.problems.add(new Problem(
                    "validation items", "there are none; check the split, or say splitNone() if you want none"));
        }
    }

    /** {@return this, which will report folders that stand beside those of classes and hold nothing} */
    Labeller<T> complainOfEmpty(List<String> folders) {
        emptyFolders = folders;
        return this;
    }

    // ---------------------------------------------------------------------------------------------- one class

    <N> N categories(
            String complaint, Function<? super Item<T>, @Nullable String> label, Function<LabelledItems<T>, N> next) {
        var ofTrain = new ArrayList<@Nullable String>();
        var ofValid = new ArrayList<@Nullable String>();
        train.forEach(i -> ofTrain.add(ask(i, complaint, label)));
        valid.forEach(i -> ofValid.add(ask(i, complaint, label)));
        return categories(ofTrain, ofValid, true, next);
    }

    <N> N categories(
            List<? extends @Nullable String> ofTrain,
            List<? extends @Nullable String> ofValid,
            boolean several,
            Function<LabelledItems<T>, N> next) {
        List<String> classes = ofTrain.stream()
                .filter(Objects::nonNull)
                .map(s -> (String) s)
                .distinct()
                .sorted()
                .toList();
        if (several && classes.size() == 1) {
            problems.add(new Problem(
                    "training items",
                    "all have the same label, \"" + classes.get(0) + "\"; there is nothing to learn"));
        }
        Map<String, Integer> index = index(classes);
        addLabelsWithoutFiles(index.keySet());
        var unknown = new TreeSet<String>();
        var kept = new ArrayList<Item<T>>();
        var keptIndex = new ArrayList<Integer>();
        for (int i = 0; i < valid.size(); i++) {
            String label = ofValid.get(i);
            Integer k = label == null ? null : index.get(label);
            if (k != null) {
                kept.add(valid.get(i));
                keptIndex.add(k);
            } else if (label != null) {
                unknown.add(label);
            }
        }
        warnUnknown(unknown, valid.size() - kept.size());
        if (several && classes.size() > 1 && kept.size() > 1 && new HashSet<>(keptIndex).size() == 1) {
            warn(new Problem(
                    "validation items",
                    "all have the same label, \"" + classes.get(keptIndex.get(0))
                            + "\", though the training items have " + classes.size()));
        }
        int[] ofTrainIndex = ofTrain.stream()
                .mapToInt(l -> l == null ? 0 : index.getOrDefault(l, 0))
                .toArray();
        return next.apply(labelled(
                kept,
                new Labels.Categories(classes, ofTrainIndex),
                new Labels.Categories(
                        classes, keptIndex.stream().mapToInt(k -> k).toArray())));
    }

    // ---------------------------------------------------------------------------------------------- several

    <N> N manyCategories(
            String complaint,
            Function<? super Item<T>, ? extends @Nullable Collection<String>> labels,
            Function<LabelledItems<T>, N> next) {
        List<Collection<String>> ofTrain = new ArrayList<>();
        List<Collection<String>> ofValid = new ArrayList<>();
        train.forEach(i -> ofTrain.add(orEmpty(ask(i, complaint, labels))));
        valid.forEach(i -> ofValid.add(orEmpty(ask(i, complaint, labels))));
        List<String> classes =
                ofTrain.stream().flatMap(Collection::stream).distinct().sorted().toList();
        return many(classes, ofTrain, ofValid, next);
    }

    <N> N hotColumns(List<String> columns, Function<LabelledItems<T>, N> next) {
        List<Collection<String>> ofTrain = new ArrayList<>();
        List<Collection<String>> ofValid = new ArrayList<>();
        train.forEach(i -> ofTrain.add(hot(i, columns)));
        valid.forEach(i -> ofValid.add(hot(i, columns)));
        return many(columns, ofTrain, ofValid, next);
    }

    private <N> N many(
            List<String> classes,
            List<Collection<String>> ofTrain,
            List<Collection<String>> ofValid,
            Function<LabelledItems<T>, N> next) {
        Map<String, Integer> index = index(classes);
        var unknown = new TreeSet<String>();
        ofValid.forEach(unknown::addAll);
        classes.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            warn(new Problem(
                    "validation items", "have labels that no training item has, which are ignored: " + unknown));
        }
        return next.apply(labelled(
                valid,
                new Labels.ManyCategories(classes, indexes(ofTrain, index)),
                new Labels.ManyCategories(classes, indexes(ofValid, index))));
    }

    private List<String> hot(Item<T> item, List<String> columns) {
        var set = new ArrayList<String>();
        for (String c : columns) {
            String cell = item.column(c);
            switch (Truth.of(cell)) {
                case YES -> set.add(c);
                case NO -> {}
                case UNCLEAR ->
                    problems.add(new Problem(
                            item.origin(),
                            cell == null
                                    ? "there is no column \"" + c + "\""
                                    : "column \"" + c + "\" says \"" + cell + "\"; write 1 or 0"));
            }
        }
        return set;
    }

    private static List<int[]> indexes(List<Collection<String>> labels, Map<String, Integer> index) {
        return labels.stream()
                .map(some -> some.stream()
                        .map(index::get)
                        .filter(Objects::nonNull)
                        .mapToInt(k -> k)
                        .distinct()
                        .sorted()
                        .toArray())
                .toList();
    }

    // ---------------------------------------------------------------------------------------------- numbers

    <N> N numbers(List<String> columns, Function<LabelledItems<T>, N> next) {
        return next.apply(labelled(
                valid,
                new Labels.Numbers(columns, read(train, columns)),
                new Labels.Numbers(columns, read(valid, columns))));
    }

    <N> N numbers(
            List<String> names,
            Function<? super Item<T>, double @Nullable []> numbers,
            Function<LabelledItems<T>, N> next) {
        return next.apply(labelled(
                valid,
                new Labels.Numbers(names, asked(train, names, numbers)),
                new Labels.Numbers(names, asked(valid, names, numbers))));
    }

    private List<float[]> asked(
            List<Item<T>> items, List<String> names, Function<? super Item<T>, double @Nullable []> numbers) {
        var all = new ArrayList<float[]>();
        for (Item<T> item : items) {
            double[] given = numbers.apply(item);
            float[] row = new float[names.size()];
            if (given == null
                    || given.length != row.length
                    || !Arrays.stream(given).allMatch(v -> Float.isFinite((float) v))) {
                problems.add(new Problem(
                        item.origin(),
                        "labelNumbersBy: the function gives " + Arrays.toString(given)
                                + ", expected a finite number for each of " + names));
            } else {
                for (int i = 0; i < row.length; i++) {
                    row[i] = (float) given[i];
                }
            }
            all.add(row);
        }
        return all;
    }

    private List<float[]> read(List<Item<T>> items, List<String> columns) {
        var all = new ArrayList<float[]>();
        for (Item<T> item : items) {
            float[] row = new float[columns.size()];
            for (int c = 0; c < row.length; c++) {
                row[c] = number(item, columns.get(c));
            }
            all.add(row);
        }
        return all;
    }

    private float number(Item<T> item, String column) {
        String cell = item.column(column);
        float v = parse(cell);
        if (Float.isFinite(v)) {
            return v;
        }
        problems.add(new Problem(
                item.origin(),
                cell == null
                        ? "there is no column \"" + column + "\""
                        : "column \"" + column + "\" says \"" + cell + "\", which is not a finite number"));
        return 0;
    }

    private static float parse(@Nullable String cell) {
        try {
            return Float.parseFloat(cell == null ? "" : cell);
        } catch (NumberFormatException e) {
            return Float.NaN;
        }
    }

    // ---------------------------------------------------------------------------------------------- nothing

    <N> N nothing(Function<LabelledItems<T>, N> next) {
        return next.apply(labelled(valid, new Labels.Nothing(train.size()), new Labels.Nothing(valid.size())));
    }

    // ---------------------------------------------------------------------------------------------- together

    Unlabelled<T> unlabelled() {
        return new Unlabelled<>(train, valid, List.copyOf(problems));
    }

    private <L> @Nullable L ask(Item<T> item, String complaint, Function<? super Item<T>, ? extends @Nullable L> f) {
        L answer = f.apply(item);
        if (answer == null) {
            problems.add(new Problem(item.origin(), complaint));
        }
        return answer;
    }

    private static Collection<String> orEmpty(@Nullable Collection<String> some) {
        return some == null ? List.of() : some;
    }

    private static Map<String, Integer> index(List<String> classes) {
        Map<String, Integer> index = new HashMap<>();
        classes.forEach(c -> index.put(c, index.size()));
        return index;
    }

    private void addLabelsWithoutFiles(Set<String> classes) {
        Set<String> above = emptyFolders.isEmpty()
                ? Set.of()
                : train.stream()
                        .filter(i -> !i.folder().isEmpty())
                        .map(i -> above(above(i.name())))
                        .collect(Collectors.toSet());
        for (String f : emptyFolders) {
            if (above.contains(above(f)) && !classes.contains(f.substring(f.lastIndexOf('/') + 1))) {
                problems.add(
                        new Problem(
                                f,
                                "there are no items for this label, though folders beside it are labels; fill it or remove it"));
            }
        }
    }

    private static String above(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private void warnUnknown(Collection<String> unknown, int items) {
        if (!unknown.isEmpty()) {
            warn(new Problem(
                    "validation items", items + " are left out, because no training item has their label: " + unknown));
        }
    }

    private void warn(Problem p) {
        warnings.add(p);
        LOG.warn("{}", p);
    }

    private LabelledItems<T> labelled(List<Item<T>> keptValid, Labels ofTrain, Labels ofValid) {
        if (keptValid.isEmpty() && !valid.isEmpty()) {
            problems.add(new Problem(
                    "validation items", "none is left: no training item has one of their labels; check the split"));
        }
        return new LabelledItems<>(
                train,
                List.copyOf(keptValid),
                ofTrain,
                ofValid,
                List.copyOf(problems),
                Collections.unmodifiableList(warnings));
    }
}
