package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.memory.Storage;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The graph of a file while it is made: nodes in order, and the values that the file holds, by name. */
final class Graph implements AutoCloseable {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();
    private final Map<Operand.Value, String> names = new HashMap<>();
    private final Map<Operand, String> constants = new HashMap<>();
    private final Map<List<Object>, String> literals = new HashMap<>();
    private final Map<Storage, String> known;
    private final Set<String> taken = new HashSet<>();
    private final List<Tensor> own = new ArrayList<>();
    private final List<Operand.Value> inputs;
    private final int opset;

    /**
     * Begins.
     *
     * @param inputs the net's
     * @param inputNames what they are called
     * @param state parameters and buffers by name
     */
    Graph(List<Operand.Value> inputs, List<String> inputNames, Map<String, Tensor> state, int opset) {
        this.inputs = inputs;
        this.opset = opset;
        known = new HashMap<>();
        state.forEach((name, t) -> known.putIfAbsent(t.view().storage(), name));
        for (int i = 0; i < inputs.size(); i++) {
            names.put(inputs.get(i), inputNames.get(i));
            taken.add(inputNames.get(i));
        }
    }

    int opset() {
        return opset;
    }

    List<Node> nodes() {
        return nodes;
    }

    Map<String, Initializer> initializers() {
        return initializers;
    }

    List<Operand.Value> inputs() {
        return inputs;
    }

    // ---------------------------------------------------------------------------------------------- nodes

    /** {@return the names of the outputs of a new node} */
    List<String> node(String place, String type, List<String> in, int outputs, Map<String, Object> attributes) {
        String name = unique((place.isEmpty() ? "" : place + ".") + type);
        List<String> out = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            out.add(unique(i == 0 ? name + "_output" : name + "_output_" + i));
        }
        nodes.add(new Node(name, type, in, out, attributes));
        return out;
    }

    private String unique(String wish) {
        String name = wish;
        for (int i = 1; !taken.add(name); i++) {
            name = wish + "_" + i;
        }
        return name;
    }

    /** Says what a value is called. */
    void name(Operand.Value value, String name) {
        names.put(value, name);
    }

    /** {@return what a value is called} */
    String name(Operand.Value value) {
        String name = names.get(value);
        if (name == null) {
            throw new IllegalStateException("value " + value + " is used before it is made");
        }
        return name;
    }

    /** Gives a value another name, everywhere. */
    void rename(String from, String to) {
        if (!taken.add(to)) {
            throw new IllegalArgumentException("the output cannot be called \"" + to
                    + "\": an input or a parameter is called so; choose another name by OnnxOptions.outputName");
        }
        nodes.replaceAll(
                n -> n.withInputs(replaced(n.inputs(), from, to)).withOutputs(replaced(n.outputs(), from, to)));
    }

    /** Drops nodes and values that nothing reads. */
    void dropUnread(String output) {
        Set<String> read = new HashSet<>();
        read.add(output);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node n = nodes.get(i);
            if (n.outputs().stream().anyMatch(read::contains)) {
                read.addAll(n.inputs());
            } else {
                nodes.remove(i);
            }
        }
        initializers.keySet().retainAll(read);
    }

    private static List<String> replaced(List<String> all, String from, String to) {
        return all.stream().map(s -> s.equals(from) ? to : s).toList();
    }

    // ---------------------------------------------------------------------------------------------- constants

    /** {@return the name of a tensor, held by the file once} */
    String weight(Operand.Weight w) {
        return constants.computeIfAbsent(w, k -> hold(name(w.tensor()), w.tensor()));
    }

    /** {@return the name of a tensor made for this file, which closes with it} */
    String own(String wish, Tensor t) {
        own.add(t.keep());
        return hold(wish, t);
    }

    private String name(Tensor t) {
        return known.getOrDefault(t.view().storage(), "constant");
    }

    private String hold(String wish, Tensor t) {
        String name = unique(wish);
        initializers.put(name, new Initializer(t, t.shape()));
        return name;
    }

    /** {@return the name of a row of whole numbers} */
    String row(long... values) {
        List<Object> key = Arrays.stream(values).boxed().collect(Collectors.toList());
        return literals.computeIfAbsent(key, k -> own("row", Tensor.of(values, values.length)));
    }

    /** {@return the name of a scalar} */
    String scalar(DType type, double value) {
        return literals.computeIfAbsent(List.of(type, value), k -> own("scalar", Tensor.full(type, Shape.of(), value)));
    }

    // ---------------------------------------------------------------------------------------------- sizes

    /**
     * {@return the name of a row of one whole number that is a size, computed from shapes if it depends on the input; null if it
     * cannot be told how}
     *
     * @param near whose sizes are looked at first
     */
    @Nullable
    String size(String place, Sizes wanted, Operand.@Nullable Value near) {
        if (wanted.isFixed()) {
            return row(wanted.first());
        }
        List<Operand.Value> places = new ArrayList<>();
        if (near != null) {
            places.add(near);
        }
        places.addAll(inputs);
        for (Operand.Value v : places) {
            for (int axis = 0; axis < v.rank(); axis++) {
                String found = size(place, wanted, v, axis);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable String size(String place, Sizes wanted, Operand.Value v, int axis) {
        Sizes there = v.size(axis);
        long times = wanted.multipleOf(there);
        long part = there.multipleOf(wanted);
        if (there.isFixed() || (times == 0 && part == 0 && !wanted.isShifted(there))) {
            return null;
        }
        String size = axis(place, name(v), axis);
        if (times == 1) {
            return size;
        }
        return times > 1
                ? two(place, "Mul", size, times)
                : part > 1 ? two(place, "Div", size, part) : two(place, "Add", size, wanted.first() - there.first());
    }

    private String two(String place, String type, String size, long number) {
        return node(place, type, List.of(size, row(number)), 1, Map.of()).get(0);
    }

    /** {@return the name of a row of one whole number, the size of an axis} */
    String axis(String place, String value, int axis) {
        return axes(place, value, axis, axis + 1);
    }

    /** {@return the name of a row, the sizes of some axes of a value} */
    String axes(String place, String value, int from, int to) {
        return literals.computeIfAbsent(
                List.of("sizes", value, from, to),
                k -> node(place, "Shape", List.of(value), 1, Map.of("start", (long) from, "end", (long) to))
                        .get(0));
    }

    /** Gives back what was made for the file. */
    @Override
    public void close() {
        own.forEach(Tensor::close);
    }
}
