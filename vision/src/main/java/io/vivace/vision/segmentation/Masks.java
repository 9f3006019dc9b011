package io.vivace.vision.segmentation;

import io.vivace.data.DataProblems;
import io.vivace.data.Item;
import io.vivace.data.LabelledItems;
import io.vivace.data.Labelling;
import io.vivace.data.Problem;
import io.vivace.data.Unlabelled;
import io.vivace.vision.ImageSource;
import io.vivace.vision.Target.Value;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Where the masks of pictures are. Files are read each time they are needed, so memory stays flat; files that are not there are reported
 * together, values beyond the classes when they are met.
 *
 * <pre>{@code
 * ImageList.fromFolder(images).splitByFile(valid).label(Masks.in(labels, codes).suffix("_P").voidClass("Void"))
 * ImageList.fromFolder(photos).splitRandom(0.2, 42).label(Masks.binary(masks, "car"))
 * ImageList.fromCsv(table, photos, "img").splitRandom(0.2, 42).label(Masks.runs("rle_mask", Order.ROWS, Size.of(1280, 1918), "car"))
 * }</pre>
 */
public final class Masks implements Labelling<ImageSource> {
    /** Longer code files are something else. */
    private static final int MOST_CODE_BYTES = 1 << 16;

    /** Gives what reads the mask of an item, or tells why there is none. */
    private interface Finder {
        Value<Mask> find(Item<ImageSource> item, SegmentationTarget target, String suffix);
    }

    private final SegmentationTarget target;
    private final Finder finder;
    private final String suffix;

    private Masks(SegmentationTarget target, Finder finder, String suffix) {
        this.target = target;
        this.finder = finder;
        this.suffix = suffix;
    }

    private static SegmentationTarget several(List<String> classes) {
        return new SegmentationTarget(classes, -1, false);
    }

    private static SegmentationTarget two(String name) {
        return new SegmentationTarget(List.of("background", name), -1, true);
    }

    // ---------------------------------------------------------------------------------------------- where from

    /**
     * {@return masks in a folder, each with the name of its picture, below the same folders or at the top, whatever its extension}
     *
     * @param folder of the masks
     * @param classes names by number
     */
    public static Masks in(Path folder, List<String> classes) {
        return of(several(classes), new MaskFolder(folder)::find);
    }

    /**
     * {@return masks in a folder, each with the name of its picture}
     *
     * @param folder of the masks
     * @param codes a text file with a class on each line, in the order of their numbers, such as {@code codes.txt}
     * @throws DataProblems if it cannot be read
     */
    public static Masks in(Path folder, Path codes) {
        return in(folder, codes(codes));
    }

    /**
     * {@return masks in files that a function names}
     *
     * @param file gives the mask file of each item
     * @param classes names by number
     */
    public static Masks by(Function<? super Item<ImageSource>, Path> file, List<String> classes) {
        return of(several(classes), (item, suffix) -> file.apply(item));
    }

    private static Masks of(SegmentationTarget target, MaskFolder.Names names) {
        return new Masks(target, (item, t, suffix) -> file(names, item, suffix, f -> classes(f, t)), "");
    }

    /**
     * {@return masks of one thing in a folder: white where it is, black elsewhere}
     *
     * @param folder of the masks
     * @param name of the thing
     */
    public static Masks binary(Path folder, String name) {
        return binary(folder, name, 128);
    }

    /**
     * {@return masks of one thing in a folder}
     *
     * @param folder of the masks
     * @param name of the thing
     * @param threshold brightness from which on a pixel is the thing, 1 to 255
     */
    public static Masks binary(Path folder, String name, int threshold) {
        if (threshold < 1 || threshold > 255) {
            throw new IllegalArgumentException("a threshold lies between 1 and 255, got " + threshold);
        }
        MaskFolder.Names names = new MaskFolder(folder)::find;
        return new Masks(two(name), (item, t, suffix) -> file(names, item, suffix, f -> bright(f, threshold)), "");
    }

    /**
     * {@return masks of one thing as text, in a column of the table that the pictures are from; an empty cell marks nothing}
     *
     * @param column heading of the column
     * @param order in which pixels are counted
     * @param size of the pictures
     * @param name of the thing
     * @see RunLengths
     */
    public static Masks runs(String column, RunLengths.Order order, Size size, String name) {
        return new Masks(
                two(name),
                (item, t, suffix) -> {
                    String text = item.column(column);
                    return text == null
                            ? Value.missing("has no column \"" + column + "\" with a mask")
                            : () -> run(item, text, size, order);
                },
                "");
    }

    private static Mask run(Item<ImageSource> item, String text, Size size, RunLengths.Order order) throws IOException {
        try {
            return RunLengths.decode(text, size, order);
        } catch (IllegalArgumentException e) {
            throw new IOException(item.origin() + " has no mask that can be read: " + e.getMessage(), e);
        }
    }

    // ---------------------------------------------------------------------------------------------- choices

    /**
     * {@return the same, where mask files have something at the end of their picture's name, before the extension}
     *
     * @param text such as {@code _P}
     */
    public Masks suffix(String text) {
        return new Masks(target, finder, text);
    }

    /**
     * {@return the same with a class that means unknown: its pixels neither train nor count}
     *
     * @param name one of the classes
     */
    public Masks voidClass(String name) {
        int number = target.classes().indexOf(name);
        if (number < 0) {
            throw new IllegalArgumentException("no class is named \"" + name + "\"; there are " + target.classes());
        }
        return new Masks(new SegmentationTarget(target.classes(), number, target.binary()), finder, suffix);
    }

    /** {@return the kind of target that this labels with} */
    public SegmentationTarget target() {
        return target;
    }

    // ---------------------------------------------------------------------------------------------- labelling

    @Override
    public LabelledItems<ImageSource> label(Unlabelled<ImageSource> items) {
        return target.reading(item -> finder.find(item, target, suffix)).label(items);
    }

    private interface Reading {
        Mask of(Path file) throws IOException;
    }

    private static Value<Mask> file(MaskFolder.Names names, Item<ImageSource> item, String suffix, Reading reading) {
        Path file = names.of(item, suffix);
        return Files.isRegularFile(file)
                ? () -> reading.of(file)
                : Value.missing("has no mask: there is no file " + file);
    }

    private static Mask classes(Path file, SegmentationTarget target) throws IOException {
        Mask mask = Mask.of(ImageReader.of(Color.GREY).readLabels(file));
        String unknown = target.unknownClass(mask);
        if (unknown != null) {
            throw new IOException(file + " has " + unknown);
        }
        return mask;
    }

    private static Mask bright(Path file, int threshold) throws IOException {
        Image grey = ImageReader.of(Color.GREY).read(file);
        byte[] marks = new byte[grey.pixels().length];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = (byte) ((grey.pixels()[i] & 0xff) >= threshold ? 1 : 0);
        }
        return new Mask(grey.size(), marks);
    }

    /** {@return the lines of a file that are not blank} */
    private static List<String> codes(Path file) {
        try {
            if (Files.size(file) > MOST_CODE_BYTES) {
                throw new IOException("it is too long for a list of classes");
            }
            List<String> classes = Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (classes.isEmpty()) {
                throw new IOException("it names no class");
            }
            return classes;
        } catch (MalformedInputException e) {
            throw new DataProblems(List.of(new Problem(file.toString(), "is no text in UTF-8")));
        } catch (IOException e) {
            throw new DataProblems(List.of(new Problem(
                    file.toString(), "cannot be read as a list of classes, one on each line: " + e.getMessage())));
        }
    }
}
