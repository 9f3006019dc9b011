package io.vivace.doctor;

import java.util.List;

/**
 * All that was found.
 *
 * @param sections by subject
 */
public record Report(List<Section> sections) {
    /** {@return the findings about which something should be done} */
    public List<Finding> problems() {
        return sections.stream()
                .flatMap(s -> s.findings().stream())
                .filter(Finding::isProblem)
                .toList();
    }

    /** {@return the report for people: a table, then what to do} */
    @Override
    public String toString() {
        int width = sections.stream()
                .flatMap(s -> s.findings().stream())
                .mapToInt(f -> f.name().length())
                .max()
                .orElse(0);
        var text = new StringBuilder();
        for (Section s : sections) {
            text.append(s.title()).append('\n');
            for (Finding f : s.findings()) {
                text.append(f.isProblem() ? "! " : "  ")
                        .append(f.name())
                        .append(" ".repeat(width - f.name().length() + 2))
                        .append(f.value())
                        .append('\n');
            }
        }
        List<Finding> problems = problems();
        text.append('\n').append(problems.isEmpty() ? "Everything needed was found.\n" : "What to do\n");
        problems.forEach(p -> text.append("! ")
                .append(p.name())
                .append(": ")
                .append(p.advice())
                .append('\n'));
        return text.toString();
    }
}
