package io.vivace.benchmarks.report;

import io.vivace.benchmarks.library.Libraries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Comparisons as a Markdown table. "best" is the ratio to the fastest variant of PyTorch, or of the peer that the goal names. The peak of the machine comes from the work {@code MachinePeak} of the same results, or is
 * left out.
 */
final class Table {
    private final List<Comparison> comparisons;
    private final List<String> peers;

    Table(List<Comparison> comparisons) {
        this.comparisons = comparisons;
        Set<String> names = new TreeSet<>();
        comparisons.forEach(c -> names.addAll(c.by().keySet()));
        names.remove(Libraries.OURS);
        peers = List.copyOf(names);
    }

    /** {@return the table with a line about the peak above it} */
    String markdown() {
        StringBuilder text = new StringBuilder(peakLine());
        List<String> head = new ArrayList<>(
                List.of("work", "precision", "vivace", "speed", "of peak", "resident", "best", "wanted"));
        head.addAll(peers);
        row(text, head);
        row(text, head.stream().map(h -> "---").toList());
        for (Comparison c : comparisons) {
            if (ScalingTable.shows(c)) {
                continue;
            }
            List<String> cells = new ArrayList<>(List.of(c.work(), c.precision()));
            Optional<Measurement> ours = c.ours();
            cells.add(ours.map(Measurement::time).orElse(""));
            cells.add(ours.map(Table::speed).orElse(""));
            cells.add(ours.map(m -> share(m, c.precision())).orElse(""));
            cells.add(ours.map(m -> memory(m)).orElse(""));
            Optional<Goal> goal = Goal.of(c);
            cells.add(c.ratioToBest(goal.map(Goal::peer).orElse("pytorch"))
                    .map(r -> String.format(Locale.ROOT, "**%.2f×**", r))
                    .orElse(""));
            cells.add(goal.map(Goal::text).orElse(""));
            peers.forEach(p -> cells.add(peer(c, p)));
            row(text, cells);
        }
        return text.append(new ScalingTable(comparisons).markdown()).toString();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String peer(Comparison c, String library) {
        Measurement m = c.by().get(library);
        if (m == null) {
            return "";
        }
        if (!c.agrees(library)) {
            return "another result: " + m.first() + " against "
                    + c.ours().orElseThrow().first();
        }
        String ratio = c.ratio(library)
                .map(r -> String.format(Locale.ROOT, " (%.2f×)", r))
                .orElse("");
        return m.time() + ratio + (m.resident() > 0 ? ", " + memory(m) : "");
    }

    private static String memory(Measurement m) {
        return m.resident() > 0 ? String.format(Locale.ROOT, "%.0f MB", m.resident()) : "";
    }

    private static String speed(Measurement m) {
        if (m.flop() > 0) {
            return Measurement.digits(m.gflops()) + " GFLOP/s";
        }
        if (m.bytes() > 0) {
            return Measurement.digits(m.gigabytes()) + " GB/s";
        }
        return m.items() > 0 ? Measurement.digits(m.items() / m.micros() * 1e6) + " items/s" : "";
    }

    // ---------------------------------------------------------------------------------------------- peak

    private Optional<Measurement> peak(String precision, boolean arithmetic) {
        return comparisons.stream()
                .filter(c -> c.precision().equals(precision))
                .flatMap(c -> c.ours().stream())
                .filter(m -> m.benchmark().equals("MachinePeak") && (arithmetic ? m.flop() : m.bytes()) > 0)
                .findFirst();
    }

    private String share(Measurement m, String precision) {
        boolean arithmetic = m.flop() > 0;
        if (!arithmetic && m.bytes() == 0) {
            return "";
        }
        return peak(arithmetic ? precision : "f32", arithmetic)
                .map(p -> arithmetic ? m.gflops() / p.gflops() : m.gigabytes() / p.gigabytes())
                .map(s -> String.format(Locale.ROOT, "%.0f %%", 100 * s))
                .orElse("");
    }

    private String peakLine() {
        List<String> parts = new ArrayList<>();
        for (String precision : List.of("f32", "bf16")) {
            peak(precision, true)
                    .ifPresent(m -> parts.add(Measurement.digits(m.gflops()) + " GFLOP/s in " + precision));
        }
        peak("f32", false).ifPresent(m -> parts.add(Measurement.digits(m.gigabytes()) + " GB/s copied"));
        return parts.isEmpty() ? "" : "Peak of the machine in this run: " + String.join(", ", parts) + ".\n\n";
    }
}
