package io.vivace.learn;

import io.vivace.io.FileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of one run: which there are, which are too many, and which is the best. One program at a time writes here. */
final class CheckpointFolder implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("fit-(\\d{1,9})-(?:batch-(\\d{1,18})|end)\\.safetensors");
    private static final Pattern HALF_WRITTEN = Pattern.compile("\\.(?:fit-.*|best)\\.safetensors\\.[a-z0-9]+\\.tmp");
    private static final Comparator<Entry> OLDEST_FIRST =
            Comparator.comparingInt(Entry::fit).thenComparingLong(Entry::batch);
    private static final String BEST = "best.safetensors";
    private static final String LOCK = ".lock";

    /**
     * A checkpoint.
     *
     * @param fit number of the fit, from 0 in the whole program
     * @param batch how many of its batches were trained, {@link Long#MAX_VALUE} at its end
     * @param file where
     */
    record Entry(int fit, long batch, Path file) {
        boolean isEnd() {
            return batch == Long.MAX_VALUE;
        }
    }

    private final Path folder;
    private final FileChannel lock;

    private CheckpointFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * {@return a folder, made if it is missing, that no other program writes to}
     *
     * @throws FileException if it cannot be made or is in use
     */
    static CheckpointFolder open(Path folder) {
        try {
            Files.createDirectories(folder);
            var lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                return open(folder, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new FileException(folder, "cannot be used for checkpoints", e);
        }
    }

    private static CheckpointFolder open(Path folder, FileChannel lock) throws IOException {
        if (!isOurs(lock)) {
            throw new FileException(
                    folder,
                    "another learner writes its checkpoints here; wait until it is closed, or give another folder");
        }
        var opened = new CheckpointFolder(folder, lock);
        opened.sweep();
        return opened;
    }

    private static boolean isOurs(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held in this same program
        }
    }

    /** Deletes what a program that was killed had written half. */
    private void sweep() throws IOException {
        for (Path file : files()) {
            if (HALF_WRITTEN.matcher(file.getFileName().toString()).matches()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** {@return the folder} */
    Path path() {
        return folder;
    }

    /** {@return the checkpoints, oldest first} */
    List<Entry> entries() {
        try {
            List<Entry> entries = new ArrayList<>();
            for (Path file : files()) {
                Matcher m = NAME.matcher(file.getFileName().toString());
                if (m.matches()) {
                    long batch = m.group(2) == null ? Long.MAX_VALUE : Long.parseLong(m.group(2));
                    entries.add(new Entry(Integer.parseInt(m.group(1)), batch, file));
                }
            }
            entries.sort(OLDEST_FIRST);
            return entries;
        } catch (IOException e) {
            throw new FileException(folder, "cannot be read", e);
        }
    }

    /**
     * {@return a checkpoint, there or not}
     *
     * @param batch how many of the fit's batches were trained, {@link Long#MAX_VALUE} at its end
     */
    Entry entry(int fit, long batch) {
        String name = batch == Long.MAX_VALUE
                ? String.format(Locale.ROOT, "fit-%03d-end.safetensors", fit)
                : String.format(Locale.ROOT, "fit-%03d-batch-%09d.safetensors", fit, batch);
        return new Entry(fit, batch, folder.resolve(name));
    }

    /** Deletes the oldest checkpoints of one kind beyond a number. Those that lie ahead are damaged ones, which count for nothing. */
    void prune(Entry now, int keep) {
        List<Entry> kind = new ArrayList<>(entries().stream()
                .filter(e -> e.isEnd() == now.isEnd() && OLDEST_FIRST.compare(e, now) <= 0)
                .toList());
        Collections.reverse(kind);
        kind.stream().skip(keep).forEach(e -> delete(e.file));
    }

    /** Deletes all checkpoints. */
    void clear() {
        entries().forEach(e -> delete(e.file));
        delete(folder.resolve(BEST));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new FileException(file, "cannot be deleted", e);
        }
    }

    /** Makes a checkpoint the best one. It takes no more room where the file system has links. */
    void best(Path file) {
        Path best = folder.resolve(BEST);
        Path next = folder.resolve("." + BEST + ".next.tmp");
        try {
            Files.deleteIfExists(next);
            try {
                Files.createLink(next, file);
            } catch (UnsupportedOperationException | IOException e) {
                Files.copy(file, next, StandardCopyOption.REPLACE_EXISTING); // this file system has no links
            }
            Files.move(next, best, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new FileException(best, "cannot be written", e);
        }
    }

    /** Lets other programs write here. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new FileException(folder, "cannot be given free", e);
        }
    }
}
