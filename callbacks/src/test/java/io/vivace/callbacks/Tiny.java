package io.vivace.callbacks;

import static io.vivace.metric.Metrics.accuracy;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.learn.LearnerBuilder;
import io.vivace.learn.Step;
import io.vivace.memory.DType;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;

/** Training that takes milliseconds: 60 items, 48 to train on. */
public final class Tiny {
    private Tiny() {}

    public static TensorBunch data(int batch) {
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
    public static Learner learner(TensorBunch data, Callback... callbacks) {
        return builder(data, Linear.of(3, 2).init(new Rng(2)), callbacks).build();
    }

    static LearnerBuilder builder(TensorBunch data, Module net, Callback... callbacks) {
        return Learner.of(data, net)
                .optimizer(Sgd.plain())
                .metrics(accuracy())
                .callbacks(callbacks)
                .silent();
    }

    /** {@return a net that keeps statistics and draws random numbers, with given start values} */
    static Sequential normNet() {
        return sequential(Linear.of(3, 8), BatchNorm1d.of(8), relu(), Dropout.of(0.2), Linear.of(8, 2));
    }

    /** {@return everything that a learner's net holds, one after the other} */
    static float[] state(Learner learner) {
        List<float[]> all = learner.model().state().values().stream()
                .map(t -> t.to(DType.F32).toFloatArray())
                .toList();
        float[] flat = new float[all.stream().mapToInt(a -> a.length).sum()];
        int at = 0;
        for (float[] a : all) {
            System.arraycopy(a, 0, flat, at, a.length);
            at += a.length;
        }
        return flat;
    }

    /** Throws at the second training batch. */
    static Callback failing() {
        return new Callback() {
            @Override
            public void afterBackward(Step step) {
                if (step.number() == 1) {
                    throw new IllegalStateException("told to fail");
                }
            }
        };
    }

    public static float[] weights(Learner learner) {
        return learner.model().parameters().get("weight").value().toFloatArray();
    }
}
