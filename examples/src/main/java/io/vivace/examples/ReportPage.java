package io.vivace.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.vivace.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A run as one HTML page that needs no other file: numbers, epochs, plots and pictures. */
final class ReportPage {
    /** What stands first, in this order; what is not named here follows by name. */
    private static final List<String> ORDER = List.of(
            "batch",
            "losses",
            "metrics",
            "lr-course",
            "results",
            "top-losses",
            "wrong-labels",
            "heat-maps",
            "confusion");

    private static final String STYLE = "body{font:15px/1.5 sans-serif;margin:2em auto;max-width:70em;padding:0 1em}"
            + "table{border-collapse:collapse}td,th{padding:.15em .8em;text-align:right;border-bottom:1px solid #ddd}"
            + "td:first-child,th:first-child{text-align:left}img{max-width:100%}figure{margin:2em 0}"
            + "pre{background:#f4f4f4;padding:.6em;white-space:pre-wrap}";

    private ReportPage() {}

    /**
     * Writes the page.
     *
     * @param file where to
     * @param report what to tell
     * @param folder its PNG files are shown
     */
    static void write(Path file, RunReport report, Path folder) {
        JsonNode all = report.tree();
        var s = new StringBuilder(
                        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Vivace run</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(escaped(all.at("/data/folder").asText()))
                .append("</h1><pre>vivace ")
                .append(escaped(String.join(" ", texts(all.path("arguments")))))
                .append("</pre><p>")
                .append(all.at("/data/train").asInt())
                .append(" pictures to learn from, ")
                .append(all.at("/data/valid").asInt())
                .append(" to judge by; ")
                .append(String.format(Locale.ROOT, "%,d", all.path("parameters").asLong()))
                .append(" parameters; ")
                .append(number(all.path("seconds")))
                .append(" s; Vivace ")
                .append(escaped(all.path("vivace").asText()))
                .append("</p><h2>In the end</h2><table>");
        all.path("result").path("metrics").properties().forEach(e -> row(s, e.getKey(), number(e.getValue())));
        all.path("result").properties().forEach(e -> {
            if (e.getValue().isNumber()) {
                row(s, e.getKey(), number(e.getValue()));
            }
        });
        s.append("</table><h2>Epochs</h2>");
        epochs(s, all.path("epochs"));
        pictures(folder).forEach(p -> figure(s, p));
        AtomicFile.writeText(file, s.append("</html>\n").toString());
    }

    private static void epochs(StringBuilder s, JsonNode epochs) {
        List<String> names = new ArrayList<>();
        epochs.forEach(e -> e.path("metrics").fieldNames().forEachRemaining(n -> {
            if (!names.contains(n)) {
                names.add(n);
            }
        }));
        List<String> head = new ArrayList<>(List.of("stage", "epoch", "training loss", "validation loss"));
        head.addAll(names);
        head.add("seconds");
        s.append("<table><tr>");
        head.forEach(h -> s.append("<th>").append(escaped(h)).append("</th>"));
        s.append("</tr>");
        for (JsonNode e : epochs) {
            List<String> cells = new ArrayList<>(
                    List.of(e.path("epoch").asText(), number(e.path("train_loss")), number(e.path("valid_loss"))));
            names.forEach(n -> cells.add(number(e.path("metrics").path(n))));
            cells.add(number(e.path("seconds")));
            row(s, e.path("stage").asText(), cells.toArray(String[]::new));
        }
        s.append("</table>");
    }

    private static void row(StringBuilder s, String name, String... cells) {
        s.append("<tr><td>").append(escaped(name)).append("</td>");
        for (String c : cells) {
            s.append("<td>").append(escaped(c)).append("</td>");
        }
        s.append("</tr>");
    }

    private static void figure(StringBuilder s, Path picture) {
        String name = name(picture);
        try {
            s.append("<figure><figcaption>")
                    .append(escaped(name))
                    .append("</figcaption><img alt=\"")
                    .append(escaped(name))
                    .append("\" src=\"data:image/png;base64,")
                    .append(Base64.getEncoder().encodeToString(Files.readAllBytes(picture)))
                    .append("\"></figure>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> pictures(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".png"))
                    .sorted((a, b) -> {
                        int first = Integer.compare(place(a), place(b));
                        return first != 0 ? first : name(a).compareTo(name(b));
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int place(Path picture) {
        int at = ORDER.indexOf(name(picture));
        return at < 0 ? ORDER.size() : at;
    }

    private static String name(Path picture) {
        return String.valueOf(picture.getFileName()).replaceFirst("\\.png$", "");
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String number(JsonNode n) {
        return n.isNumber() ? String.format(Locale.ROOT, "%.4g", n.asDouble()) : "";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
