package io.vivace.onnx;

import io.vivace.io.AtomicFile;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Writes nets as ONNX files, for ONNX Runtime and other programs that run them without Vivace.
 *
 * <pre>{@code
 * Onnx.export(net, Path.of("pets.onnx"), Shape.of(1, 3, 224, 224));
 * }</pre>
 *
 * The net is run some times, on inputs without meaning and in evaluation mode, and is afterwards as it was; what its tensor operations do
 * is written. Where the runs agree, numbers are fixed; where they differ because open axes had other sizes, the file computes them from
 * the shape of its input. So the file does what the net does as long as the net takes the same steps for each input.
 */
public final class Onnx {
    private Onnx() {}

    /**
     * Writes a net. The batch axis of the inputs is open; {@link OnnxOptions} knows more.
     *
     * @param net with values
     * @param file where to; an old one is replaced
     * @param inputs shape of each input, f32, such as [1, 3, 224, 224]
     * @throws IllegalArgumentException if the net does not take such inputs, or something in it has no ONNX form
     * @throws io.vivace.io.FileException if the file cannot be written; an old one is then as it was
     */
    public static void export(Module net, Path file, Shape... inputs) {
        export(net, file, OnnxOptions.of(inputs));
    }

    /**
     * Writes a net.
     *
     * @param net with values
     * @param file where to; an old one is replaced
     * @param options what the file is to be like
     * @throws IllegalArgumentException if the net does not take such inputs, or something in it has no ONNX form
     * @throws io.vivace.io.FileException if the file cannot be written; an old one is then as it was
     */
    public static void export(Module net, Path file, OnnxOptions options) {
        AtomicFile.requireWritable(file);
        graph(net, options, (program, graph) -> {
            ModelFile.write(file, graph, Shapes.inputs(options), Shapes.output(program, options), options.metadata());
            return file;
        });
    }

    /** {@return what is made of the graph of a net; afterwards it is closed} */
    static <T> T graph(Module net, OnnxOptions options, BiFunction<Program, Graph, T> use) {
        List<Trace> traces = new ArrayList<>();
        try (Scope scope = Scope.open()) {
            for (List<Shape> shapes : Shapes.traced(options)) {
                traces.add(trace(net, options, shapes, traces.size()));
            }
            Program program = new Program(traces);
            try (Graph graph = Autograd.noGrad(() -> write(net, program, options))) {
                return use.apply(program, graph);
            }
        } finally {
            traces.forEach(Trace::close);
        }
    }

    private static Trace trace(Module net, OnnxOptions options, List<Shape> shapes, int seed) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            inputs.add(Recording.input(
                    options.inputs().get(i).dtype(), shapes.get(i).toArray(), seed));
        }
        UnaryOperator<Tensor> finish = switch (options.finish()) {
            case NONE -> y -> y;
            case SOFTMAX -> y -> y.softmax(1);
            case SIGMOID -> Tensor::sigmoid;
        };
        try {
            return Recording.of(net, finish, inputs);
        } catch (IllegalArgumentException e) {
            throw seed == 0 || options.openAxes().isEmpty() ? e : Shapes.refused(options, shapes, e);
        }
    }

    private static Graph write(Module net, Program program, OnnxOptions options) {
        List<String> names =
                options.inputs().stream().map(OnnxOptions.Input::name).toList();
        Graph graph = new Graph(program.inputs(), names, net.state(), options.opset());
        try {
            Forms.write(program, graph);
            String made = graph.name(program.output());
            if (names.contains(made)) {
                made = graph.node("", "Identity", List.of(made), 1, Map.of()).get(0);
            }
            graph.rename(made, options.outputName());
            if (options.foldBatchNorm()) {
                BatchNormFolding.apply(graph, options.outputName());
            }
            graph.dropUnread(options.outputName());
            return graph;
        } catch (Throwable t) {
            graph.close();
            throw t;
        }
    }
}
