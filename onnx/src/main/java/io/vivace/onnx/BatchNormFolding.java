package io.vivace.onnx;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts batch norm into the convolution or linear layer before it: its scale into the weights, its shift into the bias. */
final class BatchNormFolding {
    private static final Set<String> PRODUCTS = Set.of("Conv", "ConvTranspose", "Gemm");

    private final Graph graph;
    private final Map<String, Integer> readers = new HashMap<>();
    private final Map<String, Node> makers = new HashMap<>();

    private BatchNormFolding(Graph graph, String output) {
        this.graph = graph;
        readers.put(output, 1);
        for (Node n : graph.nodes()) {
            n.inputs().forEach(in -> readers.merge(in, 1, Integer::sum));
            n.outputs().forEach(out -> makers.put(out, n));
        }
    }

    /** Folds what can be folded. */
    static void apply(Graph graph, String output) {
        var folding = new BatchNormFolding(graph, output);
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node norm = nodes.get(i);
            Node product = folding.before(norm);
            if (product != null) {
                nodes.set(nodes.indexOf(product), folding.folded(product, norm));
                nodes.remove(i--);
            }
        }
    }

    /** {@return the product that only this batch norm reads, or null} */
    private @Nullable Node before(Node norm) {
        if (!norm.type().equals("BatchNormalization")
                || norm.inputs().stream().skip(1).anyMatch(i -> held(i) == null)) {
            return null;
        }
        Node product = makers.get(norm.inputs().get(0));
        boolean fits = product != null
                && PRODUCTS.contains(product.type())
                && readers.getOrDefault(norm.inputs().get(0), 0) == 1
                && held(product.inputs().get(1)) != null
                && (product.inputs().size() < 3 || held(product.inputs().get(2)) != null)
                && !(product.type().equals("ConvTranspose")
                        && !Long.valueOf(1).equals(product.attributes().get("group")));
        return fits ? product : null;
    }

    private @Nullable Tensor held(String name) {
        Initializer i = graph.initializers().get(name);
        return i == null ? null : i.tensor();
    }

    private Tensor tensor(String name) {
        Tensor t = held(name);
        if (t == null) {
            throw new IllegalStateException(name + " is not held by the file");
        }
        return t;
    }

    private static float epsilon(Node norm) {
        if (norm.attributes().get("epsilon") instanceof Float epsilon) {
            return epsilon;
        }
        throw new IllegalStateException(norm + " has no epsilon");
    }

    private Node folded(Node product, Node norm) {
        Tensor scale = tensor(norm.inputs().get(1)).detach();
        Tensor shift = tensor(norm.inputs().get(2)).detach();
        Tensor mean = tensor(norm.inputs().get(3)).detach();
        Tensor variance = tensor(norm.inputs().get(4)).detach();
        Tensor factor = scale.div(variance.add(epsilon(norm)).sqrt());
        Tensor w = tensor(product.inputs().get(1)).detach();
        int axis = product.type().equals("ConvTranspose") ? 1 : 0;
        long[] spread = new long[w.rank()];
        java.util.Arrays.fill(spread, 1);
        spread[axis] = w.size(axis);
        Tensor weight = w.mul(factor.reshape(Shape.of(spread)));
        Tensor bias = product.inputs().size() < 3
                ? mean.neg()
                : tensor(product.inputs().get(2)).detach().sub(mean);
        List<String> in = new ArrayList<>();
        in.add(product.inputs().get(0));
        in.add(graph.own(product.inputs().get(1) + "_folded", weight));
        in.add(graph.own(product.name() + "_bias_folded", bias.mul(factor).add(shift)));
        Node made = product.withInputs(in).withOutputs(norm.outputs());
        makers.put(norm.outputs().get(0), made);
        return made;
    }
}
