package io.vivace.learn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How good a net is on some items.
 *
 * @param loss mean loss of the items
 * @param metrics metrics by name, in the learner's order
 * @param items how many items there were
 */
public record Evaluation(double loss, Map<String, Double> metrics, int items) {
    /** Copies the metrics. */
    public Evaluation {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
