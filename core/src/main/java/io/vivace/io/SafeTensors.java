package io.vivace.io;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes safetensors files: a JSON header with names, types, shapes and places, then the elements. Reading
 * runs no code, and nothing is allocated before the header's statements were found to fit the file's size
 * (format: github.com/huggingface/safetensors, README).
 *
 * <p>What Vivace writes carries a checksum of everything in it, which reading checks; other programs see it as one more entry of
 * the metadata. Files without it are read as well.
 *
 * <p>F32, BF16, I64, I32, U8 and BOOL are read as they are; F16 becomes f32 exactly, and F64 is rounded to f32, which
 * the log mentions.
 */
public final class SafeTensors {
    /** The format's own bound on the header. */
    static final int MOST_HEADER_BYTES = 100_000_000;

    /** The entry of the metadata with the CRC-32C of the others and of all tensors. */
    private static final String CHECKSUM = "vivace.crc32c";

    private static final Logger LOG = LoggerFactory.getLogger(SafeTensors.class);

    private SafeTensors() {}

    /**
     * What a file holds.
     *
     * @param tensors by name, in the order of the header; they belong to the scope that is open, if one is
     * @param metadata text by name
     */
    public record Content(Map<String, Tensor> tensors, Map<String, String> metadata) implements AutoCloseable {
        /** Gives the memory of the tensors back. */
        @Override
        public void close() {
            tensors.values().forEach(Tensor::close);
        }
    }

    /**
     * {@return the tensors by name, in the order of the header} They belong to the scope that is open, if one is.
     *
     * @param file the file
     * @throws FileException if it cannot be read, is not a valid safetensors file or differs from its checksum
     */
    public static Map<String, Tensor> read(Path file) {
        return readAll(file).tensors();
    }

    /**
     * {@return tensors and metadata}
     *
     * @param file the file
     * @throws FileException if it cannot be read, is not a valid safetensors file or differs from its checksum
     */
    public static Content readAll(Path file) {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            SafeTensorsHeader header = header(file, in);
            long data = in.position();
            long rounded = header.tensors().stream()
                    .filter(e -> e.type() == StoredType.F64)
                    .count();
            if (rounded > 0) {
                LOG.info("{}: {} tensors of 64-bit floats were rounded to f32", file, rounded);
            }
            Content content = new Content(readAll(in, data, header.tensors()), withoutChecksum(header.metadata()));
            String said = header.metadata().get(CHECKSUM);
            if (said != null && !said.equals(checksum(content.tensors, content.metadata))) {
                content.close();
                throw new FileException(
                        file,
                        "is damaged: its content does not match the checksum in it; copy it again, or take an older one");
            }
            return content;
        } catch (IOException e) {
            throw new FileException(file, "cannot be read", e);
        }
    }

    private static Map<String, String> withoutChecksum(Map<String, String> metadata) {
        Map<String, String> rest = new LinkedHashMap<>(metadata);
        rest.remove(CHECKSUM);
        return rest;
    }

    private static String checksum(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        var crc = new ChecksumChannel();
        metadata.forEach((key, value) -> crc.add(key, value));
        for (var e : tensors.entrySet()) {
            Tensor t = e.getValue();
            crc.add(e.getKey(), StoredType.of(t.dtype()).name(), shapeText(t.shape()));
            Elements.write(crc, t);
        }
        return crc.text();
    }

    private static String shapeText(Shape shape) {
        return Arrays.toString(shape.toArray());
    }

    /**
     * {@return the metadata of a file, in the order of the header; empty if it has none}
     *
     * @param file the file
     * @throws FileException if it cannot be read or is not a valid safetensors file
     */
    public static Map<String, String> metadata(Path file) {
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            return withoutChecksum(header(file, in).metadata());
        } catch (IOException e) {
            throw new FileException(file, "cannot be read", e);
        }
    }

    /**
     * Writes tensors, replacing an old file in one step.
     *
     * @param file where to
     * @param tensors by name; the names keep their order
     * @throws FileException if it cannot be written; an old file is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors) {
        write(file, tensors, Map.of());
    }

    /**
     * Writes tensors and metadata, replacing an old file in one step.
     *
     * @param file where to
     * @param tensors by name; the names keep their order
     * @param metadata text by name
     * @throws FileException if it cannot be written; an old file is then as it was
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
        if (tensors.containsKey("__metadata__")) {
            throw new IllegalArgumentException("a tensor cannot be named __metadata__ in a safetensors file");
        }
        if (metadata.containsKey(CHECKSUM)) {
            throw new IllegalArgumentException("the metadata must not name " + CHECKSUM + ", which is written anyway");
        }
        List<Placed> placed = place(tensors);
        Map<String, String> all = new LinkedHashMap<>(metadata);
        try {
            all.put(CHECKSUM, checksum(tensors, metadata));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a sum has nowhere to fail
        }
        byte[] header = header(placed, all);
        if (header.length > MOST_HEADER_BYTES) {
            throw new FileException(
                    file,
                    "cannot be written: names and metadata take " + header.length + " bytes, the format allows "
                            + MOST_HEADER_BYTES);
        }
        AtomicFile.write(file, out -> {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            AtomicFile.writeFully(out, length.putLong(header.length).flip());
            AtomicFile.writeFully(out, ByteBuffer.wrap(header));
            for (Placed p : inFileOrder(placed)) {
                Elements.write(out, p.tensor());
            }
        });
    }

    private static Map<String, Tensor> readAll(FileChannel in, long data, List<SafeTensorsHeader.Entry> entries)
            throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        try {
            for (SafeTensorsHeader.Entry e : entries) {
                in.position(data + e.begin());
                tensors.put(e.name(), Elements.read(in, e.type(), e.shape()));
            }
            return tensors;
        } catch (Throwable t) {
            tensors.values().forEach(Tensor::close);
            throw t;
        }
    }

    /** {@return the header; the channel stands after it} */
    private static SafeTensorsHeader header(Path file, FileChannel in) throws IOException {
        long size = in.size();
        if (size < 8) {
            throw new FileException(file, "not a safetensors file: it has " + size + " bytes, at least 10 are needed");
        }
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        Elements.fill(in, length);
        long headerBytes = length.flip().getLong();
        if (headerBytes < 2 || headerBytes > MOST_HEADER_BYTES || headerBytes > size - 8) {
            throw new FileException(
                    file,
                    "not a safetensors file, or cut off: its first 8 bytes announce a header of "
                            + Long.toUnsignedString(headerBytes) + " bytes; it must have 2 to " + MOST_HEADER_BYTES
                            + " and fit into the file of " + size + " bytes");
        }
        ByteBuffer text = ByteBuffer.allocate((int) headerBytes);
        Elements.fill(in, text);
        return SafeTensorsHeader.parse(file, text.array(), size - 8 - headerBytes);
    }

    /** A tensor and the first byte it takes after the header. */
    private record Placed(String name, Tensor tensor, long begin) {}

    /** Wide elements lie first, so that all of them are aligned. */
    private static List<Placed> inFileOrder(List<Placed> placed) {
        return placed.stream().sorted(Comparator.comparingLong(Placed::begin)).toList();
    }

    private static List<Placed> place(Map<String, Tensor> tensors) {
        var placed = new ArrayList<Placed>();
        var next = new TreeMap<Integer, Long>(Comparator.reverseOrder()); // by element size
        tensors.values().forEach(t -> next.merge(t.dtype().bytes(), Elements.bytes(t), Long::sum));
        long begin = 0;
        for (var size : next.entrySet()) {
            begin += size.setValue(begin);
        }
        tensors.forEach((name, t) -> {
            long end = next.merge(t.dtype().bytes(), Elements.bytes(t), Long::sum);
            placed.add(new Placed(name, t, end - Elements.bytes(t)));
        });
        return placed;
    }

    private static byte[] header(List<Placed> tensors, Map<String, String> metadata) {
        var text = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(text, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeObjectFieldStart("__metadata__");
            for (var e : metadata.entrySet()) {
                json.writeStringField(e.getKey(), e.getValue());
            }
            json.writeEndObject();
            for (Placed p : tensors) {
                writeEntry(json, p);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        while (text.size() % 8 != 0) {
            text.write(' ');
        }
        return text.toByteArray();
    }

    private static void writeEntry(JsonGenerator json, Placed p) throws IOException {
        json.writeObjectFieldStart(p.name());
        json.writeStringField("dtype", StoredType.of(p.tensor().dtype()).name());
        json.writeFieldName("shape");
        long[] dims = p.tensor().shape().toArray();
        json.writeArray(dims, 0, dims.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {p.begin(), p.begin() + Elements.bytes(p.tensor())}, 0, 2);
        json.writeEndObject();
    }
}
