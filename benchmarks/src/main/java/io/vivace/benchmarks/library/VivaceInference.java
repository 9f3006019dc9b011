package io.vivace.benchmarks.library;

import io.vivace.benchmarks.work.Formula;
import io.vivace.benchmarks.work.Prediction;
import io.vivace.benchmarks.work.Step;
import io.vivace.memory.DType;
import io.vivace.nn.Inference;
import io.vivace.nn.Module;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;

/** A net made ready for use. */
final class VivaceInference implements Step {
    private final Module net;
    private final Inference use;
    private final Tensor x;
    private final Precision precision;

    VivaceInference(Prediction w, Precision precision) {
        net = w.net().build(Prediction.WIDTH, w.classes());
        VivaceTraining.fill(net);
        use = net.forInference();
        x = VivaceTraining.pictures(Formula.INPUT, w.input());
        this.precision = precision;
    }

    @Override
    public float run() {
        try (var scope = Scope.open()) {
            Tensor scores = precision.compute(() -> use.forward(x)).to(DType.F32);
            return scores.square().mean().item();
        }
    }

    @Override
    public void close() {
        use.close();
        net.close();
        x.close();
    }
}
