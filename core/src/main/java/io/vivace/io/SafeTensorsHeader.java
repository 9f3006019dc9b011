package io.vivace.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vivace.memory.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a safetensors file says it holds, after every statement was compared with the others and with the file's size.
 *
 * @param tensors in the order of the header
 * @param metadata text by name
 */
record SafeTensorsHeader(List<Entry> tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int MOST_AXES = 64;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(32)
                    .maxNameLength(100_000)
                    .maxStringLength(SafeTensors.MOST_HEADER_BYTES)
                    .build())
            .build();

    /**
     * One tensor.
     *
     * @param name its name
     * @param type how its elements are stored
     * @param shape its sizes
     * @param begin first byte, counted from the end of the header
     * @param end the byte after its last
     */
    record Entry(String name, StoredType type, Shape shape, long begin, long end) {}

    /**
     * {@return the checked header}
     *
     * @param path for messages
     * @param text the JSON, UTF-8
     * @param dataBytes bytes of the file after the header
     * @throws FileException if it is not JSON of the right form, or its statements do not fit together
     */
    static SafeTensorsHeader parse(Path path, byte[] text, long dataBytes) {
        var reader = new Reader(path);
        try (JsonParser json = JSON.createParser(text)) {
            reader.read(json);
        } catch (IOException e) {
            throw new FileException(path, "the header of this safetensors file is not proper JSON", e);
        }
        checkCoverage(path, reader.tensors, dataBytes);
        return new SafeTensorsHeader(reader.tensors, reader.metadata);
    }

    /** The format wants every byte of the data to belong to exactly one tensor. */
    private static void checkCoverage(Path path, List<Entry> tensors, long dataBytes) {
        var byPlace = new ArrayList<>(tensors);
        byPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long next = 0;
        for (Entry e : byPlace) {
            if (e.begin() != next) {
                throw new FileException(
                        path,
                        "tensor \"" + e.name() + "\" begins at byte " + e.begin()
                                + " of the data, but the one before it" + " ends at " + next
                                + "; the tensors must follow each other without gaps or overlaps");
            }
            next = e.end();
        }
        if (next != dataBytes) {
            throw new FileException(
                    path,
                    "the header describes " + next + " bytes of data, the file has " + dataBytes
                            + (next > dataBytes ? ": it was cut off; copy or download it again" : " after the header"));
        }
    }

    private static final class Reader {
        private final Path path;
        private final List<Entry> tensors = new ArrayList<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();

        Reader(Path path) {
            this.path = path;
        }

        void read(JsonParser json) throws IOException {
            require(json.nextToken() == JsonToken.START_OBJECT, "the header must be a JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                require(json.nextToken() == JsonToken.START_OBJECT, "\"" + name + "\" in the header must be an object");
                if (name.equals(METADATA)) {
                    readMetadata(json);
                } else {
                    tensors.add(readTensor(json, name));
                }
            }
            require(json.nextToken() == null, "the header must be one JSON object, and more follows it");
        }

        private void readMetadata(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                require(
                        json.nextToken() == JsonToken.VALUE_STRING,
                        "the metadata \"" + key + "\" must be text; put numbers and objects into text");
                metadata.put(key, json.getText());
            }
        }

        private Entry readTensor(JsonParser json, String name) throws IOException {
            String dtype = null;
            long[] shape = null;
            long[] offsets = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "dtype" -> {
                        require(
                                json.currentToken() == JsonToken.VALUE_STRING,
                                "the dtype of \"" + name + "\" must be text");
                        dtype = json.getText();
                    }
                    case "shape" -> shape = wholeNumbers(json, name);
                    case "data_offsets" -> offsets = wholeNumbers(json, name);
                    default ->
                        throw wrong("tensor \"" + name + "\" has the unknown field \"" + field
                                + "\"; it may have dtype, shape and data_offsets");
                }
            }
            return entry(name, dtype, shape, offsets);
        }

        private long[] wholeNumbers(JsonParser json, String name) throws IOException {
            String problem = "the shape and the data_offsets of \"" + name + "\" must be lists of whole numbers from 0";
            require(json.currentToken() == JsonToken.START_ARRAY, problem);
            long[] values = new long[MOST_AXES];
            int n = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, problem);
                require(n < MOST_AXES, "tensor \"" + name + "\" has more than " + MOST_AXES + " axes");
                values[n] = json.getLongValue();
                require(values[n] >= 0, problem);
                n++;
            }
            return java.util.Arrays.copyOf(values, n);
        }

        private Entry entry(String name, @Nullable String dtype, long @Nullable [] dims, long @Nullable [] offsets) {
            if (dtype == null || dims == null || offsets == null || offsets.length != 2) {
                throw wrong("tensor \"" + name + "\" needs a dtype, a shape and two data_offsets");
            }
            StoredType type = type(name, dtype);
            Shape shape;
            long bytes;
            try {
                shape = Shape.of(dims);
                bytes = Math.multiplyExact(shape.elements(), (long) type.bytes());
            } catch (ArithmeticException e) {
                throw wrong("tensor \"" + name + "\" of shape " + java.util.Arrays.toString(dims)
                        + " has more elements than any file can hold");
            }
            require(
                    offsets[1] >= offsets[0] && offsets[1] - offsets[0] == bytes,
                    "tensor \"" + name + "\" " + dtype + shape + " takes " + bytes + " bytes, but its data_offsets are "
                            + offsets[0] + " to " + offsets[1]);
            return new Entry(name, type, shape, offsets[0], offsets[1]);
        }

        private StoredType type(String name, String dtype) {
            for (StoredType t : StoredType.values()) {
                if (t.name().equals(dtype)) {
                    return t;
                }
            }
            throw wrong("tensor \"" + name + "\" has the element type " + dtype
                    + ", which Vivace has no tensors of; it reads " + java.util.Arrays.toString(StoredType.values())
                    + ". Convert the file with the program that made it.");
        }

        private void require(boolean holds, String problem) {
            if (!holds) {
                throw wrong(problem);
            }
        }

        private FileException wrong(String problem) {
            return new FileException(path, "not a valid safetensors file: " + problem);
        }
    }
}
