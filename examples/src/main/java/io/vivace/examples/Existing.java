package io.vivace.examples;

import java.nio.file.Files;
import java.nio.file.Path;

/** Looks for files and folders that options name, before anything long begins. */
final class Existing {
    private Existing() {}

    /**
     * Looks for a folder.
     *
     * @param option that names it
     * @param folder where it should be
     * @param advice what to give, in words
     * @throws UsageException if it is not there
     */
    static void folder(String option, Path folder, String advice) {
        if (!Files.isDirectory(folder)) {
            throw missing(option, folder, " is not a folder", advice);
        }
    }

    /**
     * Looks for a file.
     *
     * @param option that names it
     * @param file where it should be
     * @param advice what to give, in words
     * @throws UsageException if it is not there
     */
    static void file(String option, Path file, String advice) {
        if (!Files.isRegularFile(file)) {
            throw missing(option, file, " is no file", advice);
        }
    }

    /**
     * Looks for something.
     *
     * @param option that names it
     * @param path where it should be
     * @param advice what to give, in words
     * @throws UsageException if it is not there
     */
    static void any(String option, Path path, String advice) {
        if (!Files.exists(path)) {
            throw missing(option, path, "", advice);
        }
    }

    /**
     * {@return whether a folder holds a folder of this name; names that lead elsewhere are none}
     *
     * @param folder where to look
     * @param name as the user gave it
     */
    static boolean isFolderIn(Path folder, String name) {
        Path path = Path.of(name);
        boolean plain = !name.isEmpty() && !name.startsWith(".") && path.getNameCount() == 1 && !path.isAbsolute();
        return plain && Files.isDirectory(folder.resolve(name));
    }

    private static UsageException missing(String option, Path path, String otherwise, String advice) {
        return new UsageException(
                option + ": " + path + (Files.exists(path) ? otherwise : " does not exist") + "; give " + advice);
    }
}
