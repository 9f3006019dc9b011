package io.vivace.learn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.io.FileException;
import io.vivace.io.SafeTensors;
import io.vivace.optim.Optimizer;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A checkpoint on disk: a {@linkplain LearnerFile learner's file} (net and optimizer) that also holds gradients which wait to be
 * added to, under "gradient/", what training remembers, under "state/", and a manifest in JSON among the metadata.
 */
final class CheckpointFile implements AutoCloseable {
    /** The version that is written; readers for all up to it are below. */
    static final int VERSION = 1;

    static final String STATE = "state/";
    static final String GRADIENT = "gradient/";

    private static final String MANIFEST = "vivace.checkpoint";
    private static final int LONGEST_TEXT = 100_000_000; // of the whole header: what was written can be read
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(20)
                        .maxStringLength(LONGEST_TEXT)
                        .build());
    }

    private final Path file;
    private final Map<String, Tensor> tensors;
    private final SavedState state;

    private CheckpointFile(Path file, Map<String, Tensor> tensors, SavedState state) {
        this.file = file;
        this.tensors = tensors;
        this.state = state;
    }

    /** {@return a state to be filled and {@linkplain #write written}} */
    static SavedState emptyState() {
        return new SavedState(STATE, JSON.createObjectNode(), new LinkedHashMap<>());
    }

    /** Writes what a learner is and what its training remembers, replacing an old file in one step. */
    static void write(Path file, Learner learner, SavedState state) {
        try (var scope = Scope.open()) {
            Map<String, Tensor> all = LearnerFile.tensors(learner);
            learner.model().parameters().forEach((name, p) -> {
                Tensor g = p.grad();
                if (g != null) {
                    all.put(GRADIENT + name, g);
                }
            });
            all.putAll(state.tensors());
            Map<String, String> metadata = new LinkedHashMap<>(LearnerFile.metadata(learner));
            metadata.put(MANIFEST, manifest(state));
            SafeTensors.write(file, all, metadata);
        }
    }

    private static String manifest(SavedState state) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        root.put(
                "vivace",
                Objects.requireNonNullElse(CheckpointFile.class.getPackage().getImplementationVersion(), "unreleased"));
        root.put("java", Runtime.version().toString());
        root.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        root.put("written", Instant.now().toString());
        root.set("state", state.values());
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and texts is always JSON", e);
        }
    }

    /**
     * {@return what a file holds}
     *
     * @throws FileException if it cannot be read, is damaged, no checkpoint or of a newer version
     */
    static CheckpointFile read(Path file) {
        SafeTensors.Content content = SafeTensors.readAll(file);
        try {
            String manifest = content.metadata().get(MANIFEST);
            if (manifest == null) {
                throw new FileException(file, "is no checkpoint, but other weights; load them with learner.load(file)");
            }
            return new CheckpointFile(
                    file, content.tensors(), new SavedState(STATE, parse(file, manifest), content.tensors()));
        } catch (RuntimeException e) {
            content.close();
            throw e;
        }
    }

    private static ObjectNode parse(Path file, String manifest) {
        JsonNode root;
        try {
            root = JSON.readTree(manifest);
        } catch (JsonProcessingException e) {
            throw new FileException(file, "the manifest of this checkpoint is not proper JSON", e);
        }
        int version = root.path("version").asInt();
        if (version < 1) {
            throw new FileException(file, "the manifest of this checkpoint names no version");
        }
        if (version > VERSION) {
            throw new FileException(
                    file,
                    "is a checkpoint of version " + version + ", this Vivace reads up to " + VERSION
                            + ": resume with the Vivace that wrote it ("
                            + root.path("vivace").asText() + ")");
        }
        if (root.get("state") instanceof ObjectNode state) {
            return state;
        }
        throw new FileException(file, "the manifest of this checkpoint holds no state");
    }

    /** {@return what training remembers} */
    SavedState state() {
        return state;
    }

    /** {@return the file} */
    Path file() {
        return file;
    }

    /**
     * Takes something out of this file.
     *
     * @throws FileException if what it says makes no sense to those who read it
     */
    void reading(Runnable work) {
        try (var scope = Scope.open()) {
            work.run();
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new FileException(file, "is a checkpoint that does not fit this program: " + e.getMessage());
        }
    }

    /** Gives a net its values and the gradients that were waiting. */
    void loadNet(Learner learner) {
        learner.model().load(LearnerFile.net(tensors));
        learner.model().zeroGrad();
        learner.model().parameters().forEach((name, p) -> {
            Tensor g = tensors.get(GRADIENT + name);
            if (g != null) {
                p.value().grad(g.copy());
            }
        });
    }

    /** Gives an optimizer its memory. */
    void loadOptimizer(Optimizer optimizer) {
        optimizer.load(LearnerFile.optimizer(tensors));
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }
}
