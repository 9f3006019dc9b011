package io.vivace.callbacks;

import io.vivace.learn.BatchRecord;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import java.util.List;

/** What was recorded last, over all fits of a learner. */
final class Latest {
    private Latest() {}

    /** {@return what was recorded about the training batch of a step whose loss is known} */
    static BatchRecord of(Step step) {
        List<BatchRecord> all = step.learner().recorder().batches();
        return all.get(all.size() - 1);
    }

    /** {@return how many batches were trained in all fits: the place on the time axis of trackers} */
    static long batches(Fit fit) {
        return fit.learner().recorder().batches().size();
    }
}
