package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the form of one operation is written: its operands, and the graph that gets the nodes. */
final class Site {
    private final Operation op;
    private final Graph graph;

    Site(Operation op, Graph graph) {
        this.op = op;
        this.graph = graph;
    }

    int opset() {
        return graph.opset();
    }

    String operation() {
        return op.name();
    }

    // ---------------------------------------------------------------------------------------------- operands

    int count() {
        return op.inputs().size();
    }

    boolean has(int i) {
        return i < count() && op.inputs().get(i) != null;
    }

    Operand operand(int i) {
        Operand o = op.inputs().get(i);
        if (o == null) {
            throw new IllegalStateException(op.where() + " has no operand " + i);
        }
        return o;
    }

    Operand.Value result(int i) {
        return op.outputs().get(i);
    }

    DType type() {
        return result(0).dtype();
    }

    /** {@return the name of an operand, "" if there is none} */
    String in(int i) {
        return has(i) ? name(operand(i)) : "";
    }

    /** {@return the name of an operand, converted to a type} */
    String in(int i, DType type) {
        return cast(in(i), operand(i).dtype(), type);
    }

    String cast(String value, DType from, DType to) {
        return from == to ? value : node("Cast", List.of(value), "to", (long) ModelFile.code(to));
    }

    String name(Operand o) {
        if (o instanceof Operand.Value v) {
            return graph.name(v);
        }
        if (o instanceof Operand.Weight w) {
            return graph.weight(w);
        }
        var filled = (Operand.Filled) o;
        List<String> sizes = new ArrayList<>();
        for (Sizes s : filled.shape()) {
            sizes.add(size(s, null));
        }
        return node("Expand", List.of(graph.scalar(filled.dtype(), filled.value()), joined(sizes)));
    }

    /** {@return the elements of an operand that is a constant} */
    Tensor weight(int i, String what) {
        if (operand(i) instanceof Operand.Weight w) {
            return w.tensor();
        }
        throw refused("needs " + what + " that does not depend on the input");
    }

    // ---------------------------------------------------------------------------------------------- attributes

    private Object attribute(String name) {
        Object v = op.attributes().get(name);
        if (v == null) {
            throw new IllegalStateException(op.where() + " told no " + name);
        }
        return v;
    }

    boolean tells(String name) {
        return op.attributes().containsKey(name);
    }

    <T> T told(String name, Class<T> type) {
        return type.cast(attribute(name));
    }

    double number(String name) {
        return attribute(name) instanceof Sizes s ? whole(name, s) : told(name, Double.class);
    }

    boolean truth(String name) {
        return told(name, Boolean.class);
    }

    long whole(String name) {
        return whole(name, told(name, Sizes.class));
    }

    long[] wholes(String name) {
        return sizes(name).stream().mapToLong(s -> whole(name, s)).toArray();
    }

    @SuppressWarnings("unchecked")
    List<Sizes> sizes(String name) {
        return (List<Sizes>) attribute(name);
    }

    long whole(String what, Sizes s) {
        if (!s.isFixed()) {
            throw refused("needs a fixed " + what + ", but it is " + s
                    + ", depending on the size of the input; leave fewer axes open (OnnxOptions.fixed())");
        }
        return s.first();
    }

    IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(op.where() + " cannot be written as ONNX: it " + why);
    }

    // ---------------------------------------------------------------------------------------------- writing

    /** {@return the name of what a new node makes} */
    String node(String type, List<String> inputs, Object... attributes) {
        return nodes(type, inputs, 1, attributes).get(0);
    }

    /** {@return the names of what a new node makes} */
    List<String> nodes(String type, List<String> inputs, int outputs, Object... attributes) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (int i = 0; i < attributes.length; i += 2) {
            all.put((String) attributes[i], attributes[i + 1]);
        }
        List<String> in = new ArrayList<>(inputs);
        while (!in.isEmpty() && in.get(in.size() - 1).isEmpty()) {
            in.remove(in.size() - 1);
        }
        return graph.node(op.place(), type, in, outputs, all);
    }

    /** Says that a value of the graph is the operation's result. */
    void gives(String name) {
        gives(0, name);
    }

    void gives(int output, String name) {
        graph.name(result(output), name);
    }

    /** Writes one node that is the whole operation. */
    void is(String type, List<String> inputs, Object... attributes) {
        gives(node(type, inputs, attributes));
    }

    String row(long... values) {
        return graph.row(values);
    }

    String scalar(double value) {
        return graph.scalar(type(), value);
    }

    String scalar(DType type, double value) {
        return graph.scalar(type, value);
    }

    String own(String wish, Tensor t) {
        return graph.own((op.place().isEmpty() ? "" : op.place() + ".") + wish, t);
    }

    /** {@return the name of the sizes of some axes of a value} */
    String axes(String value, int from, int to) {
        return graph.axes(op.place(), value, from, to);
    }

    /** {@return as {@link #size}, but null if it is not clear how the size follows from the input} */
    @Nullable
    String sizeOrNull(Sizes s, Operand.@Nullable Value near) {
        return graph.size(op.place(), s, near);
    }

    /** {@return the name of a row of one number, a size that may depend on the input} */
    String size(Sizes s, Operand.@Nullable Value near) {
        String name = sizeOrNull(s, near);
        if (name == null) {
            throw refused("needs a size of " + s + ", and how that follows from the size of the input is not clear;"
                    + " leave fewer axes open (OnnxOptions.fixed())");
        }
        return name;
    }

    /** {@return the name of rows one after another} */
    String joined(List<String> rows) {
        return rows.size() == 1 ? rows.get(0) : node("Concat", rows, "axis", 0L);
    }
}
