package io.vivace.data;

import io.vivace.io.AtomicFile;
import io.vivace.tensor.Rng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The first stage of the data block: where items come from. Filter it as often as you like, then split it. Immutable, as
 * every stage; problems are carried along and reported together when batches are asked for.
 *
 * @param <T> what an item is loaded from
 * @param <N> the stage that follows labelling
 */
public final class ItemList<T, N> {
    private final List<Item<T>> items;
    private final List<Problem> problems;
    private final List<String> emptyFolders;
    private final Function<LabelledItems<T>, N> next;

    private ItemList(Found<T> found, Function<LabelledItems<T>, N> next) {
        this.items = List.copyOf(found.items());
        this.problems = List.copyOf(found.problems());
        this.emptyFolders = List.copyOf(found.emptyFolders());
        this.next = next;
    }

    /**
     * {@return a source; applications offer friendlier ones}
     *
     * @param found the items
     * @param next makes the stage that follows labelling
     * @param <T> what an item is loaded from
     * @param <N> the stage that follows labelling
     */
    public static <T, N> ItemList<T, N> of(Found<T> found, Function<LabelledItems<T>, N> next) {
        return new ItemList<>(found, next);
    }

    /** {@return the items in order} */
    public List<Item<T>> items() {
        return items;
    }

    /**
     * {@return the items, once it is sure that all were found}
     *
     * @throws DataProblems if there are none, or finding them met problems; all are listed
     */
    public List<Item<T>> checked() {
        List<Problem> all = new ArrayList<>(problems);
        if (items.isEmpty() && all.isEmpty()) {
            all.add(new Problem("the source", "has no items"));
        }
        DataProblems.throwIfAny(all);
        return items;
    }

    /** {@return the number of items} */
    public int size() {
        return items.size();
    }

    /**
     * Writes the names of the items to a text file, one on each line, as {@link #splitByFile} reads them.
     *
     * @param file where to
     * @throws io.vivace.io.FileException if it cannot be written
     */
    public void writeNames(Path file) {
        AtomicFile.writeText(file, items.stream().map(i -> i.name() + "\n").collect(Collectors.joining()));
    }

    // ---------------------------------------------------------------------------------------------- filters

    /**
     * {@return the items for which the condition holds}
     *
     * @param keep the condition
     */
    public ItemList<T, N> filter(Predicate<? super Item<T>> keep) {
        return with(items.stream().filter(keep).toList());
    }

    /**
     * {@return the items whose first folder is among these}
     *
     * @param folders names of folders directly below the source's
     */
    public ItemList<T, N> onlyFolders(String... folders) {
        var wanted = Set.of(folders);
        return filter(i -> wanted.contains(i.topFolder()));
    }

    /**
     * {@return the items whose first folder is not among these}
     *
     * @param folders names of folders directly below the source's
     */
    public ItemList<T, N> withoutFolders(String... folders) {
        var unwanted = Set.of(folders);
        return filter(i -> !unwanted.contains(i.topFolder()));
    }

    /**
     * {@return a part in which each item is kept with a probability}
     *
     * @param probability 0 to 1
     * @param seed decides which
     */
    public ItemList<T, N> filterRandom(double probability, long seed) {
        fraction("filterRandom", probability);
        var rng = new Rng(seed);
        return filter(i -> rng.chance(probability));
    }

    /**
     * {@return a random part of a known size, in the order of the source}
     *
     * @param fraction of the items, 0 to 1; the number is rounded down
     * @param seed decides which
     */
    public ItemList<T, N> sample(double fraction, long seed) {
        fraction("sample", fraction);
        BitSet chosen = first(new Rng(seed).permutation(size()), (int) (fraction * size()));
        return with(chosen.stream().mapToObj(items::get).toList());
    }

    // ---------------------------------------------------------------------------------------------- splits

    /** {@return everything for training, nothing to judge by} */
    public SplitItems<T, N> splitNone() {
        return split(items, List.of(), false);
    }

    /**
     * {@return a random split; both parts keep the order of the source}
     *
     * @param fraction for validation, 0 to 1; the number is rounded down
     * @param seed decides which
     */
    public SplitItems<T, N> splitRandom(double fraction, long seed) {
        fraction("splitRandom", fraction);
        return splitAt(first(new Rng(seed).permutation(size()), (int) (fraction * size()))::get);
    }

    /**
     * {@return random parts of known sizes that do not overlap; the rest is left out}
     *
     * @param train fraction for training
     * @param valid fraction for validation
     * @param seed decides which
     */
    public SplitItems<T, N> splitSubsets(double train, double valid, long seed) {
        fraction("splitSubsets", train);
        fraction("splitSubsets", valid);
        fraction("splitSubsets: both together", train + valid);
        int[] order = new Rng(seed).permutation(size());
        BitSet inTrain = first(order, (int) (train * size()));
        BitSet inValid = new BitSet();
        IntStream.range(size() - (int) (valid * size()), size()).forEach(i -> inValid.set(order[i]));
        return split(
                inTrain.stream().mapToObj(items::get).toList(),
                inValid.stream().mapToObj(items::get).toList(),
                true);
    }

    /**
     * {@return a split in which the items at these positions are for validation}
     *
     * @param valid positions, from 0
     */
    public SplitItems<T, N> splitByIndex(int... valid) {
        var found = new ArrayList<>(problems);
        at(valid, found);
        var chosen = new BitSet();
        IntStream.of(valid).filter(i -> i >= 0 && i < size()).forEach(chosen::set);
        return with(items, found).splitAt(chosen::get);
    }

    /**
     * {@return a split by positions; items that neither list names are left out}
     *
     * @param train positions of training items, from 0
     * @param valid positions of validation items, from 0
     */
    public SplitItems<T, N> splitByIndex(int[] train, int[] valid) {
        var found = new ArrayList<>(problems);
        List<Item<T>> forTraining = at(train, found);
        List<Item<T>> forValidation = at(valid, found);
        return with(items, found).split(forTraining, forValidation, true);
    }

    private List<Item<T>> at(int[] positions, List<Problem> found) {
        List<Item<T>> chosen = new ArrayList<>();
        for (int i : positions) {
            if (i >= 0 && i < size()) {
                chosen.add(items.get(i));
            } else {
                found.add(new Problem(
                        "splitByIndex", "position " + i + " does not exist; there are " + size() + " items"));
            }
        }
        return chosen;
    }

    /** {@return a split by the first folder: "train" and "valid"; items in other folders are left out} */
    public SplitItems<T, N> splitByFolder() {
        return splitByFolder("train", "valid");
    }

    /**
     * {@return a split by the first folder below the source's; items in other folders are left out}
     *
     * @param train folder of training items
     * @param valid folder of validation items
     */
    public SplitItems<T, N> splitByFolder(String train, String valid) {
        return split(onlyFolders(train).items, onlyFolders(valid).items, true);
    }

    /**
     * {@return a split in which the items that a text file names are for validation}
     *
     * @param names a file with one name a line: a path below the source's folder, or a file name without folders; the
     *     ending of the file may be left out, as Pascal VOC's lists do
     */
    public SplitItems<T, N> splitByFile(Path names) {
        var found = new ArrayList<>(problems);
        Set<String> wanted = new HashSet<>();
        try {
            Files.readAllLines(names).stream()
                    .map(String::trim)
                    .filter(l -> !l.isEmpty())
                    .forEach(wanted::add);
        } catch (IOException e) {
            found.add(new Problem(names.toString(), "the list of validation items cannot be read (" + e + ")"));
        }
        Set<String> missing = new HashSet<>(wanted);
        for (Item<T> i : items) {
            missing.removeAll(i.names());
        }
        missing.stream()
                .sorted()
                .forEach(m ->
                        found.add(new Problem(names.toString(), "names \"" + m + "\", but there is no such item")));
        return with(items, found).splitByNames(wanted);
    }

    /**
     * {@return a split in which the items with these names are for validation}
     *
     * @param valid paths below the source's folder, or file names without folders; the ending of the file may be left out
     */
    public SplitItems<T, N> splitByNames(Collection<String> valid) {
        var wanted = new HashSet<>(valid);
        return splitBy(i -> i.names().stream().anyMatch(wanted::contains));
    }

    /**
     * {@return a split in which the items for which the condition holds are for validation}
     *
     * @param valid the condition
     */
    public SplitItems<T, N> splitBy(Predicate<? super Item<T>> valid) {
        return splitAt(i -> valid.test(items.get(i)));
    }

    /**
     * {@return a split by a column of the table the items came from} True, yes, valid, validation and every number but 0
     * mean validation; false, no, train, 0 and an empty cell mean training, whatever their case.
     *
     * @param column heading
     */
    public SplitItems<T, N> splitByColumn(String column) {
        var found = new ArrayList<>(problems);
        var valid = new BitSet();
        for (int i = 0; i < size(); i++) {
            String cell = items.get(i).column(column);
            switch (Truth.of(cell)) {
                case YES -> valid.set(i);
                case NO -> {}
                case UNCLEAR ->
                    found.add(new Problem(
                            items.get(i).origin(),
                            cell == null
                                    ? "there is no column \"" + column + "\" to split by"
                                    : "column \"" + column + "\" says \"" + cell + "\"; to split by it, write true or"
                                            + " false, 1 or 0, valid or train"));
            }
        }
        return with(items, found).splitAt(valid::get);
    }

    /**
     * {@return these items for training and others for validation}
     *
     * @param valid the others
     */
    public SplitItems<T, N> splitWith(ItemList<T, N> valid) {
        var both = new ArrayList<>(problems);
        both.addAll(valid.problems);
        return with(items, both).split(items, valid.items, true);
    }

    private SplitItems<T, N> splitAt(IntPredicate valid) {
        var inTrain = new ArrayList<Item<T>>();
        var inValid = new ArrayList<Item<T>>();
        for (int i = 0; i < size(); i++) {
            (valid.test(i) ? inValid : inTrain).add(items.get(i));
        }
        return split(inTrain, inValid, true);
    }

    private ItemList<T, N> with(List<Item<T>> some) {
        return with(some, problems);
    }

    private ItemList<T, N> with(List<Item<T>> some, List<Problem> found) {
        return new ItemList<>(new Found<>(some, found, emptyFolders), next);
    }

    private SplitItems<T, N> split(List<Item<T>> train, List<Item<T>> valid, boolean needsValid) {
        return new SplitItems<>(train, valid, needsValid, new Found<>(List.of(), problems, emptyFolders), next);
    }

    private static BitSet first(int[] order, int count) {
        var chosen = new BitSet();
        for (int i = 0; i < count; i++) {
            chosen.set(order[i]);
        }
        return chosen;
    }

    private static void fraction(String what, double f) {
        if (!(f >= 0 && f <= 1)) {
            throw new IllegalArgumentException(what + ": a fraction lies between 0 and 1, got " + f);
        }
    }
}
