package io.vivace.benchmarks.report;

import io.vivace.benchmarks.library.Libraries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an item costs in works of growing size, and the power of the size with which time grows: 1 is linear. */
final class ScalingTable {
    private static final String BENCHMARK = "Scaling";

    private final Map<String, List<Comparison>> byWorkload = new LinkedHashMap<>();

    ScalingTable(List<Comparison> comparisons) {
        for (Comparison c : comparisons) {
            if (shows(c)) {
                String workload = c.work().split(" ")[0] + " " + c.precision();
                byWorkload.computeIfAbsent(workload, k -> new ArrayList<>()).add(c);
            }
        }
    }

    /** {@return whether a comparison belongs here} */
    static boolean shows(Comparison c) {
        return c.benchmark().equals(BENCHMARK);
    }

    /** {@return a table of each workload, or nothing} */
    String markdown() {
        StringBuilder text = new StringBuilder();
        byWorkload.forEach((workload, all) -> {
            text.append("\n| ").append(workload).append(" | vivace, per item | PyTorch, per item | ratio |\n");
            text.append("| --- | --- | --- | --- |\n");
            all.forEach(c -> text.append(row(c)));
            text.append("| time grows with the size to the power of | ")
                    .append(power(all, Libraries.OURS))
                    .append(" | ")
                    .append(power(all, peer(all.get(0))))
                    .append(" | |\n");
        });
        return text.toString();
    }

    private static String row(Comparison c) {
        String peer = peer(c);
        String ratio =
                c.ratio(peer).map(r -> String.format(Locale.ROOT, "%.2f×", r)).orElse("");
        return "| " + c.work() + " | " + perItem(c, Libraries.OURS) + " | " + perItem(c, peer) + " | " + ratio + " |\n";
    }

    private static String peer(Comparison c) {
        return c.by().keySet().stream()
                .filter(l -> !l.equals(Libraries.OURS))
                .findFirst()
                .orElse("");
    }

    private static String perItem(Comparison c, String library) {
        Measurement m = c.by().get(library);
        return m == null ? "" : Measurement.time(m.micros() / m.items());
    }

    /** From the smallest to the largest. */
    private static String power(List<Comparison> all, String library) {
        Measurement first = all.get(0).by().get(library);
        Measurement last = all.get(all.size() - 1).by().get(library);
        if (first == null || last == null || first.items() == last.items()) {
            return "";
        }
        double p = Math.log(last.micros() / first.micros()) / Math.log(last.items() / first.items());
        return String.format(Locale.ROOT, "%.2f", p);
    }
}
