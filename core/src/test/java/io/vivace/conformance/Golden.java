package io.vivace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vivace.memory.DType;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The golden values: operands, and PyTorch's outputs and gradients for them. */
final class Golden {
    /** What a case is about. */
    enum Kind {
        BASE,
        ODD,
        ZERO,
        KINKS,
        SPECIAL,
        INTEGERS
    }

    /**
     * One call.
     *
     * @param grads for each operand the gradient of the weighted sum of the outputs, or null; empty if there is none
     */
    record Case(
            String op,
            String sample,
            Kind kind,
            List<Value> inputs,
            List<Value> outputs,
            List<double @Nullable []> grads) {
        /** {@return whether PyTorch has a gradient for this} */
        boolean hasGradient() {
            return !grads.isEmpty();
        }

        @Override
        public String toString() {
            return op + " [" + sample + ", " + kind.name().toLowerCase(Locale.ROOT) + "] of "
                    + inputs.stream().map(Value::toString).toList();
        }
    }

    /**
     * A tensor as written down.
     *
     * @param values row-major; whole numbers exact
     * @param grad whether the gradient of an operand is wanted, or an output has one
     */
    record Value(DType type, long[] shape, double[] values, long[] whole, boolean grad) {
        /** {@return it as a tensor} */
        Tensor tensor() {
            if (type == DType.F32) {
                float[] v = new float[values.length];
                for (int i = 0; i < v.length; i++) {
                    v[i] = (float) values[i];
                }
                return Tensor.of(v).reshape(shape);
            }
            return Tensor.of(whole).to(type).reshape(shape);
        }

        @Override
        public String toString() {
            return type + java.util.Arrays.toString(shape);
        }
    }

    private static final Map<String, List<Case>> CASES = new LinkedHashMap<>();
    private static final String[] FAMILIES = {
        "arithmetic",
        "comparison",
        "pointwise",
        "reductions",
        "linear_algebra",
        "shaping",
        "rearranging",
        "indexing",
        "convolution",
        "pooling",
        "normalization",
        "recurrence",
        "dropout",
        "losses"
    };

    static {
        for (String family : FAMILIES) {
            for (JsonNode c : read("/golden/" + family + ".json")) {
                Case made = toCase(c);
                CASES.computeIfAbsent(made.op(), k -> new ArrayList<>()).add(made);
            }
        }
    }

    private Golden() {}

    /** {@return the cases of all operations by name} */
    static Map<String, List<Case>> all() {
        return CASES;
    }

    /** {@return the cases of an operation of some kinds} */
    static List<Case> of(Op op, Kind... kinds) {
        return CASES.getOrDefault(op.name(), List.of()).stream()
                .filter(c -> List.of(kinds).contains(c.kind()))
                .toList();
    }

    private static JsonNode read(String resource) {
        try (InputStream in = Golden.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no " + resource + "; write it with scripts/golden/ops.py");
            }
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static Case toCase(JsonNode c) {
        List<Value> inputs = new ArrayList<>();
        c.get("inputs").forEach(v -> inputs.add(toValue(v)));
        List<Value> outputs = new ArrayList<>();
        c.get("outputs").forEach(v -> outputs.add(toValue(v)));
        List<double @Nullable []> grads = new ArrayList<>();
        if (c.has("grads")) {
            c.get("grads").forEach(g -> grads.add(g.isNull() ? null : doubles(g)));
        }
        Kind kind = Kind.valueOf(c.get("kind").asText().toUpperCase(Locale.ROOT));
        return new Case(c.get("op").asText(), c.get("sample").asText(), kind, inputs, outputs, grads);
    }

    private static Value toValue(JsonNode v) {
        DType type = DType.valueOf(v.get("type").asText().toUpperCase(Locale.ROOT));
        JsonNode values = v.get("values");
        long[] whole = new long[values.size()];
        if (type != DType.F32) {
            for (int i = 0; i < whole.length; i++) {
                whole[i] = values.get(i).asLong();
            }
        }
        double[] shape = doubles(v.get("shape"));
        long[] dims = new long[shape.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = (long) shape[i];
        }
        return new Value(type, dims, doubles(values), whole, v.has("grad"));
    }

    private static double[] doubles(JsonNode a) {
        double[] v = new double[a.size()];
        for (int i = 0; i < v.length; i++) {
            JsonNode x = a.get(i);
            v[i] = x.isTextual() ? Double.parseDouble(x.asText()) : x.asDouble();
        }
        return v;
    }
}
