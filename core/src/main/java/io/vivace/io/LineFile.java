package io.vivace.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A text file that grows line by line, for logs. Each line goes to the system at once and whole, so a program that is killed leaves
 * whole lines. What a power failure left of a line is cut off when the file is opened again. UTF-8, one writer at a time.
 *
 * <pre>{@code
 * try (LineFile log = LineFile.append(Path.of("log.jsonl"))) {
 *     log.write("{\"loss\":0.25}");
 * }
 * }</pre>
 */
public final class LineFile implements AutoCloseable {
    private static final int CHUNK = 8192;

    private final Path file;
    private final FileChannel channel;

    private LineFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * {@return an empty file; an old one of that name loses its content}
     *
     * @param file where to; missing folders are made
     * @throws FileException if it cannot be written
     */
    public static LineFile create(Path file) {
        LineFile lines = open(file);
        lines.cut(0);
        return lines;
    }

    /**
     * {@return a file that goes on after its last whole line; a new one if there is none}
     *
     * @param file where to; missing folders are made
     * @throws FileException if it cannot be written
     */
    public static LineFile append(Path file) {
        LineFile lines = open(file);
        try {
            lines.cut(lines.endOfLastLine());
        } catch (IOException e) {
            lines.close();
            throw new FileException(file, "cannot be read", e);
        }
        return lines;
    }

    private static LineFile open(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            return new LineFile(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }

    private long endOfLastLine() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        for (long end = channel.size(); end > 0; end -= CHUNK) {
            long from = Math.max(0, end - CHUNK);
            bytes.clear().limit((int) (end - from));
            for (long at = from; bytes.hasRemaining(); ) {
                int n = channel.read(bytes, at);
                if (n < 0) {
                    break;
                }
                at += n;
            }
            for (int i = bytes.position() - 1; i >= 0; i--) {
                if (bytes.get(i) == '\n') {
                    return from + i + 1;
                }
            }
        }
        return 0;
    }

    /**
     * Adds a line.
     *
     * @param line its text, without the line break
     * @throws FileException if it cannot be written
     */
    public void write(String line) {
        try {
            AtomicFile.writeFully(channel, ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }

    /** {@return the size in bytes, a place that the file can be {@linkplain #cut cut} at later} */
    public long length() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new FileException(file, "cannot be read", e);
        }
    }

    /**
     * Drops what was written after a place, and goes on there.
     *
     * @param length an earlier {@link #length}; nothing is dropped if the file is not longer
     */
    public void cut(long length) {
        try {
            channel.truncate(length);
            channel.position(channel.size());
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }

    /** Closes the file. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }
}
