package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;

/** Ends the fit after some batches, without validation: to see whether everything runs, or how fast. */
public final class StopAfterBatches implements Callback {
    private final int most;
    private int seen;

    private StopAfterBatches(int most) {
        this.most = most;
    }

    /**
     * {@return such a callback}
     *
     * @param batches how many to train on, at least 1
     */
    public static StopAfterBatches of(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("train on at least 1 batch, got " + batches);
        }
        return new StopAfterBatches(batches);
    }

    @Override
    public void beforeFit(Fit fit) {
        seen = 0;
    }

    @Override
    public void afterBatch(Step step) {
        if (step.isTraining() && ++seen == most) {
            step.epoch().skipValidation();
            step.fit().stop("as many batches as wanted");
        }
    }

    @Override
    public void save(SavedState to) {
        to.put("seen", seen);
    }

    @Override
    public void load(SavedState from) {
        seen = (int) from.whole("seen");
    }
}
