package io.vivace.callbacks.dashboard;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writing JSON of many numbers. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** What writes a value. */
    @FunctionalInterface
    interface Value {
        void write(JsonGenerator to) throws IOException;
    }

    static byte[] bytes(Value value) {
        var out = new ByteArrayOutputStream(1 << 14);
        try (JsonGenerator to = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            value.write(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.toByteArray();
    }

    /** What is not finite becomes null. */
    static void number(JsonGenerator to, double value) throws IOException {
        if (Double.isFinite(value)) {
            to.writeNumber((float) value);
        } else {
            to.writeNull();
        }
    }

    static void numbers(JsonGenerator to, String name, float[] values) throws IOException {
        to.writeArrayFieldStart(name);
        for (float v : values) {
            number(to, v);
        }
        to.writeEndArray();
    }

    static void numbers(JsonGenerator to, String name, int[] values) throws IOException {
        to.writeFieldName(name);
        to.writeArray(values, 0, values.length);
    }
}
