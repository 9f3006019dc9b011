package io.vivace.nn;

import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Values given by a formula that a script computes too, so that large states need not be stored. */
final class Waves {
    private Waves() {}

    /** {@return sin(k), sin(2k), sin(3k) ... in row-major order} */
    static Tensor wave(Shape shape, double k) {
        return wave(shape, k, 0);
    }

    private static Tensor wave(Shape shape, double k, double shift) {
        float[] v = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (Math.sin((i + 1) * k) + shift);
        }
        return Tensor.of(v, shape.toArray());
    }

    /** Fills parameters and buffers, in the order of the state, with waves. */
    static void fill(Module net) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        net.modules().forEach((path, m) -> {
            m.ownParameters().forEach((name, p) -> shapes.put(Tree.join(path, name), p.shape()));
            m.ownBuffers().forEach((name, b) -> shapes.put(Tree.join(path, name), b.shape()));
        });
        int j = 0;
        for (Map.Entry<String, Shape> e : shapes.entrySet()) {
            if (!e.getKey().endsWith("num_batches_tracked")) {
                boolean variance = e.getKey().endsWith("running_var");
                values.put(e.getKey(), wave(e.getValue(), 0.37 + 0.11 * j, variance ? 1.5 : 0));
            }
            j++;
        }
        net.load(values);
    }
}
