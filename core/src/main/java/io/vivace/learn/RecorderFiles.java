package io.vivace.learn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.vivace.io.AtomicFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes what a recorder noted. */
final class RecorderFiles {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecorderFiles() {}

    static void epochsCsv(Recorder recorder, Path file) {
        Set<String> metrics = metricNames(recorder);
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("fit", "epoch", "train_loss", "train_loss_mean", "valid_loss"));
        header.addAll(metrics);
        header.addAll(List.of("seconds", "data_wait"));
        lines.add(header);
        for (EpochRecord e : recorder.epochs()) {
            List<String> line = new ArrayList<>(List.of(
                    Integer.toString(e.fit()),
                    Integer.toString(e.epoch()),
                    cell(e.smoothedLoss()),
                    cell(e.trainLoss()),
                    cell(e.validLoss())));
            metrics.forEach(m -> line.add(cell(e.metrics().getOrDefault(m, Double.NaN))));
            line.add(cell(e.seconds()));
            line.add(cell(e.dataWait()));
            lines.add(line);
        }
        write(file, lines);
    }

    static void batchesCsv(Recorder recorder, Path file) {
        int groups =
                recorder.batches().stream().mapToInt(b -> b.lr().size()).max().orElse(1);
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("fit", "epoch"));
        for (int g = 0; g < groups; g++) {
            header.add("lr_" + g);
        }
        header.addAll(List.of("momentum", "loss", "smoothed_loss"));
        lines.add(header);
        for (BatchRecord b : recorder.batches()) {
            List<String> line = new ArrayList<>(List.of(Integer.toString(b.fit()), Integer.toString(b.epoch())));
            for (int g = 0; g < groups; g++) {
                line.add(g < b.lr().size() ? cell(b.lr().get(g)) : "");
            }
            line.addAll(List.of(cell(b.momentum()), cell(b.loss()), cell(b.smoothedLoss())));
            lines.add(line);
        }
        write(file, lines);
    }

    /** What was not measured is an empty cell. */
    private static String cell(double v) {
        return Double.isNaN(v) ? "" : Double.toString(v);
    }

    private static void write(Path file, List<List<String>> lines) {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            lines.forEach(csv::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFile.writeText(file, text.toString());
    }

    static void json(Recorder recorder, Path file) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", 1);
        ArrayNode epochs = root.putArray("epochs");
        recorder.epochs().forEach(e -> epoch(epochs.addObject(), e));
        ArrayNode phases = root.putArray("phases");
        recorder.phases()
                .forEach(p -> phases.addObject().put("batch", p.batch()).put("label", p.label()));
        ArrayNode batches = root.putArray("batches");
        recorder.batches().forEach(b -> batch(batches.addObject(), b));
        try {
            AtomicFile.writeText(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void epoch(ObjectNode to, EpochRecord e) {
        to.put("fit", e.fit()).put("epoch", e.epoch());
        number(to, "train_loss", e.smoothedLoss());
        number(to, "train_loss_mean", e.trainLoss());
        number(to, "valid_loss", e.validLoss());
        ObjectNode metrics = to.putObject("metrics");
        e.metrics().forEach((name, v) -> number(metrics, name, v));
        number(to, "seconds", e.seconds());
        number(to, "data_wait", e.dataWait());
    }

    private static void batch(ObjectNode to, BatchRecord b) {
        to.put("fit", b.fit()).put("epoch", b.epoch());
        ArrayNode lr = to.putArray("lr");
        b.lr().forEach(lr::add);
        number(to, "momentum", b.momentum());
        number(to, "loss", b.loss());
        number(to, "smoothed_loss", b.smoothedLoss());
    }

    private static void number(ObjectNode to, String name, double v) {
        if (Double.isFinite(v)) {
            to.put(name, v);
        } else {
            to.putNull(name);
        }
    }

    static Set<String> metricNames(Recorder recorder) {
        Set<String> names = new LinkedHashSet<>();
        recorder.epochs().forEach(e -> names.addAll(e.metrics().keySet()));
        return names;
    }
}
