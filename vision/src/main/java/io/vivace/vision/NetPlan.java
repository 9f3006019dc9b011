package io.vivace.vision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a net is built again: an architecture as it is, or its body with a head.
 *
 * @param architecture with all its arguments
 * @param head what stands in place of the architecture's classifier; null for the architecture as it is
 * @param features channels that the body gives to the head; 0 without head
 * @param outputs of the net
 */
record NetPlan(Architecture architecture, @Nullable Head head, int features, int outputs) {
    private static final int MOST = 1_000_000;

    /** {@return the net, without values yet} */
    Module build() {
        Module whole = architecture.build();
        return head == null ? whole : Layers.sequential(Body.of(whole).net(), head.build(features, outputs));
    }

    void write(ObjectNode to) {
        to.put("architecture", architecture.name());
        ObjectNode arguments = to.putObject("arguments");
        architecture.arguments().forEach((name, value) -> {
            if (value instanceof Integer i) {
                arguments.put(name, i);
            } else if (value instanceof Double d) {
                arguments.put(name, d);
            } else if (value instanceof Boolean b) {
                arguments.put(name, b);
            } else if (value instanceof String s) {
                arguments.put(name, s);
            } else if (value instanceof List<?> list) {
                ArrayNode array = arguments.putArray(name);
                list.forEach(o -> array.add((Integer) o));
            }
        });
        if (head != null) {
            head.write(to.putObject("head"));
            to.put("features", features);
        }
        to.put("outputs", outputs);
    }

    static NetPlan read(JsonNode from) {
        Map<String, Object> arguments = new TreeMap<>();
        JsonNode given = Json.object(from, "arguments");
        given.fieldNames().forEachRemaining(name -> arguments.put(name, value(name, given.path(name))));
        var architecture = new Architecture(Json.text(from, "architecture"), arguments);
        int outputs = Json.whole(from, "outputs", 1, MOST);
        return from.has("head")
                ? new NetPlan(
                        architecture,
                        Head.read(Json.object(from, "head")),
                        Json.whole(from, "features", 1, MOST),
                        outputs)
                : new NetPlan(architecture, null, 0, outputs);
    }

    private static Object value(String name, JsonNode v) {
        if (v.isInt()) {
            return v.intValue();
        }
        if (v.isDouble()) {
            return v.doubleValue();
        }
        if (v.isBoolean()) {
            return v.booleanValue();
        }
        if (v.isTextual()) {
            return v.textValue();
        }
        if (v.isArray()) {
            List<Integer> all = new ArrayList<>();
            for (JsonNode e : v) {
                if (!e.isInt()) {
                    throw new IllegalArgumentException("argument \"" + name + "\" must be a list of whole numbers");
                }
                all.add(e.intValue());
            }
            return all;
        }
        throw new IllegalArgumentException(
                "argument \"" + name + "\" must be a number, true or false, a list of whole numbers, or a name");
    }
}
