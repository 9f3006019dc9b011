package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.optim.Gradients;

/**
 * Updates once in several batches, by the mean over all of their items: as one large batch would, in the memory of a small one.
 * Layers that look at the batch, such as batch norm, still see the small ones. What is left at the end of an epoch is an update of
 * its own. Callbacks that limit gradients come after it and see the whole.
 *
 * <pre>{@code learner.callbacks(AccumulateGradients.over(4), ClipGradients.norm(1))}</pre>
 */
public final class AccumulateGradients implements Callback {
    private final int batches;
    private int collected;
    private long items;

    private AccumulateGradients(int batches) {
        this.batches = batches;
    }

    /**
     * {@return such a callback}
     *
     * @param batches of one update, at least 1
     */
    public static AccumulateGradients over(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("an update takes at least 1 batch, got " + batches);
        }
        return new AccumulateGradients(batches);
    }

    @Override
    public int order() {
        return -60;
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void beforeTrain(Epoch epoch) {
        restart();
    }

    private void restart() {
        collected = 0;
        items = 0;
    }

    /** The loss is a mean; its sum over items is what adds up. */
    @Override
    public void afterLoss(Step step) {
        if (step.isTraining()) {
            step.scaleLoss(step.batch().size());
        }
    }

    @Override
    public void afterBackward(Step step) {
        collected++;
        items += step.batch().size();
        if (collected < batches && !step.isLast()) {
            step.skipRest();
            return;
        }
        Gradients.scale(step.model().parameters().values(), 1.0 / items);
        restart();
    }

    /** An epoch that was stopped leaves sums behind. */
    @Override
    public void afterTrain(Epoch epoch) {
        if (items > 0) {
            epoch.fit().model().zeroGrad();
            restart();
        }
    }

    /** Checkpoints hold the sums of gradients. */
    @Override
    public void save(SavedState to) {
        to.put("collected", collected);
        to.put("items", items);
    }

    @Override
    public void load(SavedState from) {
        collected = (int) from.whole("collected");
        items = from.whole("items");
    }
}
