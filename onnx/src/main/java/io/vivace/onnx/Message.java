package io.vivace.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the wire format of Protocol Buffers: fields one after another, each with its number and kind. Large data is written
 * from where it lies; its size is known before.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** Large data. */
    interface Data {
        /** {@return how many bytes it writes} */
        long bytes();

        /** Writes all of it. */
        void writeTo(WritableByteChannel out) throws IOException;
    }

    private final List<Data> parts = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    /** Bytes in memory. */
    private record Bytes(byte[] all) implements Data {
        @Override
        public long bytes() {
            return all.length;
        }

        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            fully(out, ByteBuffer.wrap(all));
        }
    }

    /** Writes a buffer to its end. */
    static void fully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    Message whole(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    Message number(int field, float value) {
        tag(field, FIXED32);
        open.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    Message text(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        tag(field, DELIMITED);
        varint(utf8.length);
        open.writeBytes(utf8);
        return this;
    }

    Message message(int field, Message value) {
        value.flush();
        tag(field, DELIMITED);
        varint(value.bytes());
        flush();
        parts.addAll(value.parts);
        return this;
    }

    Message data(int field, Data value) {
        tag(field, DELIMITED);
        varint(value.bytes());
        flush();
        parts.add(value);
        return this;
    }

    private void tag(int field, int kind) {
        varint(((long) field << 3) | kind);
    }

    /** Seven bits to a byte, lowest first; the eighth says that more follow. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            open.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        open.write((int) rest);
    }

    private void flush() {
        if (open.size() > 0) {
            parts.add(new Bytes(open.toByteArray()));
            open.reset();
        }
    }

    /** {@return the size} */
    long bytes() {
        flush();
        return parts.stream().mapToLong(Data::bytes).sum();
    }

    void writeTo(WritableByteChannel out) throws IOException {
        flush();
        for (Data part : parts) {
            part.writeTo(out);
        }
    }
}
