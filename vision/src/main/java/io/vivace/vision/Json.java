package io.vivace.vision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads fields of JSON objects that may hold anything, and complains by name. */
final class Json {
    private Json() {}

    static JsonNode object(JsonNode in, String field) {
        JsonNode v = in.path(field);
        if (!v.isObject()) {
            throw wrong(field, "an object", v);
        }
        return v;
    }

    static String text(JsonNode in, String field) {
        JsonNode v = in.path(field);
        if (!v.isTextual()) {
            throw wrong(field, "text", v);
        }
        return v.textValue();
    }

    static int whole(JsonNode in, String field, int least, int greatest) {
        JsonNode v = in.path(field);
        if (!v.isInt() || v.intValue() < least || v.intValue() > greatest) {
            throw wrong(field, "a whole number from " + least + " to " + greatest, v);
        }
        return v.intValue();
    }

    static boolean truth(JsonNode in, String field) {
        JsonNode v = in.path(field);
        if (!v.isBoolean()) {
            throw wrong(field, "true or false", v);
        }
        return v.booleanValue();
    }

    static <E extends Enum<E>> E choice(JsonNode in, String field, Class<E> type) {
        String name = text(in, field);
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong(field, "one of " + Arrays.toString(type.getEnumConstants()), in.path(field)));
    }

    static double[] numbers(JsonNode in, String field) {
        JsonNode v = in.path(field);
        if (!v.isArray()) {
            throw wrong(field, "a list of numbers", v);
        }
        double[] n = new double[v.size()];
        for (int i = 0; i < n.length; i++) {
            if (!v.get(i).isNumber()) {
                throw wrong(field, "a list of numbers", v);
            }
            n[i] = v.get(i).doubleValue();
        }
        return n;
    }

    static double number(JsonNode in, String field) {
        JsonNode v = in.path(field);
        if (!v.isNumber()) {
            throw wrong(field, "a number", v);
        }
        return v.doubleValue();
    }

    static List<String> texts(JsonNode in, String field) {
        JsonNode v = in.path(field);
        if (!v.isArray()) {
            throw wrong(field, "a list of texts", v);
        }
        List<String> all = new ArrayList<>();
        for (JsonNode e : v) {
            if (!e.isTextual()) {
                throw wrong(field, "a list of texts", v);
            }
            all.add(e.textValue());
        }
        return all;
    }

    private static IllegalArgumentException wrong(String field, String wanted, JsonNode got) {
        String text = got.toString();
        return new IllegalArgumentException("\"" + field + "\" must be " + wanted + ", got "
                + (got.isMissingNode() ? "nothing" : text.substring(0, Math.min(100, text.length()))));
    }
}
