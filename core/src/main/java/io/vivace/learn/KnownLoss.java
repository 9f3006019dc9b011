package io.vivace.learn;

import io.vivace.loss.Loss.Reduction;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** A loss of one output and one target that knows its reductions. */
record KnownLoss(String name, Reduced loss, UnaryOperator<Tensor> activation) implements LossFunction {
    /** A loss with a choice of what becomes of its single values. */
    interface Reduced {
        Tensor of(Tensor output, Tensor target, Reduction reduction);
    }

    static Tensor target(String name, List<Tensor> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(name + ": this batch has no target; training and validation need one");
        }
        return targets.get(0);
    }

    @Override
    public Tensor of(Tensor output, List<Tensor> targets) {
        return loss.of(output, target(name, targets), Reduction.MEAN);
    }

    @Override
    public Tensor ofItems(Tensor output, List<Tensor> targets) {
        Tensor each = loss.of(output, target(name, targets), Reduction.NONE);
        return each.rank() == 1 ? each : each.flatten(1, -1).mean(1);
    }

    @Override
    public Tensor activate(Tensor output) {
        return activation.apply(output);
    }
}
