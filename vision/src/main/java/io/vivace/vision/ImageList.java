package io.vivace.vision;

import io.vivace.data.Found;
import io.vivace.data.Item;
import io.vivace.data.ItemList;
import io.vivace.data.Problem;
import io.vivace.vision.image.Idx;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sources of pictures, the beginning of the data block:
 *
 * <pre>{@code
 * var data = ImageList.fromFolder(Path.of("pets"))
 *         .splitRandom(0.2, 42)
 *         .labelByFolder()
 *         .transform(Transforms.standard(), Size.square(224))
 *         .batch(64)
 *         .normalize(Stats.IMAGENET);
 * }</pre>
 */
public final class ImageList {
    private static final List<String> IDX_PARTS = List.of("train", "t10k", "test", "valid");

    private ImageList() {}

    /**
     * {@return the image files of a folder and the folders in it, sorted by name}
     *
     * @param folder where to look
     */
    public static ItemList<ImageSource, LabelledImages> fromFolder(Path folder) {
        return fromFolder(folder, ImageReader.EXTENSIONS, true);
    }

    /**
     * {@return the files of a folder, sorted by name}
     *
     * @param folder where to look
     * @param extensions wanted ends of names, in lower case without the dot
     * @param recurse whether to look into the folders in it
     */
    public static ItemList<ImageSource, LabelledImages> fromFolder(
            Path folder, Set<String> extensions, boolean recurse) {
        return files(Found.inFolder(folder, extensions, recurse));
    }

    /**
     * {@return the given files, in their order}
     *
     * @param files image files
     */
    public static ItemList<ImageSource, LabelledImages> fromFiles(List<Path> files) {
        return files(Found.of(files));
    }

    /**
     * {@return the files that the rows of a table name, in its order; other columns serve to split and to label}
     *
     * @param table a CSV file whose first row has the headings
     * @param folder where the files are; a name that leads out of it is a problem
     * @param column heading of the column with the names
     */
    public static ItemList<ImageSource, LabelledImages> fromCsv(Path table, Path folder, String column) {
        return fromCsv(table, folder, column, "");
    }

    /**
     * {@return the files that the rows of a table name, in its order; other columns serve to split and to label}
     *
     * @param table a CSV file whose first row has the headings
     * @param folder where the files are; a name that leads out of it is a problem
     * @param column heading of the column with the names
     * @param suffix what to put behind each name, such as {@code .jpg}
     */
    public static ItemList<ImageSource, LabelledImages> fromCsv(Path table, Path folder, String column, String suffix) {
        return files(Found.inTable(table, folder, column, suffix));
    }

    /**
     * {@return the files that the objects of a JSON file name, in its order; other fields serve to split and to label}
     *
     * <pre>{@code [{"file": "1.jpg", "tags": ["cat", "sofa"]}, ...]   // labelManyByColumn("tags", " ")}</pre>
     *
     * @param table a file whose name ends in {@code .json} or {@code .jsonl}, with objects in a list or one a line; lists in them
     *     become their elements with blanks between
     * @param folder where the files are; a name that leads out of it is a problem
     * @param field with the names
     */
    public static ItemList<ImageSource, LabelledImages> fromJson(Path table, Path folder, String field) {
        return files(Found.inTable(table, folder, field, ""));
    }

    /**
     * {@return pictures in memory, in their order}
     *
     * @param images the pictures
     * @param names their names, such as {@code train/cat/1}, by which they can be split and labelled
     */
    public static ItemList<ImageSource, LabelledImages> fromMemory(List<Image> images, List<String> names) {
        if (images.size() != names.size()) {
            throw new IllegalArgumentException(
                    "fromMemory: " + images.size() + " pictures have " + names.size() + " names");
        }
        var items = new ArrayList<Item<ImageSource>>();
        for (int i = 0; i < images.size(); i++) {
            items.add(Item.of(new ImageSource.Memory(images.get(i)), names.get(i), names.get(i)));
        }
        return ItemList.of(new Found<>(items, List.of(), List.of()), LabelledImages::new);
    }

    /**
     * {@return whether a folder holds IDX files as MNIST's, such as {@code train-images-idx3-ubyte.gz}}
     *
     * @param folder where to look
     */
    public static boolean isIdx(Path folder) {
        return IDX_PARTS.stream().anyMatch(part -> find(folder, part + "-images-idx3-ubyte") != null);
    }

    /**
     * {@return the pictures of a folder of IDX files, compressed or not, in memory} A picture's name is its part, label and
     * number, such as {@code t10k/7/00042}, so that {@code splitByFolder("train", "t10k").labelByFolder()} does the rest.
     *
     * @param folder with pairs such as {@code train-images-idx3-ubyte} and {@code train-labels-idx1-ubyte}
     */
    public static ItemList<ImageSource, LabelledImages> fromIdx(Path folder) {
        var items = new ArrayList<Item<ImageSource>>();
        var problems = new ArrayList<Problem>();
        for (String part : IDX_PARTS) {
            Path images = find(folder, part + "-images-idx3-ubyte");
            if (images != null) {
                addIdx(part, images, find(folder, part + "-labels-idx1-ubyte"), items, problems);
            }
        }
        if (items.isEmpty() && problems.isEmpty()) {
            problems.add(new Problem(folder.toString(), "has no file such as train-images-idx3-ubyte.gz"));
        }
        return ItemList.of(new Found<>(items, problems, List.of()), LabelledImages::new);
    }

    private static void addIdx(
            String part, Path images, @Nullable Path labels, List<Item<ImageSource>> items, List<Problem> problems) {
        if (labels == null) {
            problems.add(new Problem(images.toString(), "has no file of labels beside it"));
            return;
        }
        try {
            List<Image> pictures = Idx.images(images);
            int[] label = Idx.labels(labels);
            if (pictures.size() != label.length) {
                problems.add(new Problem(
                        images.toString(), "has " + pictures.size() + " pictures, " + labels + " has " + label.length));
                return;
            }
            for (int i = 0; i < label.length; i++) {
                String name = part + "/" + label[i] + "/" + "0".repeat(Math.max(0, 5 - digits(i))) + i;
                items.add(Item.of(new ImageSource.Memory(pictures.get(i)), name, images + ", picture " + i));
            }
        } catch (IOException e) {
            problems.add(new Problem(part, String.valueOf(e.getMessage())));
        }
    }

    private static int digits(int i) {
        return String.valueOf(i).length();
    }

    private static @Nullable Path find(Path folder, String name) {
        return Stream.of(name, name + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    private static ItemList<ImageSource, LabelledImages> files(Found<Path> found) {
        List<Item<ImageSource>> items = found.items().stream()
                .map(i -> new Item<ImageSource>(new ImageSource.File(i.content()), i.name(), i.origin(), i.columns()))
                .toList();
        return ItemList.of(new Found<>(items, found.problems(), found.emptyFolders()), LabelledImages::new);
    }
}
