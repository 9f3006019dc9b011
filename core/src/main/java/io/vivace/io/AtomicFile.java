package io.vivace.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes whole files: the content goes to a temporary file in the same folder, reaches the disk, and then takes the
 * place of the old file in one step. Whoever reads the file sees all of the old or all of the new content, even if
 * the program is killed or the disk runs full in between.
 */
public final class AtomicFile {
    private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);

    private AtomicFile() {}

    /** What produces the content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes all of it.
         *
         * @param out where to; may take part of a buffer at a time
         * @throws IOException if writing fails
         */
        void writeTo(WritableByteChannel out) throws IOException;
    }

    /**
     * Writes a file, replacing an old one. Missing folders are made. A symbolic link stays one; the file it points to
     * is replaced.
     *
     * @param file where to
     * @param content what to write
     * @throws FileException if it cannot be written; an old file is then as it was
     */
    public static void write(Path file, Content content) {
        try {
            Path target = target(file);
            Path folder = folder(file, target);
            replace(target, temporary(folder, target), content);
            syncFolder(folder);
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }

    /**
     * Writes text as UTF-8, replacing an old file.
     *
     * @param file where to
     * @param text the content
     * @throws FileException if it cannot be written; an old file is then as it was
     */
    public static void writeText(Path file, String text) {
        write(file, out -> writeFully(out, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /**
     * Finds out before long work whether its result can be written: makes missing folders and tries a temporary file. An old
     * file stays as it is.
     *
     * @param file what is to be written
     * @throws FileException if it cannot be written
     */
    public static void requireWritable(Path file) {
        try {
            Path target = target(file);
            Files.delete(Files.createFile(temporary(folder(file, target), target)));
        } catch (IOException e) {
            throw new FileException(file, "cannot be written", e);
        }
    }

    /**
     * Writes a buffer to its end.
     *
     * @param out where to
     * @param bytes what remains in it is written
     * @throws IOException if writing fails
     */
    static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static Path target(Path file) throws IOException {
        if (!Files.exists(file)) {
            return file;
        }
        if (!Files.isRegularFile(file)) {
            throw new FileException(
                    file,
                    Files.isDirectory(file)
                            ? "cannot be written: it is a folder; give the name of a file"
                            : "cannot be written: it is not an ordinary file, and replacing a device would break it");
        }
        return file.toRealPath();
    }

    /** {@return where it will lie, made if missing} */
    private static Path folder(Path file, Path target) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new FileException(file, "cannot be written: it is a folder");
        }
        return Files.createDirectories(folder);
    }

    private static Path temporary(Path folder, Path target) {
        String unique = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
        return folder.resolve("." + target.getFileName() + "." + unique + ".tmp");
    }

    private static void replace(Path target, Path temporary, Content content) throws IOException {
        try {
            try (var out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(out);
                out.force(true);
            }
            move(temporary, target);
        } catch (Throwable t) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException left) {
                t.addSuppressed(left);
            }
            throw t;
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // some network file systems; the content is complete and on disk by now
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The new name itself lies in the folder; Windows writes it through and cannot open folders. */
    private static void syncFolder(Path folder) {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (var f = FileChannel.open(folder, StandardOpenOption.READ)) {
            f.force(true);
        } catch (IOException e) {
            LOG.debug("the file is complete, but its name in {} may not survive a power failure", folder, e);
        }
    }
}
