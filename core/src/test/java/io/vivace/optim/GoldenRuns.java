package io.vivace.optim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** What scripts/golden/optimizers.py wrote. */
final class GoldenRuns {
    private static final JsonNode ALL = read();

    private GoldenRuns() {}

    private static JsonNode read() {
        try (InputStream in = GoldenRuns.class.getResourceAsStream("/golden/optimizers.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, "golden/optimizers.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode of(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }

    static double[] numbers(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }
}
