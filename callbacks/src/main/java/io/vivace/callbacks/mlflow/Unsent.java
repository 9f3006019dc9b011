package io.vivace.callbacks.mlflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.io.AtomicFile;
import io.vivace.io.LineFile;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of requests that a server did not take: JSON objects, one to a line, made when there is something to keep. */
final class Unsent {
    private static final Logger LOG = LoggerFactory.getLogger(Unsent.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private boolean told;

    Unsent(Path file) {
        this.file = file;
    }

    /** Finds out whether the file can be written. */
    void check() {
        AtomicFile.requireWritable(file);
    }

    /** Keeps the body of a request to {@code runs/log-batch}. */
    void keep(String experiment, String runName, ObjectNode body) {
        if (!told) {
            told = true;
            LOG.warn("what MLflow did not take is kept in {}", file.toAbsolutePath());
        }
        ObjectNode line = JSON.createObjectNode()
                .put("experiment", experiment)
                .put("run_name", runName)
                .put("request", "runs/log-batch");
        line.set("body", body);
        try (LineFile lines = LineFile.append(file)) {
            lines.write(line.toString());
        }
    }
}
