package io.vivace.learn;

import io.vivace.nn.Snapshot;
import io.vivace.optim.Optimizer;
import io.vivace.schedule.Schedule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries growing learning rates on a learner, and leaves it as it was. */
final class LrSearch implements Callback {
    private static final double DIVERGED = 4;

    private final Learner learner;

    LrSearch(Learner learner) {
        this.learner = learner;
    }

    LrFind run(Schedule rates) {
        boolean training = learner.model().isTraining();
        long[] rng = learner.rng().state();
        long epoch = learner.epochsStarted();
        Recorder recorder = learner.swap(new Recorder());
        @Nullable Optimizer optimizer = learner.swap((Optimizer) null);
        try (Snapshot snapshot = learner.model().snapshot()) {
            try {
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
}
