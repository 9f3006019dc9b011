package io.vivace.callbacks.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message in the wire format of protocol buffers, made field by field. */
final class Proto {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Proto whole(int field, long value) {
        key(field, VARINT);
        varint(value);
        return this;
    }

    Proto number(int field, double value) {
        key(field, FIXED64);
        little(Double.doubleToRawLongBits(value), Double.BYTES);
        return this;
    }

    Proto floating(int field, float value) {
        key(field, FIXED32);
        little(Float.floatToRawIntBits(value), Float.BYTES);
        return this;
    }

    Proto text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Proto bytes(int field, byte[] value) {
        key(field, BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    Proto message(int field, Proto value) {
        return bytes(field, value.toBytes());
    }

    /** Adds a repeated field of doubles. */
    Proto numbers(int field, double[] values) {
        key(field, BYTES);
        varint((long) Double.BYTES * values.length);
        for (double v : values) {
            little(Double.doubleToRawLongBits(v), Double.BYTES);
        }
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void key(int field, int type) {
        varint(((long) field << 3) | type);
    }

    /** Seven bits at a time, the lowest first. */
    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    /** The lowest byte first. */
    private void little(long bits, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> (Byte.SIZE * i)));
        }
    }
}
