package io.vivace.data;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing of a data set before it is loaded.
 *
 * @param <T> what it is loaded from, such as a file
 * @param content what it is loaded from
 * @param name its path below the source's folder, with forward slashes, such as {@code train/cat/1.jpg}
 * @param origin where a person finds it: a file, or a table and its row
 * @param columns the cells of its row, if it came from a table
 */
public record Item<T>(T content, String name, String origin, Map<String, String> columns) {
    /**
     * {@return an item that did not come from a table}
     *
     * @param content what it is loaded from
     * @param name its path below the source's folder
     * @param origin where a person finds it
     * @param <T> what it is loaded from
     */
    public static <T> Item<T> of(T content, String name, String origin) {
        return new Item<>(content, name, origin, Map.of());
    }

    /** {@return the folder it lies in, without those above; empty at the top} */
    public String folder() {
        int end = name.lastIndexOf('/');
        return end < 0 ? "" : name.substring(name.lastIndexOf('/', end - 1) + 1, end);
    }

    /** {@return the first folder of its name; empty at the top} */
    public String topFolder() {
        int end = name.indexOf('/');
        return end < 0 ? "" : name.substring(0, end);
    }

    /** {@return its name without folders} */
    public String baseName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** {@return how people call it: its name, that without folders, and both without the ending of the file} */
    Set<String> names() {
        int dot = baseName().lastIndexOf('.');
        int ending = dot > 0 ? baseName().length() - dot : 0;
        var all = new HashSet<String>();
        for (String n : List.of(name, baseName())) {
            all.add(n);
            all.add(n.substring(0, n.length() - ending));
        }
        return all;
    }

    /**
     * {@return the cell of a column, or null if there is no such cell}
     *
     * @param column heading; tables without headings count their columns from "0"
     */
    public @Nullable String column(String column) {
        return columns.get(column);
    }
}
