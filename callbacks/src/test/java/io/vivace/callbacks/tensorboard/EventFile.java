package io.vivace.callbacks.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads event files with nothing of what writes them: frames, checksums bit by bit, and messages by field numbers. */
final class EventFile {
    private EventFile() {}

    /**
     * A message.
     *
     * @param fields the values of each field: Long for varints, byte[] for bytes, Double, Float
     */
    record Message(Map<Integer, List<Object>> fields) {
        Object get(int field) {
            assertThat(fields).containsKey(field);
            assertThat(fields.get(field)).hasSize(1);
            return fields.get(field).get(0);
        }

        Message message(int field) {
            return parse((byte[]) get(field));
        }

        List<Message> messages(int field) {
            return fields.getOrDefault(field, List.of()).stream()
                    .map(b -> parse((byte[]) b))
                    .toList();
        }

        String text(int field) {
            return new String((byte[]) get(field), StandardCharsets.UTF_8);
        }

        boolean has(int field) {
            return fields.containsKey(field);
        }

        double[] packed(int field) {
            ByteBuffer b = ByteBuffer.wrap((byte[]) get(field)).order(ByteOrder.LITTLE_ENDIAN);
            double[] all = new double[b.remaining() / 8];
            b.asDoubleBuffer().get(all);
            return all;
        }

        // ------------------------------------------------------------------ as events

        long step() {
            return (Long) get(2);
        }

        /** {@return the only value of the event's summary} */
        Message value() {
            return message(5).message(1);
        }

        String tag() {
            return value().text(1);
        }

        float scalar() {
            return (Float) value().get(2);
        }
    }

    static List<Message> read(Path file) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Message> all = new ArrayList<>();
        while (b.hasRemaining()) {
            int start = b.position();
            long length = b.getLong();
            assertThat(b.getInt()).as("checksum of the length").isEqualTo(masked(b, start, 8));
            byte[] content = new byte[Math.toIntExact(length)];
            int from = b.position();
            b.get(content);
            assertThat(b.getInt()).as("checksum of the content").isEqualTo(masked(b, from, content.length));
            all.add(parse(content));
        }
        return all;
    }

    /** {@return the events of all files of a folder that hold a summary, in order} */
    static List<Message> summaries(Path folder) throws IOException {
        List<Message> all = new ArrayList<>();
        for (Path f : files(folder)) {
            read(f).stream().filter(e -> e.has(5)).forEach(all::add);
        }
        return all;
    }

    static List<Path> files(Path folder) throws IOException {
        try (var list = Files.list(folder)) {
            return list.sorted().toList();
        }
    }

    /** The polynomial of Castagnoli, its bits turned around. */
    private static int masked(ByteBuffer b, int from, int length) {
        int crc = -1;
        for (int i = from; i < from + length; i++) {
            crc ^= b.get(i) & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0x82F63B78 : crc >>> 1;
            }
        }
        crc = ~crc;
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    static Message parse(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        while (b.hasRemaining()) {
            long key = varint(b);
            Object value = switch ((int) (key & 7)) {
                case 0 -> varint(b);
                case 1 -> b.getDouble();
                case 2 -> bytes(b, (int) varint(b));
                case 5 -> b.getFloat();
                default -> throw new AssertionError("wire type of key " + key);
            };
            fields.computeIfAbsent((int) (key >>> 3), f -> new ArrayList<>()).add(value);
        }
        return new Message(fields);
    }

    private static byte[] bytes(ByteBuffer b, int length) {
        int from = b.position();
        b.position(from + length);
        return Arrays.copyOfRange(b.array(), from, from + length);
    }

    private static long varint(ByteBuffer b) {
        long v = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte x = b.get();
            v |= (long) (x & 0x7f) << shift;
            if (x >= 0) {
                return v;
            }
        }
        throw new AssertionError("a number of more than ten bytes");
    }
}
