package io.vivace.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.backend.NativePart;
import io.vivace.io.AtomicFile;
import io.vivace.learn.BatchRecord;
import io.vivace.learn.EpochRecord;
import io.vivace.learn.Evaluation;
import io.vivace.learn.Recorder;
import io.vivace.memory.MemoryStats;
import io.vivace.schedule.Lr;
import io.vivace.vision.VisionLearner;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a run was and what came out of it, as JSON: one entry for every epoch. */
final class RunReport {
    /**
     * A stretch of training.
     *
     * @param name for people
     * @param epochs planned
     * @param peak highest rates
     * @param course what was noted about it, among others
     * @param fit its number there
     */
    record Stretch(String name, double epochs, Lr peak, Recorder course, int fit) {
        /** {@return its epochs} */
        List<EpochRecord> records() {
            return course.epochs().stream().filter(e -> e.fit() == fit).toList();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double NANOS = 1e9;

    private final List<String> arguments;
    private final Path data;
    private final VisionLearner learn;
    private final List<Stretch> stages = new ArrayList<>();
    private final long start = System.nanoTime();
    private final ObjectNode result = JSON.createObjectNode();
    private boolean interrupted;

    /**
     * Begins now.
     *
     * @param arguments as typed
     * @param data folder of the pictures
     * @param learn what is trained
     */
    RunReport(List<String> arguments, Path data, VisionLearner learn) {
        this.arguments = List.copyOf(arguments);
        this.data = data;
        this.learn = learn;
    }

    /** Notes that a stage begins, which is the next fit of a recorder. */
    void begin(String name, double epochs, Lr peak, Recorder course) {
        int fit = (int) stages.stream().filter(s -> s.course() == course).count();
        stages.add(new Stretch(name, epochs, peak, course, fit));
    }

    /** Notes a further number about the net in the end. */
    void result(String name, double value) {
        number(result, name, value);
    }

    /** Notes that training was interrupted. */
    void interrupted() {
        interrupted = true;
    }

    /** Notes how good the net is in the end. */
    void result(Evaluation found) {
        number(result, "valid_loss", found.loss());
        metrics(result, found.metrics());
    }

    /**
     * Writes it.
     *
     * @param file where to
     */
    void write(Path file) {
        try {
            AtomicFile.writeText(file, JSON.writeValueAsString(tree()) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e); // a tree of numbers and text always becomes JSON
        }
    }

    /** {@return all that there is to report} */
    ObjectNode tree() {
        ObjectNode root = JSON.createObjectNode();
        root.put("vivace", NativePart.vivaceVersion());
        root.put("java", System.getProperty("java.version"));
        arguments.forEach(root.putArray("arguments")::add);
        ObjectNode d = root.putObject("data");
        d.put("folder", data.toString());
        d.put("train", learn.data().train().items());
        d.put("valid", learn.data().valid().items());
        d.put("skipped", learn.data().skipped().size());
        learn.data().classes().forEach(d.putArray("classes")::add);
        root.put("parameters", learn.model().parameterCount());
        ArrayNode epochs = root.putArray("epochs");
        stages.forEach(s -> s.records().forEach(e -> epoch(epochs.addObject(), s, e)));
        root.put("interrupted", interrupted);
        root.set("result", result);
        number(root, "seconds", (System.nanoTime() - start) / NANOS);
        root.put("peak_tensor_bytes", MemoryStats.now().peak());
        return root;
    }

    private static void epoch(ObjectNode to, Stretch stage, EpochRecord e) {
        to.put("stage", stage.name());
        to.put("epoch", e.epoch() + 1);
        number(to, "train_loss", e.trainLoss());
        number(to, "smoothed_loss", e.smoothedLoss());
        number(to, "valid_loss", e.validLoss());
        metrics(to, e.metrics());
        number(to, "seconds", e.seconds());
        number(to, "data_wait", e.dataWait());
        List<BatchRecord> batches = stage.course().batches().stream()
                .filter(b -> b.fit() == e.fit() && b.epoch() == e.epoch())
                .toList();
        to.put("batches", batches.size());
        if (!batches.isEmpty()) {
            rates(to.putArray("lr_first"), batches.get(0));
            rates(to.putArray("lr_last"), batches.get(batches.size() - 1));
        }
    }

    private static void rates(ArrayNode to, BatchRecord batch) {
        batch.lr().forEach(to::add);
    }

    private static void metrics(ObjectNode to, Map<String, Double> metrics) {
        ObjectNode m = to.putObject("metrics");
        metrics.forEach((name, value) -> number(m, name, value));
    }

    /** JSON has no words for what is not finite. */
    private static void number(ObjectNode to, String name, double value) {
        if (Double.isFinite(value)) {
            to.put(name, value);
        } else {
            to.putNull(name);
        }
    }
}
