package io.vivace.learn;

import io.vivace.schedule.Schedule;
import java.util.List;

/** Tries growing learning rates on a learner, and leaves it as it was. */
final class LrSearch implements Callback {
    private static final double DIVERGED = 4;

    private final Learner learner;

    LrSearch(Learner learner) {
        this.learner = learner;
    }

    LrFind run(Schedule rates) {
        return Rehearsal.of(learner, () -> {
            var phases = rates.phases(FitLoop.batchesOf(learner.data().train()));
            new FitLoop(
                            learner,
                            phases,
                            learner.callbacks().thatChangeTraining().with(this, StopDiverging.at(DIVERGED, 0)),
                            true)
                    .run();
            List<BatchRecord> seen = learner.recorder().batches();
            return new LrFind(
                    seen.stream().map(BatchRecord::lastLr).toList(),
                    seen.stream().map(BatchRecord::smoothedLoss).toList());
        });
    }

    @Override
    public void beforeEpoch(Epoch epoch) {
        epoch.skipValidation();
    }
}
