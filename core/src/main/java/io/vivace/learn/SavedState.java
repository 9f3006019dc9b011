package io.vivace.learn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Numbers, texts and tensors by name, on their way into a checkpoint or out of it. Numbers come back with the same bits.
 *
 * <pre>{@code
 * to.put("best", 0.93);
 * double best = from.number("best");
 * }</pre>
 */
public final class SavedState {
    private final String path;
    private final ObjectNode values;
    private final Map<String, Tensor> tensors;

    /** Starts empty. */
    public SavedState() {
        this("", JsonNodeFactory.instance.objectNode(), new LinkedHashMap<>());
    }

    /**
     * Takes what was read.
     *
     * @param path in front of the names of tensors: nothing, or something that ends with "/"
     * @param values numbers and texts
     * @param tensors all tensors, those of other parts included
     */
    SavedState(String path, ObjectNode values, Map<String, Tensor> tensors) {
        this.path = path;
        this.values = values;
        this.tensors = tensors;
    }

    /** {@return numbers and texts} */
    ObjectNode values() {
        return values;
    }

    /** {@return all tensors by their full names} */
    Map<String, Tensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /**
     * {@return a part with names of its own, made if it is missing}
     *
     * @param name of the part
     */
    public SavedState part(String name) {
        JsonNode part = values.get(name);
        return new SavedState(path + name + "/", part instanceof ObjectNode o ? o : values.putObject(name), tensors);
    }

    /**
     * {@return whether there is something under a name}
     *
     * @param name which
     */
    public boolean has(String name) {
        return values.has(name) || tensors.containsKey(path + name);
    }

    // ---------------------------------------------------------------------------------------------- writing

    /**
     * Writes a number down.
     *
     * @param name its name
     * @param value any, infinities and NaN too
     */
    public void put(String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        } else {
            values.put(name, Double.toString(value));
        }
    }

    /**
     * Writes a whole number down.
     *
     * @param name its name
     * @param value any
     */
    public void put(String name, long value) {
        values.put(name, value);
    }

    /**
     * Writes down whether something is so.
     *
     * @param name its name
     * @param value whether
     */
    public void put(String name, boolean value) {
        values.put(name, value);
    }

    /**
     * Writes a text down.
     *
     * @param name its name
     * @param value any
     */
    public void put(String name, String value) {
        values.put(name, value);
    }

    /**
     * Writes texts down.
     *
     * @param name their name
     * @param all in order
     */
    public void put(String name, List<String> all) {
        var list = values.putArray(name);
        all.forEach(list::add);
    }

    /**
     * Writes numbers down.
     *
     * @param name their name
     * @param all in order, any number of them
     */
    public void put(String name, double[] all) {
        long[] bits = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            bits[i] = Double.doubleToRawLongBits(all[i]);
        }
        put(name, bits);
    }

    /**
     * Writes whole numbers down.
     *
     * @param name their name
     * @param all in order, any number of them
     */
    public void put(String name, long[] all) {
        put(name, Tensor.of(all));
    }

    /**
     * Writes a tensor down.
     *
     * @param name its name
     * @param value it must stay as it is until the checkpoint is written, which is before training goes on
     */
    public void put(String name, Tensor value) {
        tensors.put(path + name, value);
    }

    // ---------------------------------------------------------------------------------------------- reading

    /**
     * {@return a number}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public double number(String name) {
        JsonNode v = value(name, "a number");
        if (v.isNumber()) {
            return v.doubleValue();
        }
        return switch (v.asText()) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw wrong(name, "a number");
        };
    }

    /**
     * {@return a whole number}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public long whole(String name) {
        JsonNode v = value(name, "a whole number");
        if (!v.isIntegralNumber() || !v.canConvertToLong()) {
            throw wrong(name, "a whole number");
        }
        return v.longValue();
    }

    /**
     * {@return whether something is so}
     *
     * @param name its name
     * @throws IllegalArgumentException if nothing says so
     */
    public boolean flag(String name) {
        JsonNode v = value(name, "true or false");
        if (!v.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return v.booleanValue();
    }

    /**
     * {@return a text}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public String text(String name) {
        JsonNode v = value(name, "a text");
        if (!v.isTextual()) {
            throw wrong(name, "a text");
        }
        return v.textValue();
    }

    /**
     * {@return texts}
     *
     * @param name their name
     * @throws IllegalArgumentException if there are none of that name
     */
    public List<String> texts(String name) {
        JsonNode v = value(name, "a list of texts");
        if (!v.isArray()) {
            throw wrong(name, "a list of texts");
        }
        return IntStream.range(0, v.size()).mapToObj(i -> v.get(i).asText()).toList();
    }

    /**
     * {@return numbers}
     *
     * @param name their name
     * @throws IllegalArgumentException if there are none of that name
     */
    public double[] numbers(String name) {
        long[] bits = wholes(name);
        double[] all = new double[bits.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = Double.longBitsToDouble(bits[i]);
        }
        return all;
    }

    /**
     * {@return whole numbers}
     *
     * @param name their name
     * @throws IllegalArgumentException if there are none of that name
     */
    public long[] wholes(String name) {
        return tensor(name).toLongArray();
    }

    /**
     * {@return a tensor, which is released when all has been loaded: copy it to keep it}
     *
     * @param name its name
     * @throws IllegalArgumentException if there is none of that name
     */
    public Tensor tensor(String name) {
        Tensor t = tensors.get(path + name);
        if (t == null) {
            throw wrong(name, "a tensor");
        }
        return t;
    }

    private JsonNode value(String name, String what) {
        JsonNode v = values.get(name);
        if (v == null) {
            throw wrong(name, what);
        }
        return v;
    }

    private IllegalArgumentException wrong(String name, String what) {
        JsonNode v = values.get(name);
        return new IllegalArgumentException("the saved state needs " + what + " named '" + path + name + "', but has "
                + (v == null ? "nothing of that name" : v.toString())
                + "; it was written by other code than what reads it");
    }
}
