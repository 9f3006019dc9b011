package io.vivace.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the wire format of Protocol Buffers, made field by field. Large data may be written from where it lies, without a copy
 * in memory.
 *
 * <pre>{@code
 * new ProtoMessage().whole(1, 150).text(2, "testing").toBytes()
 * }</pre>
 */
public final class ProtoMessage {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** Bytes that are written later; how many is known before. */
    public interface Data {
        /** {@return how many there are} */
        long bytes();

        /**
         * Writes all of them.
         *
         * @param out where to; may take part of a buffer at a time
         * @throws IOException if writing fails
         */
        void writeTo(WritableByteChannel out) throws IOException;
    }

    /** Bytes in memory. */
    private record Held(byte[] all) implements Data {
        @Override
        public long bytes() {
            return all.length;
        }

        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            AtomicFile.writeFully(out, ByteBuffer.wrap(all));
        }
    }

    private final List<Data> parts = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    /**
     * {@return this, with a whole number or an enumerated value added}
     *
     * @param field its number in the message
     * @param value the value
     */
    public ProtoMessage whole(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    /**
     * {@return this, with a double added}
     *
     * @param field its number in the message
     * @param value the value
     */
    public ProtoMessage number(int field, double value) {
        key(field, FIXED64);
        little(Double.doubleToRawLongBits(value), Double.BYTES);
        return this;
    }

    /**
     * {@return this, with a float added}
     *
     * @param field its number in the message
     * @param value the value
     */
    public ProtoMessage floating(int field, float value) {
        key(field, FIXED32);
        little(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    /**
     * {@return this, with a text added}
     *
     * @param field its number in the message
     * @param value the text
     */
    public ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return this, with bytes added}
     *
     * @param field its number in the message
     * @param value the bytes
     */
    public ProtoMessage bytes(int field, byte[] value) {
        key(field, DELIMITED);
        varint(value.length);
        open.writeBytes(value);
        return this;
    }

    /**
     * {@return this, with a message added as it is now}
     *
     * @param field its number in this message
     * @param value the other
     */
    public ProtoMessage message(int field, ProtoMessage value) {
        key(field, DELIMITED);
        varint(value.size());
        flush();
        parts.addAll(value.parts);
        return this;
    }

    /**
     * {@return this, with a repeated field of doubles added, packed}
     *
     * @param field its number in the message
     * @param values the values
     */
    public ProtoMessage numbers(int field, double[] values) {
        key(field, DELIMITED);
        varint((long) Double.BYTES * values.length);
        for (double v : values) {
            little(Double.doubleToRawLongBits(v), Double.BYTES);
        }
        return this;
    }

    /**
     * {@return this, with bytes added that are read when the message is written}
     *
     * @param field its number in the message
     * @param value the bytes
     */
    public ProtoMessage data(int field, Data value) {
        key(field, DELIMITED);
        varint(value.bytes());
        flush();
        parts.add(value);
        return this;
    }

    /** {@return how many bytes the message takes} */
    public long size() {
        flush();
        return parts.stream().mapToLong(Data::bytes).sum();
    }

    /**
     * Writes the message.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    public void writeTo(WritableByteChannel out) throws IOException {
        flush();
        for (Data part : parts) {
            part.writeTo(out);
        }
    }

    /** {@return the message} */
    public byte[] toBytes() {
        var bytes = new ByteArrayOutputStream();
        try {
            writeTo(Channels.newChannel(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void flush() {
        if (open.size() > 0) {
            parts.add(new Held(open.toByteArray()));
            open.reset();
        }
    }

    private void key(int field, int kind) {
        varint(((long) field << 3) | kind);
    }

    /** Seven bits at a time, the lowest first; the eighth says that more follow. */
    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            open.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        open.write((int) left);
    }

    /** The lowest byte first. */
    private void little(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            open.write((int) (bits >>> (Byte.SIZE * i)));
        }
    }
}
