package io.vivace.gan;

import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Values given by a formula that a script computes too, so that states need not be stored. */
public final class Waves {
    private Waves() {}

    /** Fills parameters with half waves, in the order of their names. */
    public static void fill(Module net) {
        Map<String, Tensor> values = new HashMap<>();
        List<String> names = net.parameters().keySet().stream().sorted().toList();
        for (int j = 0; j < names.size(); j++) {
            Shape shape = net.parameters().get(names.get(j)).shape();
            values.put(names.get(j), of(0.37 + 0.11 * j, 0.5, shape.toArray()));
        }
        net.loadMatching(values);
    }

    /** {@return sin(k), sin(2k), sin(3k) ...} */
    public static Tensor of(double k, long... dims) {
        return of(k, 1, dims);
    }

    private static Tensor of(double k, double scale, long... dims) {
        float[] v = new float[Math.toIntExact(Shape.of(dims).elements())];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) (scale * Math.sin((i + 1) * k));
        }
        return Tensor.of(v, dims);
    }
}
