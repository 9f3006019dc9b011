package io.vivace.schedule;

import java.util.List;
import java.util.function.UnaryOperator;

/** Phases that may depend on how many batches an epoch has. {@link Schedules} has the known ones. */
@FunctionalInterface
public interface Schedule {
    /**
     * {@return the phases, in order}
     *
     * @param batchesPerEpoch of the training data
     */
    List<TrainPhase> phases(int batchesPerEpoch);

    /**
     * {@return these phases, whatever the data}
     *
     * @param phases in order
     */
    static Schedule of(TrainPhase... phases) {
        List<TrainPhase> all = List.of(phases);
        return n -> all;
    }

    /**
     * {@return this schedule with every phase changed}
     *
     * @param change such as {@code p -> p.optimizer(Sgd.momentum(0.9))}
     */
    default Schedule each(UnaryOperator<TrainPhase> change) {
        return n -> phases(n).stream().map(change).toList();
    }

    /**
     * {@return this schedule, then another}
     *
     * @param next what follows
     */
    default Schedule then(Schedule next) {
        return n -> java.util.stream.Stream.concat(phases(n).stream(), next.phases(n).stream())
                .toList();
    }
}
