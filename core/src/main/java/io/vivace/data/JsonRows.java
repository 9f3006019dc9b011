package io.vivace.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Rows of a table that is written as JSON: objects in a list, or one after the other. */
final class JsonRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonRows() {}

    /** {@return the rows, read one by one; lists in them become their elements with blanks between} */
    static List<CsvRow> read(Path file) throws IOException {
        var rows = new ArrayList<CsvRow>();
        try (var in = Files.newInputStream(file);
                JsonParser p = JSON.createParser(in)) {
            for (JsonToken t = p.nextToken(); t != null; t = p.nextToken()) {
                if (t == JsonToken.START_OBJECT) {
                    String origin = file + ", line " + p.currentTokenLocation().getLineNr();
                    rows.add(new CsvRow(origin, cells(p.readValueAsTree(), origin)));
                } else if (t != JsonToken.START_ARRAY && t != JsonToken.END_ARRAY) {
                    throw new IOException(file + ", line "
                            + p.currentTokenLocation().getLineNr()
                            + ": expected a list of objects such as [{\"file\": \"1.jpg\", \"label\": \"cat\"}], got "
                            + p.getText());
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "it is no proper JSON: " + e.getOriginalMessage() + " at line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()),
                    e);
        }
        return rows;
    }

    private static Map<String, String> cells(JsonNode object, String origin) throws IOException {
        Map<String, String> cells = new LinkedHashMap<>();
        for (var names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            JsonNode v = object.get(name);
            if (v.isObject()) {
                throw new IOException(
                        origin + ": \"" + name + "\" is an object; a cell is a text, a number or a list of them");
            }
            if (!v.isNull()) {
                cells.put(name, v.isArray() ? joined(v) : v.asText());
            }
        }
        return cells;
    }

    private static String joined(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" "));
    }
}
