package io.vivace.examples;

import io.vivace.data.DataProblems;
import io.vivace.data.Item;
import io.vivace.vision.ImageList;
import io.vivace.vision.ImageSource;
import io.vivace.vision.LabelledImages;
import io.vivace.vision.detection.Annotations;
import io.vivace.vision.detection.Box;
import io.vivace.vision.detection.Boxes;
import io.vivace.vision.detection.VocFolder;
import io.vivace.vision.points.Points;
import io.vivace.vision.points.PointsTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
            converter = ValidPart.Reader.class,
            description =
                    "What to judge by: a fraction such as 0.2, chosen at random by the seed; a column of the table that says so; a list of VOC's. Default: 0.2, or VOC's list.")
    private @Nullable ValidPart valid;

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
        Existing.folder("--data", folder, "the folder of the pictures");
        Path rows = table;
        if (rows != null) {
            return ofTable(rows, seed);
        }
        if (!VocFolder.is(folder)) {
            throw new UsageException("--table is missing: " + folder
                    + " is no folder as that of Pascal VOC, so a table must say where the points are");
        }
        VocFolder voc = VocFolder.of(folder);
        Annotations told = voc.annotations();
        DataProblems.throwIfAny(told.problems());
        return VocOptions.split(voc, valid, seed).label(new PointsTarget(1).by(item -> middle(told, item)));
    }

    private LabelledImages ofTable(Path rows, long seed) {
        if (columns.size() % 2 != 0) {
            throw new UsageException("--columns: give rows and columns in turn, got " + columns);
        }
        Existing.file("--table", rows, "a CSV file with headings, or JSON");
        var items = ImageList.fromCsv(rows, folder, file);
        var parts = Objects.requireNonNullElse(valid, ValidPart.FIFTH).of(items, seed, items::splitByColumn);
        return parts.label(new PointsTarget(columns.size() / 2).columns(columns.toArray(String[]::new)));
    }

    private static @Nullable Points middle(Annotations told, Item<ImageSource> item) {
        Boxes known = told.of(item.name());
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
