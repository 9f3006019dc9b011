package io.vivace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitItemsTest {
    @TempDir
    Path dir;

    private static SplitItems<String, LabelledItems<String>> split(String... names) {
        List<Item<String>> items =
                Arrays.stream(names).map(n -> Item.of(n, n, n)).toList();
        return ItemList.<String, LabelledItems<String>>of(new Found<>(items, List.of(), List.of()), Function.identity())
                .splitByFolder();
    }

    private static SplitItems<String, LabelledItems<String>> rows(String... cells) {
        List<Item<String>> items = Arrays.stream(cells)
                .map(c -> new Item<>(c, c, "row " + c, Map.of("a", c.split(";")[0], "b", c.split(";")[1])))
                .toList();
        return ItemList.<String, LabelledItems<String>>of(new Found<>(items, List.of(), List.of()), Function.identity())
                .splitByIndex(items.size() - 1);
    }

    @Test
    void classesAreTheSortedLabelsOfTheTrainingItems() {
        var l = split("train/dog/1", "train/cat/1", "train/dog/2", "valid/dog/3")
                .labelByFolder();

        assertThat(l.trainLabels().classes()).containsExactly("cat", "dog");
        assertThat(l.trainLabels().outputs()).isEqualTo(2);
        assertThat(((Labels.Categories) l.trainLabels())
                        .collate(new int[] {2, 0, 1})
                        .toLongArray())
                .containsExactly(1, 1, 0);
        assertThat(((Labels.Categories) l.validLabels()).collate(new int[] {0}).toLongArray())
                .containsExactly(1);
        assertThat(l.trainLabels().text(1)).isEqualTo("cat");
        assertThat(l.problems()).isEmpty();
    }

    @Test
    void numbersComeFromAFunction() {
        var l = split("train/1", "train/8", "valid/64").labelNumbersBy(List.of("log", "half"), i ->
                new double[] {Math.log(Double.parseDouble(i.baseName())), Double.parseDouble(i.baseName()) / 2});

        assertThat(l.problems()).isEmpty();
        assertThat(l.trainLabels().outputs()).isEqualTo(2);
        assertThat(((Labels.Numbers) l.trainLabels()).collate(new int[] {1, 0}).toFloatArray())
                .containsExactly((float) Math.log(8), 4, 0, 0.5f);
        assertThat(((Labels.Numbers) l.validLabels()).values().get(0)[1]).isEqualTo(32);

        var wrong = split("train/a", "train/b", "valid/c").labelNumbersBy(List.of("x"), i -> switch (i.baseName()) {
            case "a" -> null;
            case "b" -> new double[] {1, 2};
            default -> new double[] {1e300};
        });
        assertThat(wrong.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "train/a: labelNumbersBy: the function gives null, expected a finite number for each of [x]",
                        "train/b: labelNumbersBy: the function gives [1.0, 2.0], expected a finite number for each of [x]",
                        "valid/c: labelNumbersBy: the function gives [1.0E300], expected a finite number for each of [x]");
    }

    @Test
    void itemsCanGoWithoutLabels() {
        var l = split("train/1", "train/2", "valid/3").labelNothing();

        assertThat(l.problems()).isEmpty();
        assertThat(l.trainLabels()).isEqualTo(new Labels.Nothing(2));
        assertThat(l.validLabels().items()).isEqualTo(1);
        assertThat(l.trainLabels().outputs()).isZero();
        assertThat(l.trainLabels().classes()).isEmpty();
        assertThat(l.trainLabels().text(0)).isEmpty();
        assertThat(split("valid/3").labelNothing().problems())
                .extracting(Problem::where)
                .contains("training items");
    }

    @Test
    void namesAreWrittenAsSplitsReadThem() {
        var items = ItemList.<String, LabelledItems<String>>of(
                new Found<>(
                        Arrays.stream(new String[] {"a/1", "a/2", "b/1"})
                                .map(n -> Item.of(n, n, n))
                                .toList(),
                        List.of(),
                        List.of()),
                Function.identity());
        Path names = dir.resolve("valid.txt");
        items.onlyFolders("a").writeNames(names);

        assertThat(names).hasContent("a/1\na/2\n");
        assertThat(items.splitByFile(names).train()).extracting(Item::name).containsExactly("b/1");
    }

    @Test
    void validationItemsOfUnknownClassesAreLeftOutWithAWarning() {
        var l = split("train/a/1", "train/b/1", "valid/a/1", "valid/b/2", "valid/emu/1", "valid/yak/1")
                .labelByFolder();

        assertThat(l.valid()).hasSize(2);
        assertThat(l.validLabels().items()).isEqualTo(2);
        assertThat(l.warnings())
                .singleElement()
                .asString()
                .contains("2 are left out")
                .contains("[emu, yak]");
        assertThat(l.problems()).isEmpty();
    }

    @Test
    void problemsAreAllReportedTogether() {
        var l = split("train/1", "other/x/2").labelByRegex("(\\d)\\.jpg$");

        assertThat(l.problems()).hasSize(2);
        assertThat(new DataProblems(l.problems()))
                .hasMessageContaining("2 problems with the data")
                .hasMessageContaining("validation items: there are none")
                .hasMessageContaining("train/1: labelByRegex");
    }

    @Test
    void oneClassIsAProblemUnlessItIsWanted() {
        var one = split("train/a/1", "train/a/2", "valid/a/3");

        assertThat(one.labelByFolder().problems()).singleElement().asString().contains("same label, \"a\"");
        assertThat(one.labelConstant("a").problems()).isEmpty();
    }

    @Test
    void oneClassInValidationIsAWarning() {
        var l = split("train/a/1", "train/b/2", "valid/a/3", "valid/a/4").labelByFolder();

        assertThat(l.problems()).isEmpty();
        assertThat(l.warnings())
                .singleElement()
                .asString()
                .contains("validation items")
                .contains("same label, \"a\"");
    }

    @Test
    void aFolderWithoutFilesBesideThoseOfClassesIsAProblem() throws IOException {
        for (String f : List.of("train/cat/1.png", "train/dog/1.png", "valid/cat/1.png", "train/emu/notes.txt")) {
            Files.createDirectories(dir.resolve(f).getParent());
            Files.writeString(dir.resolve(f), "x");
        }
        Files.createDirectories(dir.resolve("valid/dog"));
        Files.createDirectories(dir.resolve("models"));

        var l = ItemList.<Path, LabelledItems<Path>>of(Found.inFolder(dir, Set.of("png"), true), Function.identity())
                .splitByFolder()
                .labelByFolder();

        assertThat(l.problems()).singleElement().asString().startsWith("train/emu: there are no items for this label");
    }

    @Test
    void regularExpressionsAndFunctionsLabel() {
        var s = split("train/great_pyrenees_1.jpg", "train/pug_22.jpg", "valid/pug_3.jpg");

        assertThat(s.labelByRegex("([^/]+)_\\d+\\.jpg$").trainLabels().classes())
                .containsExactly("great_pyrenees", "pug");
        assertThat(s.labelBy(i -> i.baseName().substring(0, 1)).trainLabels().classes())
                .containsExactly("g", "p");
        assertThatThrownBy(() -> s.labelByRegex("pug")).hasMessageContaining("has no group");
    }

    @Test
    void listsLabel() {
        var s = split("train/1", "train/2", "valid/3");

        assertThat(s.labelByLists(List.of("x", "y"), List.of("x")).trainLabels().classes())
                .containsExactly("x", "y");
        assertThatThrownBy(() -> s.labelByLists(List.of("x"), List.of("x", "y")))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("2 training items, but 1 labels")
                .hasMessageContaining("1 validation items, but 2 labels");
    }

    @Test
    void columnsLabelOneClassOrManyOrNumbers() {
        var s = rows("sun rain;1.5", "sun;-2", "fog;0");

        var one = s.labelByColumn("a");
        assertThat(one.trainLabels().classes()).containsExactly("sun", "sun rain");
        assertThat(one.valid()).isEmpty();
        assertThat(one.problems()).singleElement().asString().contains("none is left");

        var many = s.labelManyByColumn("a", " ");
        assertThat(many.trainLabels().classes()).containsExactly("rain", "sun");
        assertThat(((Labels.ManyCategories) many.trainLabels())
                        .collate(new int[] {0, 1})
                        .toFloatArray())
                .containsExactly(1, 1, 0, 1);
        assertThat(((Labels.ManyCategories) many.validLabels())
                        .collate(new int[] {0})
                        .toFloatArray())
                .containsExactly(0, 0);
        assertThat(many.warnings()).singleElement().asString().contains("[fog]");

        var numbers = s.labelNumbersByColumns("b");
        assertThat(((Labels.Numbers) numbers.trainLabels())
                        .collate(new int[] {1, 0})
                        .toFloatArray())
                .containsExactly(-2, 1.5f);
        assertThat(numbers.trainLabels().outputs()).isEqualTo(1);
        assertThat(s.labelNumbersByColumns("a").problems())
                .hasSize(3)
                .first()
                .asString()
                .contains("row sun rain;1.5");
    }

    @Test
    void columnsOfZerosAndOnesLabelManyClasses() {
        var l = rows("1;0", "1;1", "0;no").labelManyByColumns("a", "b");

        assertThat(l.trainLabels().classes()).containsExactly("a", "b");
        assertThat(((Labels.ManyCategories) l.trainLabels())
                        .collate(new int[] {0, 1})
                        .toFloatArray())
                .containsExactly(1, 0, 1, 1);
        assertThat(l.validLabels().text(0)).isEmpty();
    }
}
