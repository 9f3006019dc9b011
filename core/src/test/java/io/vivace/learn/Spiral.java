package io.vivace.learn;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;

import io.vivace.data.TensorBunch;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Linear;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;

/** Three arms of a spiral, each a class: a small problem that needs a hidden layer. */
final class Spiral {
    private static final int ARMS = 3;

    private Spiral() {}

    /** {@return 3 · perArm points, a fifth of them for validation} */
    static TensorBunch data(int perArm, int batch) {
        float[] x = new float[ARMS * perArm * 2];
        long[] y = new long[ARMS * perArm];
        Rng rng = new Rng(7);
        for (int i = 0; i < y.length; i++) {
            int arm = i % ARMS;
            double r = (i / ARMS + 1.0) / perArm;
            double angle = 4 * r + arm * 2 * Math.PI / ARMS + 0.1 * rng.nextNormal();
            x[2 * i] = (float) (2 * r * Math.sin(angle));
            x[2 * i + 1] = (float) (2 * r * Math.cos(angle));
            y[i] = arm;
        }
        try (var scope = Scope.open()) {
            return TensorBunch.of(Tensor.of(x, y.length, 2), Tensor.of(y))
                    .splitRandom(0.2, 1)
                    .batch(batch)
                    .seed(3)
                    .build();
        }
    }

    static Sequential net() {
        return sequential(Linear.of(2, 32), relu(), Linear.of(32, 32), relu(), Linear.of(32, ARMS));
    }

    /** {@return a net that draws random numbers and keeps statistics} */
    static Sequential netWithDropoutAndNorm() {
        return sequential(Linear.of(2, 32), BatchNorm1d.of(32), relu(), Dropout.of(0.2), Linear.of(32, ARMS));
    }

    /** {@return the layers of the net in two groups, the last one of them alone} */
    static LayerGroups twoGroups(Sequential net) {
        var layers = List.copyOf(net.children().values());
        return new LayerGroups(List.of(layers.subList(0, 4), layers.subList(4, 5)));
    }
}
