package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Step;

/**
 * Trains with smoothed targets (Szegedy et al. 2016, "Rethinking the Inception Architecture"): the right class of C counts
 * 1 − ε + ε/C, each other one ε/C, so that the loss is (1 − ε)·(−log p of the right class) + ε/C·Σ(−log p). Validation is without
 * it; to smooth there as well, as fastai's {@code LabelSmoothingCrossEntropy} does, give the learner the loss
 * {@code LossFunction.crossEntropy().smoothed(0.1)}. Both targets of a mixed item are smoothed, whatever the order of the callbacks.
 *
 * <pre>{@code learner.callbacks(LabelSmoothing.of(0.1), Mixup.usual())}</pre>
 */
public final class LabelSmoothing implements Callback {
    private final double epsilon;

    private LabelSmoothing(double epsilon) {
        this.epsilon = epsilon;
    }

    /**
     * {@return such a callback}
     *
     * @param epsilon ε, how much of the target is spread over all classes; 0.1 is usual
     */
    public static LabelSmoothing of(double epsilon) {
        if (!(epsilon >= 0 && epsilon <= 1)) {
            throw new IllegalArgumentException("label smoothing must lie in 0 to 1, got " + epsilon);
        }
        return new LabelSmoothing(epsilon);
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    /** A loss that cannot be smoothed says so at the first batch. */
    @Override
    public void beforeBatch(Step step) {
        if (step.isTraining()) {
            step.lossFunction(step.lossFunction().smoothed(epsilon));
        }
    }
}
