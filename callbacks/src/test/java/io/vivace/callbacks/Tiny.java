package io.vivace.callbacks;

import static io.vivace.metric.Metrics.accuracy;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;

/** Training that takes milliseconds: 60 items, 48 to train on. */
final class Tiny {
    private Tiny() {}

    static TensorBunch data(int batch) {
        var rng = new Rng(1);
        try (var scope = Scope.open()) {
            long[] y = new long[60];
            for (int i = 0; i < y.length; i++) {
                y[i] = i % 2;
            }
            return TensorBunch.of(Tensor.randn(rng, 60, 3), Tensor.of(y))
                    .splitRandom(0.2, 1)
                    .batch(batch)
                    .build();
        }
    }

    /** {@return a learner of a net with given start values, by plain descent} */
    static Learner learner(TensorBunch data, Callback... callbacks) {
        Module net = Linear.of(3, 2).init(new Rng(2));
        return Learner.of(data, net)
                .optimizer(Sgd.plain())
                .metrics(accuracy())
                .callbacks(callbacks)
                .silent()
                .build();
    }

    static float[] weights(Learner learner) {
        return learner.model().parameters().get("weight").value().toFloatArray();
    }
}
