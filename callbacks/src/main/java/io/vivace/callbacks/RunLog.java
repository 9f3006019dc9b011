package io.vivace.callbacks;

import io.vivace.io.AtomicFile;
import io.vivace.io.LineFile;
import io.vivace.learn.SavedState;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file of a callback that logs. One callback is one log: its first line replaces the file of an earlier program, unless it should
 * go on there, and later fits of the same callback go on in any case. Training that is resumed goes on where its checkpoint was made;
 * lines after that place are of batches that are trained again.
 */
final class RunLog {
    private static final String LENGTH = "length";

    private final Path file;
    private final boolean append;
    private @Nullable LineFile open;
    private boolean started;
    private long resumeAt = Long.MAX_VALUE;

    RunLog(Path file, boolean append) {
        this.file = file;
        this.append = append;
    }

    Path file() {
        return file;
    }

    /** Finds out whether the file can be written. Nothing is, as a checkpoint may be about to be loaded. */
    void check() {
        AtomicFile.requireWritable(file);
    }

    /** {@return the file, at the place where it goes on} */
    LineFile lines() {
        LineFile lines = open;
        if (lines == null) {
            lines = append || started ? LineFile.append(file) : LineFile.create(file);
            lines.cut(resumeAt);
            open = lines;
            started = true;
            resumeAt = Long.MAX_VALUE;
        }
        return lines;
    }

    void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    void save(SavedState to) {
        if (started) {
            to.put(LENGTH, lines().length());
        }
    }

    void load(SavedState from) {
        close();
        started = from.has(LENGTH);
        resumeAt = started ? from.whole(LENGTH) : Long.MAX_VALUE;
    }
}
