package io.vivace.examples;

import io.vivace.vision.ImageList;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.detection.VocFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pictures with any number of labels to learn from. */
final class LabelOptions {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "The pictures: a folder that --table tells about, or one as that of Pascal VOC, whose pictures have the classes of all their things.")
    private Path folder = Path.of("");

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description =
                    "CSV file with headings: names of pictures and their labels. Default: none, as folders of Pascal VOC need none.")
    private @Nullable Path table;

    @Option(
            names = "--image-column",
            paramLabel = "NAME",
            defaultValue = "image_name",
            description = "Heading of the column with the names of pictures. Default: ${DEFAULT-VALUE}.")
    private String imageColumn = "image_name";

    @Option(
            names = "--suffix",
            paramLabel = "END",
            defaultValue = "",
            description = "What to put behind each name, such as .jpg. Default: nothing.")
    private String suffix = "";

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            defaultValue = "tags",
            description = "Heading of the column with the labels of a picture. Default: ${DEFAULT-VALUE}.")
    private String labelColumn = "tags";

    @Option(
            names = "--delimiter",
            paramLabel = "TEXT",
            defaultValue = " ",
            description = "What stands between the labels of a picture. Default: a blank.")
    private String delimiter = " ";

    @Option(
            names = "--label-columns",
            paramLabel = "NAMES",
            split = ",",
            description = "Headings of columns that say 1 or true for the labels a picture has. Default: none.")
    private List<String> labelColumns = List.of();

    @Option(
            names = "--valid",
            paramLabel = "PART",
            converter = ValidPart.Reader.class,
            description = {
                "What to judge by: a fraction such as 0.2, chosen at random by the seed, the heading of a column that says 1 or true, or, of Pascal VOC, a list in ImageSets/Main.",
                "Default: the list val, valid or test of Pascal VOC if there is one, else 0.2."
            })
    private @Nullable ValidPart valid;

    /** {@return where the pictures are} */
    Path folder() {
        return folder;
    }

    /**
     * {@return the pictures with their labels}
     *
     * @param seed of a random split
     * @throws UsageException if it is not clear where labels come from
     */
    LabelledImages labelled(long seed) {
        Existing.folder("--data", folder, "the folder of the pictures");
        Path csv = table;
        if (csv == null && VocFolder.is(folder)) {
            var voc = new VocFolder(folder);
            return voc.classes(VocOptions.split(voc, valid, seed));
        }
        if (csv == null) {
            throw new UsageException(
                    "--table is missing: " + folder
                            + " is no folder as that of Pascal VOC (JPEGImages, Annotations), so a CSV file must tell the labels");
        }
        Existing.file("--table", csv, "a CSV file with headings");
        var items = ImageList.fromCsv(csv, folder, imageColumn, suffix);
        var parts = Objects.requireNonNullElse(valid, ValidPart.FIFTH).of(items, seed, items::splitByColumn);
        return labelColumns.isEmpty()
                ? parts.labelManyByColumn(labelColumn, delimiter)
                : parts.labelManyByColumns(labelColumns.toArray(String[]::new));
    }
}
