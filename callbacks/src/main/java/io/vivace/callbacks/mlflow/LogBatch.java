package io.vivace.callbacks.mlflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Metrics and parameters on their way to a run, within the limits of {@code runs/log-batch}: 1000 entries in a request, 100 of them
 * parameters; names of 250 characters out of letters, digits and {@code _-./ } that are the same when read as a path; values of
 * parameters of 500 characters, which the oldest servers take.
 */
final class LogBatch {
    /** Numbers of a request of at most 1 MB: with the longest names each takes some 350 bytes. */
    static final int MOST_METRICS = 1000;

    static final int MOST_PARAMETERS = 100;
    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_VALUE = 500;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NOT_ALLOWED = Pattern.compile("[^/\\w.\\- ]", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int ROOM_FOR_NUMBER = 10;

    private final Map<String, String> owners = new HashMap<>();
    private final List<ObjectNode> metrics = new ArrayList<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();

    void metric(String name, double value, long step) {
        ObjectNode m = JSON.createObjectNode().put("key", ownKey(name));
        if (Double.isFinite(value)) {
            m.put("value", value);
        } else {
            m.put("value", Double.toString(value)); // as protocol buffers write NaN, Infinity and -Infinity in JSON
        }
        metrics.add(m.put("timestamp", System.currentTimeMillis()).put("step", step));
    }

    void parameter(String name, Object value) {
        String text = value.toString();
        parameters.put(ownKey(name), text.substring(0, Math.min(text.length(), LONGEST_VALUE)));
    }

    /** Names that differ only in what is not allowed get a number. */
    private String ownKey(String name) {
        String key = key(name);
        for (int n = 2; !owners.computeIfAbsent(key, k -> name).equals(name); n++) {
            key = key(name).substring(0, Math.min(key(name).length(), LONGEST_KEY - ROOM_FOR_NUMBER)) + "_" + n;
        }
        return key;
    }

    boolean isFull() {
        return metrics.size() >= MOST_METRICS;
    }

    /**
     * {@return requests that send all of it, and forgets it}
     *
     * @param run the run's identifier
     */
    List<ObjectNode> bodies(String run) {
        List<ObjectNode> all = new ArrayList<>();
        List<Map.Entry<String, String>> given = List.copyOf(parameters.entrySet());
        for (int from = 0; from < given.size(); from += MOST_PARAMETERS) {
            ArrayNode list = body(all, run).putArray("params");
            given.subList(from, Math.min(given.size(), from + MOST_PARAMETERS))
                    .forEach(p -> list.addObject().put("key", p.getKey()).put("value", p.getValue()));
        }
        for (int from = 0; from < metrics.size(); from += MOST_METRICS) {
            body(all, run)
                    .putArray("metrics")
                    .addAll(metrics.subList(from, Math.min(metrics.size(), from + MOST_METRICS)));
        }
        metrics.clear();
        parameters.clear();
        return all;
    }

    private static ObjectNode body(List<ObjectNode> all, String run) {
        ObjectNode body = JSON.createObjectNode().put("run_id", run);
        all.add(body);
        return body;
    }

    /** {@return a name that every server takes: other characters become "_", and what a path would drop is dropped} */
    static String key(String name) {
        String plain = NOT_ALLOWED.matcher(name).replaceAll("_");
        String path = Arrays.stream(plain.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals(".") && !part.equals(".."))
                .collect(Collectors.joining("/"));
        String whole = path.isEmpty() ? "_" : path;
        return whole.substring(0, Math.min(whole.length(), LONGEST_KEY)).replaceFirst("/+$", "");
    }
}
