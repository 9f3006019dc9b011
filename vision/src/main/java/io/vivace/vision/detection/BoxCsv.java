package io.vivace.vision.detection;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.vivace.io.FileException;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables of the lessons: a picture in each row, its boxes as rows and columns of their first and last pixels, counted from 0, in
 * one cell, and their classes in another, if there are any:
 *
 * <pre>
 * fn,bbox,cat
 * 000017.jpg,"61 184 198 278 77 89 335 402",person horse
 * </pre>
 *
 * Cells {@code height} and {@code width}, if there are such columns, tell the size of the picture; otherwise its file is opened.
 */
final class BoxCsv {
    /** The class of all boxes of a table without classes. */
    static final String ANYTHING = "thing";

    private final Path table;
    private final Path folder;
    private final Draft draft = new Draft();

    private BoxCsv(Path table, Path folder) {
        this.table = table;
        this.folder = folder.toAbsolutePath().normalize();
    }

    static Annotations read(Path table, Path folder, String file, String boxes, @Nullable String classes) {
        return new BoxCsv(table, folder).read(file, boxes, classes);
    }

    private Annotations read(String file, String boxes, @Nullable String classes) {
        var csv = CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .detectBomHeader(true);
        try (CsvReader<NamedCsvRecord> rows = csv.ofNamedCsvRecord(table)) {
            for (NamedCsvRecord row : rows) {
                row(row, file, boxes, classes);
            }
        } catch (CsvParseException e) {
            draft.problem(table.toString(), "is no table: " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw new FileException(table, "cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw new FileException(table, "cannot be read", e);
        }
        return draft.finish();
    }

    private void row(NamedCsvRecord row, String file, String boxes, @Nullable String classes) {
        String where = table + ", line " + row.getStartingLineNumber();
        String name = row.findField(file).orElse("");
        String cell = row.findField(boxes).orElse(null);
        String labels = classes == null ? null : row.findField(classes).orElse(null);
        if (name.isEmpty() || cell == null || (classes != null && labels == null)) {
            draft.problem(
                    where,
                    "needs cells of the columns '" + file + "', '" + boxes + "'"
                            + (classes == null ? "" : ", '" + classes + "'") + "; this table has " + row.getHeader());
            return;
        }
        double[] size = size(where, row, name);
        if (size.length == 2 && draft.picture(where, name, size[0], size[1])) {
            things(where, name, words(cell), labels == null ? null : words(labels));
        }
    }

    private void things(String where, String name, List<String> numbers, @Nullable List<String> labels) {
        int n = numbers.size() / 4;
        if (numbers.size() % 4 != 0 || (labels != null && labels.size() != n)) {
            draft.problem(
                    where,
                    numbers.size() + " numbers" + (labels == null ? "" : " and " + labels.size() + " classes")
                            + ", expected four numbers for each thing (first row, first column, last row, last column)"
                            + (labels == null ? "" : " and as many classes as things"));
            return;
        }
        for (int i = 0; i < n; i++) {
            double[] edges = new double[4];
            for (int k = 0; k < 4; k++) {
                edges[k] = Draft.number(numbers.get(4 * i + k));
            }
            draft.thing(where, name, edges, labels == null ? ANYTHING : labels.get(i), Thing.Note.USUAL);
        }
    }

    private double[] size(String where, NamedCsvRecord row, String name) {
        String height = row.findField("height").orElse("");
        String width = row.findField("width").orElse("");
        if (!height.isEmpty() && !width.isEmpty()) {
            return new double[] {Draft.number(height), Draft.number(width)};
        }
        try {
            Path picture = folder.resolve(name).normalize();
            if (!picture.startsWith(folder)) {
                draft.problem(where, "'" + name + "' leads out of the folder of pictures");
                return new double[0];
            }
            Size s = ImageReader.of(Color.RGB).size(picture);
            return new double[] {s.height(), s.width()};
        } catch (IOException | java.nio.file.InvalidPathException e) {
            draft.problem(where, "the size of the picture '" + name + "' is not known: " + e.getMessage());
            return new double[0];
        }
    }

    private static List<String> words(String cell) {
        String trimmed = cell.trim();
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("\\s+"));
    }
}
