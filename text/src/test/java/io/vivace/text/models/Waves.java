package io.vivace.text.models;

import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values given by a formula that a script computes too, so that states need not be stored. */
final class Waves {
    private Waves() {}

    /** Fills parameters with half waves, in the order of their names. */
    static void fill(Module net) {
        Map<String, Tensor> values = new HashMap<>();
        List<String> names = net.parameters().keySet().stream().sorted().toList();
        for (int j = 0; j < names.size(); j++) {
            Shape shape = net.parameters().get(names.get(j)).shape();
            float[] v = new float[Math.toIntExact(shape.elements())];
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) (0.5 * Math.sin((i + 1) * (0.37 + 0.11 * j)));
            }
            values.put(names.get(j), Tensor.of(v, shape.toArray()));
        }
        net.loadMatching(values);
    }

    /** {@return words that look random} */
    static Tensor words(int rows, int columns, int below, int k) {
        long[] v = new long[rows * columns];
        for (int i = 0; i < v.length; i++) {
            v[i] = (i * 7919L + k * 104729L) % 1000003 % below;
        }
        return Tensor.of(v, rows, columns);
    }
}
