package io.vivace.io;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Takes everything that is written to it into a CRC-32C. */
final class ChecksumChannel implements WritableByteChannel {
    private final CRC32C crc = new CRC32C();

    /** Adds texts, each with an end. */
    void add(String... texts) {
        for (String t : texts) {
            crc.update(t.getBytes(StandardCharsets.UTF_8));
            crc.update(0);
        }
    }

    /** {@return the sum as eight hexadecimal digits} */
    String text() {
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    @Override
    public int write(ByteBuffer from) {
        int n = from.remaining();
        crc.update(from);
        return n;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
