package io.vivace.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;

/** What PyTorch returned. */
public final class Golden {
    private Golden() {}

    /** {@return the values of a case} */
    public static JsonNode of(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/nets.json")) {
            for (JsonNode c : new ObjectMapper().readTree(in)) {
                if (c.get("name").asText().equals(name)) {
                    return c;
                }
            }
        }
        throw new AssertionError("no golden values of " + name);
    }

    /** Compares values, relative to the largest. */
    public static void isClose(String what, Tensor given, JsonNode expected) {
        float[] v = given.toFloatArray();
        assertThat(v).as(what).hasSize(expected.size());
        double largest = 0;
        for (JsonNode e : expected) {
            largest = Math.max(largest, Math.abs(e.asDouble()));
        }
        for (int i = 0; i < v.length; i++) {
            assertThat((double) v[i])
                    .as(what + ", element " + i)
                    .isCloseTo(expected.get(i).asDouble(), offset(2e-5 * largest));
        }
    }
}
