package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Step;

/**
 * Measures how fast training is, as columns of the table that loggers take over: {@code samples/s} and {@code s/batch} of the training
 * part of an epoch, and {@code data_wait}, the share of that time spent waiting for batches. A share near 0 means that the net is what
 * takes the time; one above a tenth, that more workers or smaller pictures pay.
 *
 * <pre>{@code learner.callbacks(new ThroughputMonitor())}</pre>
 */
public final class ThroughputMonitor implements Callback {
    private long start;
    private double waitedBefore;
    private long items;
    private long batches;

    /** Makes one. */
    public ThroughputMonitor() {}

    @Override
    public void beforeTrain(Epoch epoch) {
        start = System.nanoTime();
        waitedBefore = epoch.secondsWaited();
        items = 0;
        batches = 0;
    }

    @Override
    public void afterBatch(Step step) {
        if (step.isTraining()) {
            items += step.batch().size();
            batches++;
        }
    }

    @Override
    public void afterTrain(Epoch epoch) {
        double seconds = Math.max((System.nanoTime() - start) * 1e-9, 1e-9);
        epoch.metric("samples/s", items / seconds);
        epoch.metric("s/batch", batches == 0 ? Double.NaN : seconds / batches);
        epoch.metric("data_wait", Math.min(1, (epoch.secondsWaited() - waitedBefore) / seconds));
    }
}
