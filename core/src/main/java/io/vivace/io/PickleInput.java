package io.vivace.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Little-endian numbers and text from a stream; nothing is allocated for lengths that the stream cannot hold. */
final class PickleInput {
    private static final int LONGEST_LINE = 1000;
    private final InputStream in;
    private final long limit;
    private long position;

    /**
     * Reads a stream from where it stands.
     *
     * @param in best buffered
     * @param limit how many bytes it has at most
     */
    PickleInput(InputStream in, long limit) {
        this.in = in;
        this.limit = limit;
    }

    /** {@return bytes read so far} */
    long position() {
        return position;
    }

    int u8() throws IOException {
        int b = position < limit ? in.read() : -1;
        if (b < 0) {
            throw new EOFException("its pickle ends unexpectedly after " + position + " bytes");
        }
        position++;
        return b;
    }

    int u16() throws IOException {
        return u8() | u8() << 8;
    }

    int i32() throws IOException {
        return u16() | u16() << 16;
    }

    long u32() throws IOException {
        return i32() & 0xffff_ffffL;
    }

    long i64() throws IOException {
        return u32() | (long) i32() << 32;
    }

    /** {@return the double with these bits, big-endian: the only such thing in a pickle} */
    double f64() throws IOException {
        return Double.longBitsToDouble(Long.reverseBytes(i64()));
    }

    byte[] bytes(long n) throws IOException {
        if (n < 0 || n > limit - position) {
            throw new EOFException("its pickle announces " + n + " bytes where " + (limit - position) + " are left");
        }
        byte[] b = in.readNBytes((int) Math.min(n, Integer.MAX_VALUE - 8));
        position += b.length;
        if (b.length < n) {
            throw new EOFException("its pickle ends unexpectedly after " + position + " bytes");
        }
        return b;
    }

    String text(long bytes) throws IOException {
        return new String(bytes(bytes), StandardCharsets.UTF_8);
    }

    /** {@return the text up to the next line end} */
    String line() throws IOException {
        var text = new StringBuilder();
        for (int c = u8(); c != '\n'; c = u8()) {
            if (text.length() >= LONGEST_LINE) {
                throw new IOException("its pickle has a name of more than " + LONGEST_LINE + " characters");
            }
            text.append((char) c);
        }
        return text.toString();
    }
}
