package io.vivace.onnx;

import io.vivace.nn.Module;
import java.util.function.Function;

/** Looks into graphs that are not written. */
final class Programs {
    private Programs() {}

    /** {@return what is found in the graph of a net} */
    static <T> T graph(Module net, OnnxOptions options, Function<Graph, T> look) {
        return Onnx.graph(net, options, (program, graph) -> look.apply(graph));
    }
}
