package io.vivace.learn;

import io.vivace.data.Batch;
import io.vivace.nn.Module;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The loss became NaN or infinite. The message says where that began. */
public final class NonFiniteLossException extends RuntimeException {
    private NonFiniteLossException(String message) {
        super(message);
    }

    /** Computes the output once more, with the same random numbers, and looks at everything on the way. */
    static NonFiniteLossException at(Step step, long[] rngBefore) {
        String where = String.format(
                Locale.ROOT,
                "the loss is %s in epoch %d, %s batch %d%s: ",
                step.lossValue(),
                step.epoch().number(),
                step.isTraining() ? "training" : "validation",
                step.number(),
                step.isTraining() ? ", learning rate " + lastLr(step) : "");
        return new NonFiniteLossException(where + blame(step, rngBefore));
    }

    private static double lastLr(Step step) {
        var groups = step.optimizer().groups();
        return groups.get(groups.size() - 1).settings().lr();
    }

    private static String blame(Step step, long[] rngBefore) {
        Batch batch = step.batch();
        for (int i = 0; i < batch.inputs().size(); i++) {
            if (!isFinite(batch.inputs().get(i))) {
                return "input " + i
                        + " of the batch holds a number that is not finite. Look at these items of the data: "
                        + java.util.Arrays.toString(batch.items());
            }
        }
        for (var p : step.model().parameters().entrySet()) {
            if (!isFinite(p.getValue().value())) {
                return "parameter " + p.getKey()
                        + " is no longer finite since an update. Lower the learning rate, or clip"
                        + " gradients with ClipGradients.norm(1)";
            }
        }
        String layer = firstLayer(step, rngBefore);
        return layer != null
                ? "the first output that is not finite is that of " + layer
                        + "; inputs and parameters are finite. Lower"
                        + " the learning rate, or look at what this layer is given"
                : "inputs, parameters and the outputs of all layers are finite, so it is the loss itself ("
                        + step.learner().loss().name() + "). Look at the targets";
    }

    private static @Nullable String firstLayer(Step step, long[] rngBefore) {
        List<String> found = new ArrayList<>();
        List<Runnable> removals = new ArrayList<>();
        for (Map.Entry<String, Module> e : step.model().modules().entrySet()) {
            String name = e.getKey().isEmpty() ? "the net" : e.getKey();
            removals.add(e.getValue().onForward((module, input, output) -> {
                if (found.isEmpty() && !isFinite(output)) {
                    found.add(name + ", " + module.describe());
                }
                return null;
            }));
        }
        long[] rngNow = step.learner().rng().state();
        try (var scope = Scope.open()) {
            step.learner().rng().state(rngBefore);
            Autograd.noGrad(() -> step.learner()
                    .precision()
                    .run(() -> step.model().forward(step.batch().inputs())));
        } finally {
            step.learner().rng().state(rngNow);
            removals.forEach(Runnable::run);
        }
        return found.isEmpty() ? null : found.get(0);
    }

    static boolean isFinite(Tensor t) {
        if (!t.dtype().isFloating()) {
            return true;
        }
        for (float v : t.toFloatArray()) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }
}
