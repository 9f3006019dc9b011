package io.vivace.examples;

import io.vivace.data.Item;
import io.vivace.data.SplitItems;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.detection.Box;
import io.vivace.vision.detection.Boxes;
import io.vivace.vision.detection.VocFolder;
import io.vivace.vision.points.Points;
import io.vivace.vision.points.PointsTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where pictures and their points are. */
final class PointsOptions {
    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Folder of the pictures; one as that of Pascal VOC needs no table: the middle of the largest thing is the point.")
    private Path folder = Path.of("");

    @Option(
            names = "--table",
            paramLabel = "FILE",
            description =
                    "CSV with headings, or JSON: a picture in each row, with its points in pixels. Default: none.")
    private @Nullable Path table;

    @Option(
            names = "--file",
            paramLabel = "HEADING",
            defaultValue = "file",
            description = "The column of the table with the names of the pictures. Default: ${DEFAULT-VALUE}.")
    private String file = "file";

    @Option(
            names = "--columns",
            paramLabel = "HEADINGS",
            split = ",",
            defaultValue = "row,column",
            description =
                    "The columns with the points: row and column of the first, of the second ... Default: ${DEFAULT-VALUE}.")
    private List<String> columns = List.of();

    @Option(
            names = "--valid",
            paramLabel = "PART",
            description =
                    "What to judge by: a fraction such as 0.2, chosen at random by the seed; a column of the table that says so; a list of VOC's. Default: 0.2, or VOC's list.")
    private @Nullable String valid;

    /** {@return where the pictures are} */
    Path folder() {
        return folder;
    }

    /**
     * {@return the pictures with their points}
     *
     * @param seed of a random split
     * @throws UsageException if the options do not go together
     */
    LabelledImages labelled(long seed) {
        if (!Files.isDirectory(folder)) {
            throw new UsageException(
                    "--data: " + folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        }
        Path rows = table;
        if (rows != null) {
            return ofTable(rows, seed);
        }
        if (!Files.isDirectory(folder.resolve("Annotations"))) {
            throw new UsageException("--table is missing: " + folder
                    + " is no folder as that of Pascal VOC, so a table must say where the points are");
        }
        VocFolder voc = VocFolder.of(folder);
        return VocOptions.split(voc, valid, seed).label(new PointsTarget(1).by(item -> middle(voc, item)));
    }

    private LabelledImages ofTable(Path rows, long seed) {
        if (columns.size() % 2 != 0) {
            throw new UsageException("--columns: give rows and columns in turn, got " + columns);
        }
        var items = ImageList.fromCsv(rows, folder, file);
        SplitItems<ImageSource, LabelledImages> split = valid == null || Fractions.is(valid)
                ? items.splitRandom(valid == null ? 0.2 : Fractions.of("--valid", valid), seed)
                : items.splitByColumn(valid);
        return split.label(new PointsTarget(columns.size() / 2).columns(columns.toArray(String[]::new)));
    }

    private static @Nullable Points middle(VocFolder voc, Item<ImageSource> item) {
        Boxes known = voc.annotations().of(item.name());
        if (known == null) {
            return null;
        }
        return known.largest()
                .map(t -> {
                    Box b = t.box();
                    return Points.of((b.top() + b.bottom() + 1) / 2, (b.left() + b.right() + 1) / 2);
                })
                .orElse(null);
    }
}
