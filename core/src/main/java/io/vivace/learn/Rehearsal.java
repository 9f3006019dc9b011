package io.vivace.learn;

import io.vivace.nn.Snapshot;
import io.vivace.optim.Optimizer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Training that did not happen: weights, statistics, optimizer, random numbers and records of a learner are afterwards as they were, to
 * the last bit.
 */
final class Rehearsal {
    private Rehearsal() {}

    /** {@return what some training on a learner found out} */
    static <T> T of(Learner learner, Supplier<T> work) {
        boolean training = learner.model().isTraining();
        long[] rng = learner.rng().state();
        long epoch = learner.epochsStarted();
        Recorder recorder = learner.swap(new Recorder());
        @Nullable Optimizer optimizer = learner.swap((Optimizer) null);
        try (Snapshot snapshot = learner.model().snapshot()) {
            try {
                return work.get();
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
}
