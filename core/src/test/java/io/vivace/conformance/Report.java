package io.vivace.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table operation × check. */
final class Report {
    private final Map<String, Map<Check, String>> rows = new LinkedHashMap<>();

    /** Adds a row, with the cells that have a reason to stay without a check. */
    void row(Op op) {
        Map<Check, String> cells = new EnumMap<>(Check.class);
        op.reasons().forEach((c, why) -> cells.put(c, "n/a: " + why));
        if (rows.put(op.name(), cells) != null) {
            throw new AssertionError("the operation " + op.name() + " is listed twice");
        }
    }

    void cell(Op op, Check check, String result) {
        rows.getOrDefault(op.name(), Map.of()).put(check, result);
    }

    /** {@return the cells that nothing was written into, and those of failed checks} */
    List<String> incomplete() {
        List<String> missing = new ArrayList<>();
        rows.forEach((name, cells) -> {
            for (Check c : Check.values()) {
                String cell = cells.getOrDefault(c, "");
                if (cell.isBlank() || cell.equals("n/a: ") || cell.equals("FAIL")) {
                    missing.add(name + " × " + c.title + ": " + (cell.isBlank() ? "empty" : cell));
                }
            }
        });
        return missing;
    }

    /** Writes the table as Markdown, reasons as notes below it. */
    Path write(Path to) {
        Map<String, Integer> notes = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder("# Operations × checks\n\n| operation |");
        for (Check c : Check.values()) {
            text.append(' ').append(c.title).append(" |");
        }
        text.append("\n|---|").append("---|".repeat(Check.values().length)).append('\n');
        rows.forEach((name, cells) -> {
            text.append("| ").append(name).append(" |");
            for (Check c : Check.values()) {
                String cell = cells.getOrDefault(c, "");
                if (cell.startsWith("n/a: ")) {
                    cell = "n/a (" + notes.computeIfAbsent(cell.substring(5), k -> notes.size() + 1) + ")";
                }
                text.append(' ').append(cell).append(" |");
            }
            text.append('\n');
        });
        long passed = count("PASS");
        text.append("\n")
                .append(rows.size())
                .append(" operations, ")
                .append(passed)
                .append(" checks passed, ");
        text.append(count("FAIL")).append(" failed, ").append(count("n/a")).append(" not applicable.\n\n");
        notes.forEach((why, n) -> text.append(n).append(". ").append(why).append('\n'));
        try {
            Files.createDirectories(to.toAbsolutePath().getParent());
            return Files.writeString(to, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + to, e);
        }
    }

    private long count(String start) {
        return rows.values().stream()
                .flatMap(m -> m.values().stream())
                .filter(c -> c.startsWith(start))
                .count();
    }
}
