package io.vivace.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** A file could not be read or written. The message begins with its path and says what was found and expected. */
public final class FileException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Path path;

    /**
     * Reports what is wrong with a file.
     *
     * @param path the file
     * @param problem what was found and what is expected
     */
    public FileException(Path path, String problem) {
        super(path + ": " + problem);
        this.path = path;
    }

    /**
     * Reports what the system refused to do with a file.
     *
     * @param path the file
     * @param action what was tried, such as {@code cannot be read}
     * @param cause why it failed
     */
    public FileException(Path path, String action, IOException cause) {
        super(path + ": " + action + ": " + reason(cause), cause);
        this.path = path;
    }

    /** {@return the file} */
    public Path path() {
        return path;
    }

    /** The exceptions of java.nio have only the file name as their message. */
    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        if (e.getCause() instanceof IOException inner) {
            return reason(inner); // writers of pictures say "I/O error" about a full disk
        }
        return Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }
}
