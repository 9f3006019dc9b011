package io.vivace.io;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fits the names in a file to those that a model asks for. Other programs wrap a model ({@code module.conv1.weight}) or count
 * its layers ({@code squeezenet0_conv0_weight}); the values are the same.
 */
public final class WeightNames {
    private static final Logger LOG = LoggerFactory.getLogger(WeightNames.class);
    private static final List<String> WRAPPERS = List.of("module.", "model.", "net.", "backbone.", "_orig_mod.");

    private static final String COUNTER = "num_batches_tracked";

    private WeightNames() {}

    /**
     * {@return the tensors under the names that are asked for, if it is clear which is which; else as they were found, so
     * that loading them says what does not fit} It is clear if all names fit, or fit without a wrapper's name in front; or if
     * no name fits, but the weights, the biases and so on are as many and, in their order, of the shapes that are asked for.
     *
     * @param found from a file, in its order
     * @param wanted shapes by name, in the model's order
     */
    public static Map<String, Tensor> fit(Map<String, Tensor> found, Map<String, Shape> wanted) {
        if (wanted.keySet().stream().anyMatch(found::containsKey)) {
            return found;
        }
        for (String wrapper : WRAPPERS) {
            if (found.keySet().stream().allMatch(n -> n.startsWith(wrapper))) {
                var bare = new LinkedHashMap<String, Tensor>();
                found.forEach((n, t) -> bare.put(n.substring(wrapper.length()), t));
                return fit(bare, wanted);
            }
        }
        return inOrder(found, wanted).orElse(found);
    }

    private static Optional<Map<String, Tensor>> inOrder(Map<String, Tensor> found, Map<String, Shape> wanted) {
        var ofKind = new HashMap<String, Deque<Tensor>>();
        found.forEach((name, t) ->
                ofKind.computeIfAbsent(kind(name), k -> new ArrayDeque<>()).add(t));
        var renamed = new LinkedHashMap<String, Tensor>();
        for (var place : wanted.entrySet()) {
            String kind = kind(place.getKey());
            Deque<Tensor> left = ofKind.get(kind);
            Tensor next = left == null ? null : left.poll();
            if (next != null && next.shape().equals(place.getValue())) {
                renamed.put(place.getKey(), next);
            } else if (left != null || !kind.equals(COUNTER)) { // only PyTorch counts batches, and nobody needs it
                return Optional.empty();
            }
        }
        if (renamed.size() != found.size()) {
            return Optional.empty();
        }
        LOG.info("no name fits, but all shapes do in their order: {} weights were matched by order", renamed.size());
        return Optional.of(renamed);
    }

    /** {@return weight, bias, running_mean or running_var; MXNet calls batch norm's first two gamma and beta} */
    private static String kind(String name) {
        for (String statistic : List.of("running_mean", "running_var", COUNTER)) {
            if (name.endsWith(statistic)) {
                return statistic;
            }
        }
        String last = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('_')) + 1);
        return switch (last) {
            case "gamma" -> "weight";
            case "beta" -> "bias";
            default -> last;
        };
    }
}
