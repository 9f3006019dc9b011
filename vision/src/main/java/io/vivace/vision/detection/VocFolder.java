package io.vivace.vision.detection;

import io.vivace.data.DataProblems;
import io.vivace.data.ItemList;
import io.vivace.data.SplitItems;
import io.vivace.io.FileException;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder as that of Pascal VOC: pictures in {@code JPEGImages}, what is in them in {@code Annotations}, and lists of names in {@code
 * ImageSets/Main} that say which pictures to learn from and which to judge by.
 *
 * <pre>{@code
 * var voc = VocFolder.of(Path.of("VOC2007"));
 * var data = voc.split("train", "val").label(voc.annotations().largestClass()) ...
 * }</pre>
 *
 * @param folder with these folders in it
 */
public record VocFolder(Path folder) {
    private static final String PICTURES = "JPEGImages";
    private static final String ANNOTATIONS = "Annotations";
    private static final String LISTS = "ImageSets/Main";

    /** Takes the folder as it is. */
    public VocFolder {}

    /**
     * {@return whether a folder looks like one of Pascal VOC}
     *
     * @param folder any
     */
    public static boolean is(Path folder) {
        return Files.isDirectory(folder.resolve(PICTURES)) && Files.isDirectory(folder.resolve(ANNOTATIONS));
    }

    /**
     * {@return the folder}
     *
     * @param folder with pictures and annotations
     * @throws FileException if it is not there, or has no pictures or annotations
     */
    public static VocFolder of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new FileException(folder, Files.exists(folder) ? "is not a folder" : "does not exist");
        }
        if (!is(folder)) {
            throw new FileException(
                    folder,
                    "is no folder as that of Pascal VOC: it needs the folders " + PICTURES + " and " + ANNOTATIONS
                            + ", and may have " + LISTS);
        }
        return new VocFolder(folder);
    }

    /** {@return all pictures} */
    public ItemList<ImageSource, LabelledImages> pictures() {
        return ImageList.fromFolder(folder.resolve(PICTURES));
    }

    /**
     * {@return what is in the pictures}
     *
     * @throws FileException if the folder cannot be listed
     */
    public Annotations annotations() {
        return VocXml.read(folder.resolve(ANNOTATIONS), null);
    }

    /**
     * {@return pictures labelled with the classes of all their things, any number of them}
     *
     * @param split some of the {@link #pictures}
     * @throws io.vivace.data.DataProblems if annotations are missing or wrong; all reasons are listed
     */
    public LabelledImages classes(SplitItems<ImageSource, LabelledImages> split) {
        Annotations told = annotations();
        DataProblems.throwIfAny(told.problems());
        return split.labelManyBy(item -> {
            Boxes known = told.of(item.name());
            return known == null
                    ? null
                    : known.usual().stream()
                            .map(t -> told.classes().get(t.label()))
                            .distinct()
                            .toList();
        });
    }

    /** {@return the names of the lists in {@code ImageSets/Main}, without those of single classes such as {@code car_train}} */
    public List<String> lists() {
        Path lists = folder.resolve(LISTS);
        if (!Files.isDirectory(lists)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(lists)) {
            return files.map(f -> String.valueOf(f.getFileName()))
                    .filter(n -> n.endsWith(".txt") && !n.contains("_"))
                    .map(n -> n.substring(0, n.length() - ".txt".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new FileException(lists, "cannot be listed", e);
        }
    }

    /**
     * {@return the pictures of two lists; others are left out}
     *
     * @param train list to learn from
     * @param valid list to judge by
     * @throws FileException if a list cannot be read
     */
    public SplitItems<ImageSource, LabelledImages> split(String train, String valid) {
        Set<String> learn = names(train);
        Set<String> judge = names(valid);
        return pictures()
                .filter(i -> learn.contains(stem(i.name())) || judge.contains(stem(i.name())))
                .splitBy(i -> judge.contains(stem(i.name())));
    }

    private Set<String> names(String list) {
        Path file = folder.resolve(LISTS).resolve(list + ".txt");
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.map(String::trim)
                    .filter(l -> !l.isEmpty())
                    .map(l -> l.split("\\s+", 2)[0])
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new FileException(file, "cannot be read (" + e + "); the lists here are " + lists());
        }
    }

    private static String stem(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
