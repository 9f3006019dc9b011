package io.vivace.onnx;

import io.vivace.io.AtomicFile;
import io.vivace.io.ProtoMessage;
import io.vivace.memory.DType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A graph as an ONNX file. The numbers are those of the fields in the messages that the format describes (ModelProto, GraphProto,
 * NodeProto, AttributeProto, TensorProto, ValueInfoProto).
 */
final class ModelFile {
    /** What Protocol Buffers can read: sizes are counted in 31 bits. */
    private static final long MOST_BYTES = Integer.MAX_VALUE;

    /**
     * A value at the border of the graph.
     *
     * @param name of the value
     * @param type of its elements
     * @param dims whole numbers, or names of axes that are open; "" for one without a name
     */
    record Border(String name, DType type, List<Object> dims) {}

    private ModelFile() {}

    /** {@return the number of an element type} */
    static int code(DType type) {
        return switch (type) {
            case F32, BF16 -> 1;
            case U8 -> 2;
            case I32 -> 6;
            case I64 -> 7;
            case BOOL -> 9;
        };
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @throws IllegalArgumentException if it would have 2 GiB or more
     */
    static void write(Path file, Graph graph, List<Border> inputs, Border output, Map<String, String> metadata) {
        ProtoMessage model = model(graph, inputs, output, metadata);
        if (model.size() > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the net has " + model.size() + " bytes as ONNX, and such a file ends at " + MOST_BYTES
                            + " (2 GiB): " + file + " was not written. Export parts of the net");
        }
        AtomicFile.write(file, model::writeTo);
    }

    private static ProtoMessage model(Graph graph, List<Border> inputs, Border output, Map<String, String> metadata) {
        ProtoMessage model = new ProtoMessage()
                .whole(1, version(graph.opset()))
                .text(2, "Vivace")
                .message(7, graph(graph, inputs, output))
                .message(8, new ProtoMessage().text(1, "").whole(2, graph.opset()));
        metadata.forEach((key, value) ->
                model.message(14, new ProtoMessage().text(1, key).text(2, value)));
        return model;
    }

    /** {@return the version of the format that came with an operator set} */
    private static long version(int opset) {
        return opset < 19 ? 8 : opset < 21 ? 9 : opset < 23 ? 10 : 11;
    }

    private static ProtoMessage graph(Graph graph, List<Border> inputs, Border output) {
        ProtoMessage m = new ProtoMessage();
        graph.nodes().forEach(n -> m.message(1, node(n)));
        m.text(2, "net");
        graph.initializers().forEach((name, values) -> m.message(5, tensor(name, values)));
        inputs.forEach(in -> m.message(11, border(in)));
        return m.message(12, border(output));
    }

    private static ProtoMessage node(Node n) {
        ProtoMessage m = new ProtoMessage();
        n.inputs().forEach(in -> m.text(1, in));
        n.outputs().forEach(out -> m.text(2, out));
        m.text(3, n.name()).text(4, n.type());
        n.attributes().forEach((name, value) -> m.message(5, attribute(name, value)));
        return m;
    }

    private static ProtoMessage attribute(String name, Object value) {
        ProtoMessage m = new ProtoMessage().text(1, name);
        if (value instanceof Float f) {
            return m.floating(2, f).whole(20, 1);
        }
        if (value instanceof Long whole) {
            return m.whole(3, whole).whole(20, 2);
        }
        if (value instanceof String text) {
            return m.text(4, text).whole(20, 3);
        }
        for (long whole : (long[]) value) {
            m.whole(8, whole);
        }
        return m.whole(20, 7);
    }

    private static ProtoMessage tensor(String name, Initializer values) {
        ProtoMessage m = new ProtoMessage();
        for (long size : values.shape().toArray()) {
            m.whole(1, size);
        }
        return m.whole(2, code(values.type())).text(8, name).data(9, values);
    }

    private static ProtoMessage border(Border b) {
        ProtoMessage shape = new ProtoMessage();
        for (Object dim : b.dims()) {
            ProtoMessage m = new ProtoMessage();
            if (dim instanceof Long size) {
                m.whole(1, size);
            } else if (!dim.equals("")) {
                m.text(2, (String) dim);
            }
            shape.message(1, m);
        }
        ProtoMessage tensor = new ProtoMessage().whole(1, code(b.type())).message(2, shape);
        return new ProtoMessage().text(1, b.name()).message(2, new ProtoMessage().message(1, tensor));
    }
}
