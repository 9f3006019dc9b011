package io.vivace.data;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What looking for items brought.
 *
 * @param items sorted by name, or in the order they were given in, so that every machine sees the same order
 * @param problems met on the way
 * @param emptyFolders names of folders in which nothing was found, in their own folders neither
 * @param <T> what an item is loaded from
 */
public record Found<T>(List<Item<T>> items, List<Problem> problems, List<String> emptyFolders) {
    /**
     * {@return files of a folder, sorted by name} Files and folders whose name begins with a dot are left out; links to
     * folders are not followed.
     *
     * @param root the folder
     * @param extensions wanted ends of file names in lower case without the dot; none for all files
     * @param recurse whether to look into its folders
     */
    public static Found<Path> inFolder(Path root, Set<String> extensions, boolean recurse) {
        if (!Files.isDirectory(root)) {
            return problem(root.toString(), Files.exists(root) ? "is not a folder" : "there is no such folder");
        }
        var walk = new Walk(root, extensions);
        try {
            Files.walkFileTree(root, Set.of(), recurse ? Integer.MAX_VALUE : 1, walk);
        } catch (IOException e) {
            walk.problems.add(new Problem(root.toString(), "cannot be read (" + e + ")"));
        }
        walk.items.sort(Comparator.comparing(Item::name));
        return new Found<>(walk.items, walk.problems, List.copyOf(walk.empty));
    }

    /**
     * {@return the given files, in their order}
     *
     * @param files the files
     */
    public static Found<Path> of(List<Path> files) {
        List<Item<Path>> items = files.stream()
                .map(f -> Item.of(f, f.toString().replace('\\', '/'), f.toString()))
                .toList();
        return new Found<>(items, List.of(), List.of());
    }

    /**
     * {@return the files that the rows of a table name, in its order}
     *
     * @param table a CSV file whose first row has the headings, or a JSON file (its name ends in {@code .json} or {@code .jsonl}) with a list
     *     of objects whose fields are the columns
     * @param folder where the files are; a cell that leads out of it is a problem
     * @param column heading of the column with the names
     * @param suffix what to put behind each name, such as {@code .jpg}; may be empty
     */
    public static Found<Path> inTable(Path table, Path folder, String column, String suffix) {
        List<CsvRow> rows;
        try {
            rows = isJson(table) ? JsonRows.read(table) : CsvRow.read(table);
        } catch (IOException e) {
            return problem(table.toString(), "the table cannot be read (" + e + ")");
        }
        var items = new ArrayList<Item<Path>>();
        var problems = new ArrayList<Problem>();
        if (rows.isEmpty()) {
            problems.add(new Problem(table.toString(), "the table has no rows below its headings"));
        }
        for (CsvRow row : rows) {
            String name = row.cells().get(column);
            Path file = name == null || name.isBlank() ? null : inside(folder, name.trim() + suffix);
            if (name == null) {
                problems.add(new Problem(
                        row.origin(),
                        "has no column \"" + column + "\"; it has "
                                + row.cells().keySet()));
            } else if (file == null) {
                problems.add(new Problem(row.origin(), "\"" + name + "\" does not name a file inside " + folder));
            } else {
                String relative = folder.normalize().relativize(file).toString().replace('\\', '/');
                items.add(new Item<>(file, relative, row.origin() + " (" + file + ")", row.cells()));
            }
        }
        return new Found<>(items, problems, List.of());
    }

    private static boolean isJson(Path table) {
        String name = table.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".json") || name.endsWith(".jsonl");
    }

    private static @Nullable Path inside(Path folder, String name) {
        try {
            Path top = folder.normalize();
            Path file = top.resolve(name).normalize();
            return file.startsWith(top) && !file.equals(top) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Found<Path> problem(String where, String what) {
        return new Found<>(List.of(), List.of(new Problem(where, what)), List.of());
    }

    /** Collects files, and remembers folders in which there were none. */
    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Set<String> extensions;
        private final List<Item<Path>> items = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final Set<String> empty = new TreeSet<>();
        private final Set<Path> full = new HashSet<>();

        Walk(Path root, Set<String> extensions) {
            this.root = root;
            this.extensions = extensions;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            return isHidden(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!isHidden(file) && isWanted(file) && !Files.isDirectory(file)) {
                items.add(Item.of(file, name(file), file.toString()));
                Path dir = file.getParent();
                while (dir != null && full.add(dir) && !dir.equals(root)) {
                    dir = dir.getParent();
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            problems.add(new Problem(file.toString(), "cannot be read (" + e + ")"));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
            if (e != null) {
                problems.add(new Problem(dir.toString(), "cannot be listed to its end (" + e + ")"));
            }
            if (!full.contains(dir) && !dir.equals(root)) {
                empty.add(name(dir));
            }
            return FileVisitResult.CONTINUE;
        }

        private boolean isHidden(Path p) {
            return !p.equals(root) && p.getFileName().toString().startsWith(".");
        }

        private boolean isWanted(Path file) {
            String n = file.getFileName().toString().toLowerCase(Locale.ROOT);
            return extensions.isEmpty() || extensions.contains(n.substring(n.lastIndexOf('.') + 1));
        }

        private String name(Path file) {
            return root.relativize(file).toString().replace('\\', '/');
        }
    }
}
