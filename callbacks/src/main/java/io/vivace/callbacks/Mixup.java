package io.vivace.callbacks;

import io.vivace.data.Batch;
import io.vivace.learn.Callback;
import io.vivace.learn.Step;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Trains on mixtures of two items (Zhang et al. 2018, "mixup: Beyond Empirical Risk Minimization"): λ·x + (1 − λ)·x' of another
 * item of the batch, with the loss λ·L(y) + (1 − λ)·L(y'). As in fastai, λ is drawn anew for each item from Beta(α, α), and is at
 * least 1/2. All inputs must be floating numbers. Validation is as without it.
 *
 * <pre>{@code learner.callbacks(Mixup.alpha(0.4))}</pre>
 */
public final class Mixup implements Callback {
    private final Beta beta;

    private Mixup(Beta beta) {
        this.beta = beta;
    }

    /** {@return such a callback with α = 0.4} */
    public static Mixup usual() {
        return alpha(0.4);
    }

    /**
     * {@return such a callback}
     *
     * @param alpha α, above 0: the larger, the more are items mixed in equal parts
     */
    public static Mixup alpha(double alpha) {
        return new Mixup(new Beta(alpha));
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void beforeBatch(Step step) {
        if (!step.isTraining()) {
            return;
        }
        Rng rng = step.learner().rng();
        Batch batch = step.batch();
        float[] parts = new float[batch.size()];
        for (int i = 0; i < parts.length; i++) {
            double part = beta.next(rng);
            parts[i] = (float) Math.max(part, 1 - part);
        }
        Tensor partners = MixedLoss.partners(step);
        Tensor own = Tensor.of(parts);
        List<Tensor> inputs =
                batch.inputs().stream().map(x -> mixed(x, partners, own)).toList();
        MixedLoss.mix(step, inputs, partners, own);
    }

    private static Tensor mixed(Tensor x, Tensor partners, Tensor parts) {
        if (!x.dtype().isFloating()) {
            throw new IllegalArgumentException(
                    "only inputs of floating numbers can be mixed, this one is " + x.dtype() + " " + x.shape());
        }
        long[] each = new long[x.rank()];
        Arrays.fill(each, 1);
        each[0] = x.size(0);
        Tensor part = parts.reshape(each).to(x.dtype());
        Tensor other = x.indexSelect(0, partners);
        return other.add(x.sub(other).mul(part));
    }
}
