package io.vivace.callbacks;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import java.util.List;

/**
 * The loss of items that are made of two: the losses against the targets of both, weighted by their parts.
 *
 * @param loss of a whole item
 * @param parts [N], of the first of the two
 * @param others the targets of the second
 */
record MixedLoss(LossFunction loss, Tensor parts, List<Tensor> others) implements LossFunction {
    @Override
    public String name() {
        return loss.name() + " of mixed items";
    }

    @Override
    public Tensor of(Tensor output, List<Tensor> targets) {
        return ofItems(output, targets).mean();
    }

    @Override
    public Tensor ofItems(Tensor output, List<Tensor> targets) {
        Tensor first = loss.ofItems(output, targets).mul(parts);
        return first.add(loss.ofItems(output, others).mul(parts.neg().add(1)));
    }

    @Override
    public Tensor activate(Tensor output) {
        return loss.activate(output);
    }
}
