package io.vivace.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemListTest {
    @TempDir
    Path dir;

    private static ItemList<String, LabelledItems<String>> list(String... names) {
        List<Item<String>> items =
                Arrays.stream(names).map(n -> Item.of(n, n, n)).toList();
        return ItemList.of(new Found<>(items, List.of(), List.of()), Function.identity());
    }

    private static ItemList<String, LabelledItems<String>> hundred() {
        return list(IntStream.range(0, 100).mapToObj(i -> "c" + i % 3 + "/" + i).toArray(String[]::new));
    }

    private ItemList<Path, LabelledItems<Path>> found(Found<Path> found) {
        return ItemList.of(found, Function.identity());
    }

    private void files(String... names) throws IOException {
        for (String n : names) {
            Path p = dir.resolve(n);
            Files.createDirectories(p.getParent());
            Files.writeString(p, n);
        }
    }

    private static List<String> names(List<? extends Item<?>> items) {
        return items.stream().map(Item::name).toList();
    }

    // ---------------------------------------------------------------------------------------------- sources

    @Test
    void aFolderGivesItsFilesSortedByNameWithoutHiddenOnes() throws IOException {
        files("b/2.png", "a/1.PNG", "a/.hidden.png", ".git/x.png", "a/readme.txt", "0.png");

        assertThat(names(Found.inFolder(dir, Set.of("png"), true).items()))
                .containsExactly("0.png", "a/1.PNG", "b/2.png");
        assertThat(names(Found.inFolder(dir, Set.of("png"), false).items())).containsExactly("0.png");
        assertThat(names(Found.inFolder(dir, Set.of(), true).items())).contains("a/readme.txt");
    }

    @Test
    void aFolderThatIsNotThereIsAProblem() {
        var problems = Found.inFolder(dir.resolve("nowhere"), Set.of(), true).problems();

        assertThat(problems).singleElement().asString().contains("nowhere").contains("there is no such folder");
    }

    @Test
    void objectsInJsonAreRowsToo() throws IOException {
        Path list = dir.resolve("labels.json");
        Files.writeString(
                list,
                "[{\"file\": \"z.jpg\", \"tags\": [\"a\", \"b\"], \"n\": 1.5},\n {\"file\": \"q.jpg\", \"n\": null}]");
        Path lines = dir.resolve("labels.jsonl");
        Files.writeString(lines, "{\"file\": \"z.jpg\"}\n{\"file\": \"../up.jpg\"}\n");

        Found<Path> found = Found.inTable(list, dir, "file", "");

        assertThat(found.problems()).isEmpty();
        assertThat(names(found.items())).containsExactly("z.jpg", "q.jpg");
        assertThat(found.items().get(0).columns()).containsEntry("tags", "a b").containsEntry("n", "1.5");
        assertThat(found.items().get(1).columns()).containsOnlyKeys("file");
        assertThat(found.items().get(1).origin()).contains("labels.json, line 2");
        assertThat(Found.inTable(lines, dir, "file", "").problems())
                .singleElement()
                .asString()
                .contains("line 2")
                .contains("does not name a file inside");
        Files.writeString(list, "[1, 2]");
        assertThat(Found.inTable(list, dir, "file", "").problems())
                .singleElement()
                .asString()
                .contains("expected a list of objects");
    }

    @Test
    void aTableGivesItsRowsInOrderWithTheirCells() throws IOException {
        Path csv = dir.resolve("labels.csv");
        Files.writeString(csv, "file,label,valid\nz,dog,0\n\"sub/a\",\"cat, big\",1\n");

        Found<Path> found = Found.inTable(csv, dir, "file", ".jpg");

        assertThat(found.problems()).isEmpty();
        assertThat(names(found.items())).containsExactly("z.jpg", "sub/a.jpg");
        assertThat(found.items().get(1).content()).isEqualTo(dir.resolve("sub/a.jpg"));
        assertThat(found.items().get(1).column("label")).isEqualTo("cat, big");
        assertThat(found.items().get(1).origin()).contains("labels.csv, line 3");
    }

    @Test
    void aTableThatLeadsOutOfItsFolderIsAProblemOfThatRow() throws IOException {
        Path csv = dir.resolve("labels.csv");
        Files.writeString(csv, "file\n../../etc/passwd\n/etc/passwd\nok\n\n\" \"\n");

        Found<Path> found = Found.inTable(csv, dir.resolve("images"), "file", "");

        assertThat(names(found.items())).containsExactly("ok");
        assertThat(found.problems()).hasSize(3);
        assertThat(found.problems().get(0).toString()).contains("line 2").contains("../../etc/passwd");
        assertThat(found.problems().get(1).toString()).contains("line 3");
    }

    @Test
    void aTableWithoutTheColumnSaysWhichItHas() throws IOException {
        Path csv = dir.resolve("labels.csv");
        Files.writeString(csv, "name,label\na,b\n");

        assertThat(Found.inTable(csv, dir, "file", "").problems())
                .singleElement()
                .asString()
                .contains("no column \"file\"")
                .contains("[name, label]");
    }

    @Test
    void aDamagedTableIsAProblem() throws IOException {
        Path csv = dir.resolve("labels.csv");
        Files.writeString(csv, "name,label\n\"a,b\n");

        assertThat(Found.inTable(csv, dir, "name", "").problems()).isNotEmpty();
        assertThat(Found.inTable(dir.resolve("no.csv"), dir, "name", "").problems())
                .singleElement()
                .asString()
                .contains("no.csv");
    }

    // ---------------------------------------------------------------------------------------------- filters

    @Test
    void filtersKeepOrder() {
        var some = list("train/a/1", "test/2", "train/b/3", "x");

        assertThat(names(some.onlyFolders("train").items())).containsExactly("train/a/1", "train/b/3");
        assertThat(names(some.withoutFolders("train", "test").items())).containsExactly("x");
        assertThat(names(some.filter(i -> i.baseName().equals("2")).items())).containsExactly("test/2");
    }

    @Test
    void randomFiltersDependOnTheSeedOnly() {
        assertThat(names(hundred().sample(0.25, 3).items()))
                .hasSize(25)
                .isEqualTo(names(hundred().sample(0.25, 3).items()));
        assertThat(names(hundred().sample(0.25, 4).items()))
                .isNotEqualTo(names(hundred().sample(0.25, 3).items()));
        assertThat(hundred().filterRandom(0.5, 1).size()).isBetween(30, 70);
        assertThat(hundred().filterRandom(0, 1).size()).isZero();
        assertThatThrownBy(() -> hundred().sample(1.5, 0)).hasMessageContaining("between 0 and 1");
    }

    // ---------------------------------------------------------------------------------------------- splits

    @Test
    void aRandomSplitHasTheWantedSizesAndLosesNothing() {
        var split = hundred().splitRandom(0.2, 42);

        assertThat(split.train()).hasSize(80);
        assertThat(split.valid()).hasSize(20);
        assertThat(split.train()).doesNotContainAnyElementsOf(split.valid());
        assertThat(hundred().splitRandom(0.2, 42).valid()).isEqualTo(split.valid());
        assertThat(hundred().splitRandom(0.2, 43).valid()).isNotEqualTo(split.valid());
    }

    @Test
    void subsetsDoNotOverlap() {
        var split = hundred().splitSubsets(0.5, 0.3, 1);

        assertThat(split.train()).hasSize(50).doesNotContainAnyElementsOf(split.valid());
        assertThat(split.valid()).hasSize(30);
        assertThatThrownBy(() -> hundred().splitSubsets(0.8, 0.3, 1)).hasMessageContaining("both together");
    }

    @Test
    void splitsByFolderIndexNameAndCondition() {
        var some = list("train/a/1", "valid/a/2", "train/b/3", "test/4");

        assertThat(names(some.splitByFolder().train())).containsExactly("train/a/1", "train/b/3");
        assertThat(names(some.splitByFolder().valid())).containsExactly("valid/a/2");
        assertThat(names(some.splitByFolder("train", "test").valid())).containsExactly("test/4");
        assertThat(names(some.splitByIndex(3, 0).valid())).containsExactly("train/a/1", "test/4");
        var both = some.splitByIndex(new int[] {3, 1}, new int[] {0});
        assertThat(names(both.train())).containsExactly("test/4", "valid/a/2");
        assertThat(names(both.valid())).containsExactly("train/a/1");
        assertThat(names(some.splitByNames(List.of("2", "train/b/3")).valid()))
                .containsExactly("valid/a/2", "train/b/3");
        assertThat(names(some.splitBy(i -> i.folder().equals("b")).valid())).containsExactly("train/b/3");
        assertThat(some.splitNone().valid()).isEmpty();
        assertThat(names(some.splitWith(list("other")).valid())).containsExactly("other");
    }

    @Test
    void anIndexOutOfRangeIsAProblem() {
        var both = hundred().splitByIndex(new int[] {-1, 5}, new int[] {100, 6});
        assertThat(both.labelByFolder().problems().toString())
                .contains("position -1 does not", "position 100 does not");
        var problems = hundred().splitByIndex(1, 100).labelByFolder().problems();

        assertThat(problems).singleElement().asString().contains("position 100").contains("100 items");
    }

    @Test
    void aFileOfNamesSplitsAndComplainsOfNamesThatAreNotThere() throws IOException {
        Path names = dir.resolve("valid.txt");
        Files.writeString(names, "2\ntrain/b/3\n\n  gone.jpg \n");

        var labelled = list("train/a/1", "valid/a/2", "train/b/3", "train/b/4")
                .splitByFile(names)
                .labelByFolder();

        assertThat(names(labelled.valid())).containsExactly("valid/a/2", "train/b/3");
        assertThat(labelled.problems())
                .singleElement()
                .asString()
                .contains("valid.txt")
                .contains("gone.jpg");
    }

    @Test
    void namesMayLackTheEndingOfTheFile() throws IOException {
        Path names = dir.resolve("test.txt");
        Files.writeString(names, "2\ntrain/b/3.a\n4.jpg\n");

        var split = list("x/1.jpg", "x/2.jpg", "train/b/3.a.png", "x/4.jpg", "x/4a.jpg")
                .splitByFile(names);

        assertThat(names(split.valid())).containsExactly("x/2.jpg", "train/b/3.a.png", "x/4.jpg");
        assertThat(split.labelConstant("any").problems()).isEmpty();
    }

    @Test
    void aColumnSplits() throws IOException {
        Path csv = dir.resolve("labels.csv");
        Files.writeString(csv, "file,label,is_valid\na,x,False\nb,y,True\nc,y,0\nd,x,1\ne,y,\nf,y,perhaps\n");

        var labelled = found(Found.inTable(csv, dir, "file", ""))
                .splitByColumn("is_valid")
                .labelByColumn("label");

        assertThat(names(labelled.valid())).containsExactly("b", "d");
        assertThat(names(labelled.train())).containsExactly("a", "c", "e", "f");
        assertThat(labelled.problems())
                .singleElement()
                .asString()
                .contains("line 7")
                .contains("perhaps");
    }
}
