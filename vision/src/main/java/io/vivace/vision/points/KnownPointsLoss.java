package io.vivace.vision.points;

import io.vivace.learn.LossFunction;
import io.vivace.tensor.Tensor;
import java.util.List;

/** The mean squared difference over the numbers that are known. */
final class KnownPointsLoss implements LossFunction {
    @Override
    public String name() {
        return "mean squared error of known points";
    }

    @Override
    public Tensor of(Tensor output, List<Tensor> targets) {
        return squares(output, targets)
                .sum()
                .div(Math.max(1, targets.get(1).sum().item()));
    }

    @Override
    public Tensor ofItems(Tensor output, List<Tensor> targets) {
        return squares(output, targets).sum(1).div(targets.get(1).sum(1).maximum(Tensor.ones(1)));
    }

    private Tensor squares(Tensor output, List<Tensor> targets) {
        if (targets.size() != 3 || !output.shape().equals(targets.get(0).shape())) {
            throw new IllegalArgumentException(name() + ": the output is " + output.shape() + ", the targets "
                    + targets.stream().map(Tensor::shape).toList()
                    + "; a net for points gives a row and a column for each point");
        }
        return output.sub(targets.get(0)).square().mul(targets.get(1));
    }
}
