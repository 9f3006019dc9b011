package io.vivace.callbacks.tensorboard;

import io.vivace.io.FileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;

/**
 * A new file of records as TensorFlow frames them: length, its checksum, content, its checksum. Each record goes to the system whole
 * and at once, so readers can follow, and a program that is killed leaves whole records.
 */
final class RecordFile implements AutoCloseable {
    private static final int FRAME = 16;
    private static final int MASK = 0xa282ead8;

    private final Path file;
    private final FileChannel channel;

    private RecordFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * {@return a file that was not there before}
     *
     * @param folder made if missing
     * @param name of the n-th try
     */
    static RecordFile create(Path folder, IntFunction<String> name) {
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(name.apply(0));
            for (int n = 1; Files.exists(file); n++) { // of another writer in this second
                file = folder.resolve(name.apply(n));
            }
            return new RecordFile(
                    file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new FileException(folder, "cannot be written", e);
        }
    }

    Path file() {
        return file;
    }

    void write(byte[] content) {
        ByteBuffer record = ByteBuffer.allocate(FRAME + content.length).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(content.length);
        record.putInt(checksum(record.array(), Long.BYTES));
        record.put(content);
        record.putInt(checksum(content, content.length));
        record.flip();
        try {
            while (record.hasRemaining()) {
                channel.write(record);
            }
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }

    /** CRC32C, turned and shifted: a checksum of data that holds checksums is of little use. */
    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }
}
