package io.vivace.io;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the tensors in the nested containers of a checkpoint. */
final class StateDict {
    /** Where training programs put the weights when they save them together with other things. */
    private static final List<String> WEIGHTS = List.of("state_dict", "model_state_dict", "model");

    private static final int DEEPEST = 50;
    private static final int LONGEST_NAME = 1000;
    private static final int MOST_TENSORS = 100_000;
    private static final int MOST_VALUES = 10_000_000;

    private final Map<String, TorchPickle.TensorRef> tensors = new LinkedHashMap<>();
    private int values;

    private StateDict() {}

    /**
     * {@return the tensors by name; names of nested containers are joined by dots} If the outermost dictionary has its
     * weights under a usual key, only those are returned, without that key.
     *
     * @param root value of the pickle
     * @throws IOException if there is none, or the containers are nested beyond reason
     */
    static Map<String, TorchPickle.TensorRef> tensors(Object root) throws IOException {
        var dict = new StateDict();
        dict.walk(weights(root), "", 0);
        if (dict.tensors.isEmpty()) {
            throw new IOException("it holds no tensors");
        }
        return dict.tensors;
    }

    private static Object weights(Object root) {
        if (!(root instanceof Map<?, ?> map) || holdsTensors(map)) {
            return root;
        }
        for (String key : WEIGHTS) {
            if (map.get(key) instanceof Map<?, ?> inner && holdsTensors(inner)) {
                return inner;
            }
        }
        return root;
    }

    private static boolean holdsTensors(Map<?, ?> map) {
        return map.values().stream().anyMatch(TorchPickle.TensorRef.class::isInstance);
    }

    private void walk(Object value, String name, int depth) throws IOException {
        if (depth > DEEPEST || ++values > MOST_VALUES) {
            throw new IOException("its containers are nested more than " + DEEPEST + " deep, or hold more than "
                    + MOST_VALUES + " values");
        }
        if (value instanceof TorchPickle.TensorRef t) {
            add(name.isEmpty() ? "tensor" : name, t);
        } else if (value instanceof Map<?, ?> map) {
            for (var e : map.entrySet()) {
                walk(e.getValue(), name, e.getKey(), depth + 1);
            }
        } else if (value instanceof List<?> || value instanceof Pickle.Tuple) {
            List<?> items = value instanceof Pickle.Tuple t ? t.items : (List<?>) value;
            for (int i = 0; i < items.size(); i++) {
                walk(items.get(i), name, i, depth + 1);
            }
        }
    }

    private void walk(Object value, String parent, Object key, int depth) throws IOException {
        if (value instanceof Map
                || value instanceof List
                || value instanceof Pickle.Tuple
                || value instanceof TorchPickle.TensorRef) {
            String name = key.toString();
            if (parent.length() + name.length() > LONGEST_NAME) {
                throw new IOException("a tensor in it has a name of more than " + LONGEST_NAME + " characters");
            }
            walk(value, parent.isEmpty() ? name : parent + "." + name, depth);
        } else if (++values > MOST_VALUES) {
            throw new IOException("its containers hold more than " + MOST_VALUES + " values");
        }
    }

    private void add(String name, TorchPickle.TensorRef t) throws IOException {
        if (tensors.put(name, t) != null) {
            throw new IOException("it has two tensors named \"" + name + "\"");
        }
        if (tensors.size() > MOST_TENSORS) {
            throw new IOException("it holds more than " + MOST_TENSORS + " tensors");
        }
    }
}
