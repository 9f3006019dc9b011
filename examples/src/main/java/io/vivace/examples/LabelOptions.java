package io.vivace.examples;

import io.vivace.data.ItemList;
import io.vivace.data.SplitItems;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.detection.VocFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            description = {
                "What to judge by: a fraction such as 0.2, chosen at random by the seed, the heading of a column that says 1 or true, or, of Pascal VOC, a list in ImageSets/Main.",
                "Default: the list val, valid or test of Pascal VOC if there is one, else 0.2."
            })
    private @Nullable String valid;

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
        if (!Files.isDirectory(folder)) {
            throw new UsageException(
                    "--data: " + folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        }
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
        if (!Files.isRegularFile(csv)) {
            throw new UsageException("--table: " + csv + (Files.exists(csv) ? " is no file" : " does not exist"));
        }
        SplitItems<ImageSource, LabelledImages> parts =
                split(ImageList.fromCsv(csv, folder, imageColumn, suffix), seed);
        return labelColumns.isEmpty()
                ? parts.labelManyByColumn(labelColumn, delimiter)
                : parts.labelManyByColumns(labelColumns.toArray(String[]::new));
    }

    private SplitItems<ImageSource, LabelledImages> split(ItemList<ImageSource, LabelledImages> items, long seed) {
        String part = valid == null ? "0.2" : valid;
        return Fractions.is(part) ? items.splitRandom(Fractions.of("--valid", part), seed) : items.splitByColumn(part);
    }
}
