package io.vivace.vision.models;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;

/** States given by a formula that scripts/golden/models.py computes too, so that no weights need be stored. */
final class FormulaWeights {
    private FormulaWeights() {}

    /** {@return values in [−1, 1) that look random} */
    static double noise(long i, int seed) {
        double v = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
        return 2 * (v - Math.floor(v)) - 1;
    }

    static Tensor noise(Shape shape, int seed) {
        float[] v = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < v.length; i++) {
            v[i] = (float) noise(i, seed);
        }
        return Tensor.of(v, shape.toArray());
    }

    /** Fills parameters and buffers in the order of the state. */
    static void fill(Module net) {
        net.init(new Rng(0));
        int[] j = {0};
        net.state().forEach((name, t) -> {
            if (t.dtype() == DType.F32) {
                int seed = j[0]++;
                float[] v = new float[Math.toIntExact(t.elements())];
                double scale = t.rank() > 1 ? Math.sqrt(6.0 * t.size(0) / t.elements()) : 0.1;
                double shift = t.rank() == 1 && name.endsWith("weight") ? 1 : 0;
                if (name.endsWith("running_var")) {
                    scale = 0.5;
                    shift = 1;
                }
                for (int i = 0; i < v.length; i++) {
                    v[i] = (float) (shift + scale * noise(i, seed));
                }
                io.vivace.tensor.Autograd.noGrad(() -> {
                    t.copy_(Tensor.of(v, t.shape().toArray()));
                });
            }
        });
    }
}
