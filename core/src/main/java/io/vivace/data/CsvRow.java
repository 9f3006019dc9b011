package io.vivace.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A row of a table.
 *
 * @param origin file and line, for messages
 * @param cells cell by heading
 */
record CsvRow(String origin, Map<String, String> cells) {
    /** {@return the rows of a UTF-8 file whose first row has the headings} Short rows lack their last cells. */
    static List<CsvRow> read(Path file) throws IOException {
        var rows = new ArrayList<CsvRow>();
        var reader = CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .detectBomHeader(true);
        try (CsvReader<NamedCsvRecord> csv = reader.ofNamedCsvRecord(file)) {
            for (NamedCsvRecord r : csv) {
                rows.add(new CsvRow(file + ", line " + r.getStartingLineNumber(), r.getFieldsAsMap()));
            }
        } catch (CsvParseException e) {
            throw new IOException(e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return rows;
    }
}
