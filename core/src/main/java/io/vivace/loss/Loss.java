package io.vivace.loss;

import io.vivace.memory.DType;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Loss functions. All compute in f32, also from bf16 predictions, and agree with PyTorch's functions of the same name.
 * Without a {@link Reduction} the mean is returned.
 */
public final class Loss {
    /** What becomes of the losses of the single elements. */
    public enum Reduction {
        /** Their mean, a scalar. */
        MEAN,
        /** Their sum, a scalar. */
        SUM,
        /** Nothing: all are returned. */
        NONE
    }

    private Loss() {}

    // ---------------------------------------------------------------------------------------------- classes

    /**
     * {@return the mean of −ln softmax(logits)[target]}
     *
     * @param logits [N, C] or [N, C, d1, ...]; [C] for a single example
     * @param target class indexes [N] or [N, d1, ...], i64, i32 or u8, of which −100 is ignored; or probabilities, floating,
     *     of the logits' shape
     * @throws IllegalArgumentException if types or shapes do not fit, or a class does not exist
     */
    public static Tensor crossEntropy(Tensor logits, Tensor target) {
        return crossEntropy(logits, target, CrossEntropyOptions.defaults());
    }

    /**
     * {@return −ln softmax(logits)[target], with choices} The mean over class indexes is weighted: it is divided by the sum
     * of the weights of the targets that are not ignored. With probabilities it is divided by the number of positions. Where nothing
     * counts, as in a batch of ignored positions alone, the mean is 0 and its gradient, too; PyTorch gives NaN.
     *
     * @param logits [N, C] or [N, C, d1, ...]; [C] for a single example
     * @param target class indexes [N] or [N, d1, ...], i64, i32 or u8; or probabilities, floating, of the logits' shape
     * @param options class weights, class to ignore, label smoothing, reduction
     * @throws IllegalArgumentException if types or shapes do not fit, or a class does not exist
     */
    public static Tensor crossEntropy(Tensor logits, Tensor target, CrossEntropyOptions options) {
        return CrossEntropy.ofLogits(logits, target, options);
    }

    /**
     * {@return the mean of −logProbabilities[target]}
     *
     * @param logProbabilities [N, C] or [N, C, d1, ...], such as results of logSoftmax(1)
     * @param target class indexes [N] or [N, d1, ...], of which −100 is ignored
     * @throws IllegalArgumentException if types or shapes do not fit, or a class does not exist
     */
    public static Tensor nll(Tensor logProbabilities, Tensor target) {
        return nll(logProbabilities, target, CrossEntropyOptions.defaults());
    }

    /**
     * {@return −logProbabilities[target], with choices}
     *
     * @param logProbabilities [N, C] or [N, C, d1, ...]
     * @param target class indexes [N] or [N, d1, ...]
     * @param options as for cross-entropy
     * @throws IllegalArgumentException if types or shapes do not fit, or a class does not exist
     */
    public static Tensor nll(Tensor logProbabilities, Tensor target, CrossEntropyOptions options) {
        return CrossEntropy.ofLogs(logProbabilities, target, options);
    }

    // ---------------------------------------------------------------------------------------------- yes or no

    /**
     * {@return the mean binary cross-entropy −t·ln p − (1 − t)·ln(1 − p)} Logarithms are limited to −100.
     *
     * @param probabilities each 0 to 1
     * @param target each 0 to 1, same shape
     * @throws IllegalArgumentException if shapes differ or a probability is none
     */
    public static Tensor bce(Tensor probabilities, Tensor target) {
        return bce(probabilities, target, null, Reduction.MEAN);
    }

    /**
     * {@return the binary cross-entropy, with choices}
     *
     * @param probabilities each 0 to 1
     * @param target each 0 to 1, same shape
     * @param weight factor of each element's loss, broadcastable; null for 1
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ or a probability is none
     */
    public static Tensor bce(Tensor probabilities, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        Tensor t = like("bce", probabilities, target);
        Tensor p = probabilities.to(DType.F32);
        Tensor values = p.detach();
        if (values.lt(0).anyTrue() || values.gt(1).anyTrue()) {
            throw new IllegalArgumentException("bce: predictions must be probabilities, 0 to 1, got "
                    + values.min().item() + " to " + values.max().item()
                    + "; use bceWithLogits for scores of any size");
        }
        return reduce(weighted("bce", binaryEntropy(p, t), weight), reduction);
    }

    /** The gradient is limited where p reaches 0 or 1, which the chain of its parts would not be. */
    private static Tensor binaryEntropy(Tensor p, Tensor t) {
        Tensor out = Autograd.noGrad(
                () -> t.mul(logOf(p)).add(t.neg().add(1).mul(logOfRest(p))).neg());
        return Autograd.record("bce", out, new Tensor[] {p, t}, new Tensor[] {p, t}, g -> {
            g.to(0, () -> {
                Tensor v = g.saved(0);
                Tensor spread = v.mul(v.neg().add(1)).clamp(1e-12, Double.POSITIVE_INFINITY);
                return g.out().mul(v.sub(g.saved(1))).div(spread);
            });
            g.to(1, () -> g.out().mul(logOfRest(g.saved(0)).sub(logOf(g.saved(0)))));
        });
    }

    private static Tensor logOf(Tensor p) {
        return p.log().clamp(-100, Double.POSITIVE_INFINITY);
    }

    private static Tensor logOfRest(Tensor p) {
        return p.neg().log1p().clamp(-100, Double.POSITIVE_INFINITY);
    }

    /**
     * {@return the mean binary cross-entropy of sigmoid(logits)}, computed without overflow
     *
     * @param logits any numbers
     * @param target each 0 to 1, same shape
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor bceWithLogits(Tensor logits, Tensor target) {
        return bceWithLogits(logits, target, null, null, Reduction.MEAN);
    }

    /**
     * {@return the binary cross-entropy of sigmoid(logits), with choices}
     *
     * @param logits any numbers
     * @param target each 0 to 1, same shape
     * @param weight factor of each element's loss, broadcastable; null for 1
     * @param posWeight factor of the positive part, broadcastable, such as [C]; null for 1
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor bceWithLogits(
            Tensor logits, Tensor target, @Nullable Tensor weight, @Nullable Tensor posWeight, Reduction reduction) {
        Tensor t = like("bceWithLogits", logits, target);
        Tensor x = logits.to(DType.F32);
        Tensor positive = x.neg().softplus(); // −ln σ(x)
        if (posWeight != null) {
            fits("bceWithLogits: posWeight", posWeight, x);
            positive = positive.mul(t.mul(posWeight.sub(1)).add(1));
        }
        return reduce(weighted("bceWithLogits", t.neg().add(1).mul(x).add(positive), weight), reduction);
    }

    // ---------------------------------------------------------------------------------------------- numbers

    /**
     * {@return the mean squared difference}
     *
     * @param prediction any shape
     * @param target same shape
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor mse(Tensor prediction, Tensor target) {
        return mse(prediction, target, Reduction.MEAN);
    }

    /**
     * {@return the squared difference}
     *
     * @param prediction any shape
     * @param target same shape
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor mse(Tensor prediction, Tensor target, Reduction reduction) {
        return reduce(difference("mse", prediction, target).square(), reduction);
    }

    /**
     * {@return the mean absolute difference}
     *
     * @param prediction any shape
     * @param target same shape
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor l1(Tensor prediction, Tensor target) {
        return l1(prediction, target, Reduction.MEAN);
    }

    /**
     * {@return the absolute difference}
     *
     * @param prediction any shape
     * @param target same shape
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor l1(Tensor prediction, Tensor target, Reduction reduction) {
        return reduce(difference("l1", prediction, target).abs(), reduction);
    }

    /**
     * {@return the mean of d²/(2·beta) where |d| is below beta, |d| − beta/2 elsewhere}
     *
     * @param prediction any shape
     * @param target same shape
     * @param beta where the parabola ends, at least 0; 0 is {@link #l1}
     * @throws IllegalArgumentException if shapes differ or beta is negative
     */
    public static Tensor smoothL1(Tensor prediction, Tensor target, double beta) {
        return smoothL1(prediction, target, beta, Reduction.MEAN);
    }

    /**
     * {@return d²/(2·beta) where |d| is below beta, |d| − beta/2 elsewhere}
     *
     * @param prediction any shape
     * @param target same shape
     * @param beta where the parabola ends, at least 0; 0 is {@link #l1}
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ or beta is negative
     */
    public static Tensor smoothL1(Tensor prediction, Tensor target, double beta, Reduction reduction) {
        if (!(beta >= 0)) {
            throw new IllegalArgumentException("smoothL1: beta must be at least 0, got " + beta);
        }
        return beta == 0
                ? l1(prediction, target, reduction)
                : reduce(
                        parabolaThenLine(difference("smoothL1", prediction, target), beta)
                                .mul(1 / beta),
                        reduction);
    }

    /**
     * {@return the mean of d²/2 where |d| is below delta, delta·(|d| − delta/2) elsewhere (Huber 1964)}
     *
     * @param prediction any shape
     * @param target same shape
     * @param delta where the parabola ends, above 0
     * @throws IllegalArgumentException if shapes differ or delta is not above 0
     */
    public static Tensor huber(Tensor prediction, Tensor target, double delta) {
        return huber(prediction, target, delta, Reduction.MEAN);
    }

    /**
     * {@return d²/2 where |d| is below delta, delta·(|d| − delta/2) elsewhere (Huber 1964)}
     *
     * @param prediction any shape
     * @param target same shape
     * @param delta where the parabola ends, above 0
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ or delta is not above 0
     */
    public static Tensor huber(Tensor prediction, Tensor target, double delta, Reduction reduction) {
        if (!(delta > 0)) {
            throw new IllegalArgumentException("huber: delta must be above 0, got " + delta);
        }
        return reduce(parabolaThenLine(difference("huber", prediction, target), delta), reduction);
    }

    private static Tensor parabolaThenLine(Tensor d, double end) {
        Tensor size = d.abs();
        return Tensor.where(
                size.detach().lt(end), d.square().mul(0.5), size.sub(end / 2).mul(end));
    }

    // ---------------------------------------------------------------------------------------------- directions

    /**
     * {@return the cosine of the angle between vectors, Σab / (max(‖a‖, 1e-8) · max(‖b‖, 1e-8))}
     *
     * @param a vectors
     * @param b vectors, same shape
     * @param axis along which the vectors lie; it disappears
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor cosineSimilarity(Tensor a, Tensor b, int axis) {
        return cosineSimilarity("cosineSimilarity", a, b, axis);
    }

    private static Tensor cosineSimilarity(String op, Tensor a, Tensor b, int axis) {
        Tensor y = like(op, a, b);
        Tensor x = a.to(DType.F32);
        double top = Double.POSITIVE_INFINITY;
        Tensor lengths =
                x.norm(false, axis).clamp(1e-8, top).mul(y.norm(false, axis).clamp(1e-8, top));
        return x.mul(y).sum(axis).div(lengths);
    }

    /**
     * {@return the mean of 1 − cosine}
     *
     * @param prediction vectors along the last axis
     * @param target same shape
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor cosine(Tensor prediction, Tensor target) {
        return cosine(prediction, target, Reduction.MEAN);
    }

    /**
     * {@return 1 − cosine}
     *
     * @param prediction vectors along the last axis
     * @param target same shape
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ
     */
    public static Tensor cosine(Tensor prediction, Tensor target, Reduction reduction) {
        return reduce(cosineSimilarity("cosine", prediction, target, -1).neg().add(1), reduction);
    }

    /**
     * {@return 1 − cosine for pairs that belong together, max(0, cosine − margin) for others}
     *
     * @param a vectors [N, D]
     * @param b vectors [N, D]
     * @param together [N]: 1 if the pair belongs together, −1 if not
     * @param margin the cosine from which on others count, −1 to 1
     * @param reduction what becomes of the single losses
     * @throws IllegalArgumentException if shapes differ or {@code together} holds other numbers
     */
    public static Tensor cosineEmbedding(Tensor a, Tensor b, Tensor together, double margin, Reduction reduction) {
        Tensor similarity = cosineSimilarity("cosineEmbedding", a, b, -1);
        if (!together.shape().equals(similarity.shape())) {
            throw new IllegalArgumentException("cosineEmbedding: " + together.shape() + " labels for vectors "
                    + a.shape() + ", expected " + similarity.shape());
        }
        Tensor same = together.detach().eq(1);
        if (!Tensor.where(same, same, together.detach().eq(-1)).allTrue()) {
            throw new IllegalArgumentException("cosineEmbedding: labels must be 1 (together) or -1 (apart)");
        }
        return reduce(
                Tensor.where(
                        same, similarity.neg().add(1), similarity.sub(margin).relu()),
                reduction);
    }

    // ---------------------------------------------------------------------------------------------- shared

    static Tensor reduce(Tensor losses, Reduction reduction) {
        return switch (reduction) {
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
            case NONE -> losses;
        };
    }

    private static Tensor difference(String op, Tensor prediction, Tensor target) {
        Tensor t = like(op, prediction, target);
        return prediction.to(DType.F32).sub(t);
    }

    /** {@return the target in f32, after checking that it has the prediction's shape} */
    private static Tensor like(String op, Tensor prediction, Tensor target) {
        if (!prediction.shape().equals(target.shape())) {
            throw new IllegalArgumentException(op + ": the predictions have shape " + prediction.shape()
                    + ", the targets " + target.shape() + "; they must be equal, nothing is broadcast here:"
                    + " use reshape, squeeze or unsqueeze on one of them");
        }
        return target.to(DType.F32);
    }

    private static Tensor weighted(String op, Tensor losses, @Nullable Tensor weight) {
        if (weight == null) {
            return losses;
        }
        fits(op + ": weight", weight, losses);
        return losses.mul(weight);
    }

    private static void fits(String what, Tensor weight, Tensor to) {
        if (!weight.shape().expandsTo(to.shape())) {
            throw new IllegalArgumentException(
                    what + " of shape " + weight.shape() + " cannot be broadcast to " + to.shape());
        }
    }
}
