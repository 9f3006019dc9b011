package io.vivace.learn;

import io.vivace.loss.CrossEntropyOptions;
import io.vivace.loss.Loss.Reduction;
import io.vivace.memory.DType;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/** A loss of classes, of items or of their positions, some of which may not count. */
record ClassLoss(String name, Formula formula, CrossEntropyOptions options, UnaryOperator<Tensor> activation)
        implements LossFunction {
    /** Takes scores [N, C, ...] and class numbers [N, ...]. */
    interface Formula {
        Tensor of(Tensor output, Tensor target, CrossEntropyOptions options);
    }

    @Override
    public Tensor of(Tensor output, List<Tensor> targets) {
        return formula.of(output, KnownLoss.target(name, targets), options.reducing(Reduction.MEAN));
    }

    /** The mean over the positions of an item that count; 0 where none does. */
    @Override
    public Tensor ofItems(Tensor output, List<Tensor> targets) {
        Tensor target = KnownLoss.target(name, targets);
        Tensor each = formula.of(output, target, options.reducing(Reduction.NONE));
        if (each.rank() == 1) {
            return each;
        }
        Tensor rows = each.flatten(1, -1);
        if (target.dtype().isFloating()) {
            return rows.mean(1);
        }
        Tensor ignored = target.detach().to(DType.I64).eq((double) options.ignoreIndex());
        Tensor counted = ignored.flatten(1, -1).to(DType.F32).sum(1).neg().add((double) rows.size(1));
        return rows.sum(1).div(counted.clamp(1, Double.POSITIVE_INFINITY));
    }

    @Override
    public Tensor activate(Tensor output) {
        return activation.apply(output);
    }

    @Override
    public LossFunction smoothed(double epsilon) {
        return new ClassLoss(name, formula, options.smoothing(epsilon), activation);
    }
}
