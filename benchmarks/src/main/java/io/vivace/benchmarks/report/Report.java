package io.vivace.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a Markdown table and a PNG chart of results. */
public final class Report {
    private Report() {}

    /**
     * Writes {@code benchmarks.md} and {@code benchmarks.png}.
     *
     * @param args files of results, of which later ones go on where earlier ones end; {@code --to FOLDER} says where to
     *     write, here if left out
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if there are no results
     */
    public static void main(String... args) throws IOException {
        List<Path> files = new ArrayList<>();
        Path folder = Path.of("");
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--to") && i + 1 < args.length) {
                folder = Path.of(args[++i]);
            } else {
                files.add(Path.of(args[i]));
            }
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException("report needs a file of results, such as vivace-benchmarks.json");
        }
        write(read(files), folder.toAbsolutePath());
    }

    private static List<Measurement> read(List<Path> files) throws IOException {
        List<Measurement> all = new ArrayList<>();
        for (Path file : files) {
            JsonNode entries = new ObjectMapper().readTree(file.toFile());
            if (!entries.isArray() || entries.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no results");
            }
            entries.forEach(e -> all.add(Measurement.of(e)));
        }
        return all;
    }

    private static void write(List<Measurement> measurements, Path folder) throws IOException {
        List<Comparison> comparisons = Comparison.of(measurements);
        Files.createDirectories(folder);
        Path table = folder.resolve("benchmarks.md");
        AtomicFile.writeText(table, new Table(comparisons).markdown());
        RatioChart.write(comparisons, folder.resolve("benchmarks.png"));
        System.out.println("report: " + table + " and benchmarks.png beside it");
    }
}
