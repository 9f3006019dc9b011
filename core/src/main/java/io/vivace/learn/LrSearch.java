package io.vivace.learn;

import io.vivace.nn.Snapshot;
import io.vivace.optim.Optimizer;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries growing learning rates on a learner, and leaves it as it was. */
final class LrSearch implements Callback {
    private static final double DIVERGED = 4;

    private final Learner learner;
    private double best = Double.POSITIVE_INFINITY;

    LrSearch(Learner learner) {
        this.learner = learner;
    }

    LrFind run(Lr start, Lr end, int batches) {
        boolean training = learner.model().isTraining();
        long[] rng = learner.rng().state();
        long epoch = learner.epochsStarted();
        Recorder recorder = learner.swap(new Recorder());
        @Nullable Optimizer optimizer = learner.swap((Optimizer) null);
        try (Snapshot snapshot = learner.model().snapshot()) {
            try {
                var phases = Schedules.lrRange(start, end, batches).phases(0);
                new FitLoop(
                                learner,
                                phases,
                                learner.callbacks().thatChangeTraining().with(this),
                                true)
                        .run();
                List<BatchRecord> seen = learner.recorder().batches();
                return new LrFind(
                        seen.stream().map(BatchRecord::lastLr).toList(),
                        seen.stream().map(BatchRecord::smoothedLoss).toList());
            } finally {
                snapshot.restore();
            }
        } finally {
            learner.swap(recorder);
            Optimizer used = learner.swap(optimizer);
            if (used != null) {
                used.close();
            }
            learner.epochsStarted(epoch);
            learner.rng().state(rng);
            learner.model().train(training);
        }
    }

    @Override
    public void beforeEpoch(Epoch epoch) {
        epoch.skipValidation();
    }

    @Override
    public void afterBatch(Step step) {
        double loss = learner.recorder().smoothedLoss();
        best = Math.min(best, loss);
        if (!(loss <= DIVERGED * best)) {
            step.fit().stop("the loss has diverged");
        }
    }
}
