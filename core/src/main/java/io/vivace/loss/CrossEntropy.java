package io.vivace.loss;

import io.vivace.backend.Backend;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Cross-entropy from scores or logarithms of probabilities, with targets as class indexes or as probabilities. */
final class CrossEntropy {
    private final String op;
    private final Tensor given;
    private final boolean areLogs;
    private final int axis;
    private final long classes;
    private final @Nullable Tensor weights;
    private final CrossEntropyOptions options;

    /** The class axis is 1, or 0 of a single example. */
    private CrossEntropy(String op, Tensor given, boolean areLogs, int axis, CrossEntropyOptions options) {
        this.op = op;
        this.given = given;
        this.areLogs = areLogs;
        this.axis = axis;
        this.options = options;
        classes = given.size(axis);
        weights = checkedWeights();
    }

    static Tensor ofLogits(Tensor logits, Tensor target, CrossEntropyOptions options) {
        int axis = classAxis("crossEntropy", logits);
        var ce = new CrossEntropy("crossEntropy", logits, false, axis, options);
        return target.dtype().isFloating() ? ce.probabilities(target) : ce.classes(target);
    }

    static Tensor ofLogs(Tensor logs, Tensor target, CrossEntropyOptions options) {
        return new CrossEntropy("nll", logs.to(DType.F32), true, classAxis("nll", logs), options).classes(target);
    }

    private Tensor logs() {
        return areLogs ? given : given.to(DType.F32).logSoftmax(axis);
    }

    private static int classAxis(String op, Tensor x) {
        if (x.rank() == 0) {
            throw new IllegalArgumentException(op + ": the predictions are a scalar, expected [N, C] or [N, C, ...]");
        }
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(op + ": the predictions are " + x.dtype()
                    + ", expected f32 or bf16; are predictions and targets exchanged?");
        }
        return x.rank() == 1 ? 0 : 1;
    }

    private @Nullable Tensor checkedWeights() {
        Tensor w = options.weights();
        if (w == null) {
            return null;
        }
        if (w.rank() != 1 || w.size(0) != classes) {
            throw new IllegalArgumentException(op + ": class weights have shape " + w.shape() + ", expected [" + classes
                    + "], one for each class of the predictions " + given.shape());
        }
        return w.detach().to(DType.F32);
    }

    private Tensor classes(Tensor target) {
        Shape expected = given.detach().select(axis, 0).shape();
        if (target.dtype() == DType.BOOL || target.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    op + ": the targets are " + target.dtype() + ", expected class indexes as i64, i32 or u8");
        }
        if (!target.shape().equals(expected)) {
            throw new IllegalArgumentException(op + ": the targets have shape " + target.shape() + ", expected "
                    + expected + ": the shape of the predictions " + given.shape() + " without the class axis " + axis);
        }
        Tensor all = target.detach().to(DType.I64);
        Tensor ignored = all.eq((double) options.ignoreIndex());
        long ignoredCount = ignored.sum().toLongArray()[0];
        Tensor index = ignoredCount == 0 ? all : all.maskedFill(ignored, 0);
        checkRange(index);
        Tensor share = weights == null
                ? null
                : weights.indexSelect(0, index.reshape(index.elements())).reshape(index.shape());
        if (share != null && ignoredCount > 0) {
            share = share.maskedFill(ignored, 0);
        }
        Tensor losses = losses(index, share);
        if (ignoredCount > 0) {
            losses = losses.maskedFill(ignored, 0);
        }
        return switch (options.reduction()) {
            case NONE -> losses;
            case SUM -> losses.sum();
            case MEAN ->
                index.elements() == 0
                        ? losses.mean()
                        : mean(losses.sum(), share == null ? null : share.sum(), index.elements() - ignoredCount);
        };
    }

    /** Where positions are there but none counts, the sum is 0, and its gradient, too; the mean of no positions at all is NaN. */
    private static Tensor mean(Tensor sum, @Nullable Tensor shares, long counted) {
        boolean nothing = counted == 0 || (shares != null && shares.item() == 0);
        if (nothing) {
            return sum;
        }
        return shares == null ? sum.mul(1.0 / counted) : sum.div(shares);
    }

    /** {@return the loss at each position, [N, ...]} */
    private Tensor losses(Tensor index, @Nullable Tensor share) {
        double eps = options.labelSmoothing();
        if (eps == 0 && !areLogs) {
            Tensor own = ofScores(index);
            return share == null ? own : own.mul(share);
        }
        Tensor logs = logs();
        Tensor hit = logs.gather(axis, index.unsqueeze(axis)).squeeze(axis).neg();
        Tensor own = share == null ? hit : hit.mul(share);
        if (eps == 0) {
            return own;
        }
        return own.mul(1 - eps).add(weighted(logs).sum(axis).mul(-eps / classes));
    }

    /** {@return the loss at each position, from scores whose classes lie on any axis} */
    private Tensor ofScores(Tensor index) {
        int[] order = new int[given.rank()];
        for (int i = 0, to = 0; i < order.length; i++) {
            if (i != axis) {
                order[to++] = i;
            }
        }
        order[order.length - 1] = axis;
        Tensor rows = given.permute(order).reshape(Shape.of(index.elements(), classes));
        return rows.crossEntropy(index.reshape(index.elements())).reshape(index.shape());
    }

    private void checkRange(Tensor index) {
        long bad = Backend.current().indexing().firstInvalid(index.view(), classes);
        if (bad != Long.MIN_VALUE) {
            throw new IllegalArgumentException(op + ": target class " + bad + " does not exist, the predictions "
                    + given.shape() + " have " + classes + " classes (0 to " + (classes - 1)
                    + "); give the net more outputs, or name the class to ignore by ignoreIndex (now "
                    + options.ignoreIndex() + ")");
        }
    }

    private Tensor probabilities(Tensor target) {
        if (!target.shape().equals(given.shape())) {
            throw new IllegalArgumentException(
                    op + ": floating targets are probabilities of each class and need the shape"
                            + " of the predictions " + given.shape() + ", got " + target.shape()
                            + "; class indexes must be i64, i32 or u8");
        }
        double eps = options.labelSmoothing();
        Tensor wanted = target.to(DType.F32);
        Tensor smooth = eps == 0 ? wanted : wanted.mul(1 - eps).add(eps / classes);
        Tensor losses = weighted(logs().mul(smooth)).sum(axis).neg();
        return Loss.reduce(losses, options.reduction());
    }

    private Tensor weighted(Tensor x) {
        if (weights == null) {
            return x;
        }
        long[] d = new long[x.rank()];
        java.util.Arrays.fill(d, 1);
        d[axis] = classes;
        return x.mul(weights.reshape(d));
    }
}
