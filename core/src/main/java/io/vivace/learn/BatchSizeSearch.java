package io.vivace.learn;

import io.vivace.memory.MemoryLimitException;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Pool;
import io.vivace.schedule.TrainPhase;
import java.util.ArrayList;
import java.util.List;

/** Tries growing batch sizes on a learner, and leaves it as it was. */
final class BatchSizeSearch {
    private static final int LEAST = 3;
    private static final int MOST = 30;
    private static final double ENOUGH_SECONDS = 0.5;
    private static final double WORTH_IT = 1.05;
    private static final int IN_VAIN = 2;

    private final Learner learner;
    private final List<BatchSizeFind.Trial> trials = new ArrayList<>();

    BatchSizeSearch(Learner learner) {
        this.learner = learner;
    }

    BatchSizeFind run(int from, int most) {
        if (from < 1 || most < from) {
            throw new IllegalArgumentException(
                    "batch sizes are tried from at least 1 upwards, got " + from + " to " + most);
        }
        long peak = MemoryStats.now().peak();
        try {
            return new BatchSizeFind(trials, Rehearsal.of(learner, () -> search(from, most)));
        } finally {
            Pool.host().raisePeak(peak);
        }
    }

    /** {@return why it ended} */
    private String search(int from, int most) {
        int inVain = 0;
        double best = 0;
        for (long size = from; size <= most; size *= 2) {
            long needed = predicted((int) size);
            long limit = MemoryStats.now().limit();
            if (needed > limit) {
                return memory(size, "would need about " + MemoryStats.human(needed), limit);
            }
            BatchSizeFind.Trial trial;
            try {
                trial = measure((int) size);
            } catch (RuntimeException e) {
                if (!isMemory(e)) {
                    throw e;
                }
                return memory(size, "did not fit into memory", limit);
            }
            trials.add(trial);
            inVain = trial.samplesPerSecond() > WORTH_IT * best ? 0 : inVain + 1;
            best = Math.max(best, trial.samplesPerSecond());
            if (inVain == IN_VAIN) {
                return "larger batches are not faster";
            }
        }
        return "the largest size that was to be tried";
    }

    private static String memory(long size, String what, long limit) {
        return "batches of " + size + " " + what + "; the limit is " + MemoryStats.human(limit)
                + ", see -Dvivace.memory.limit";
    }

    /** {@return the memory that the last two sizes let expect: what does not depend on the size, and the same more for each item} */
    private long predicted(int size) {
        if (trials.size() < 2) {
            return 0;
        }
        BatchSizeFind.Trial b = trials.get(trials.size() - 1);
        BatchSizeFind.Trial a = trials.get(trials.size() - 2);
        double item = (double) (b.memory() - a.memory()) / (b.batchSize() - a.batchSize());
        return (long) (b.memory() + item * (size - b.batchSize()));
    }

    private static boolean isMemory(Throwable e) {
        return e instanceof MemoryLimitException || (e.getCause() != null && isMemory(e.getCause()));
    }

    private BatchSizeFind.Trial measure(int size) {
        Clock clock = new Clock();
        Pool.host().resetPeak();
        var phase = TrainPhase.batches(1 + MOST).lr(0).data(new Regrouped(learner.data(), size, 1 + MOST));
        new FitLoop(
                        learner,
                        List.of(phase),
                        learner.callbacks().thatChangeTraining().with(clock),
                        true)
                .run();
        double seconds = clock.seconds();
        return new BatchSizeFind.Trial(
                size, size / seconds, seconds, MemoryStats.now().peak());
    }

    /** Takes the time of steps without their data, for half a second or three steps. The first one fills caches and is not counted. */
    private static final class Clock implements Callback {
        private final List<Double> seconds = new ArrayList<>();
        private long start;

        @Override
        public int order() {
            return Integer.MIN_VALUE;
        }

        @Override
        public void beforeEpoch(Epoch epoch) {
            epoch.skipValidation();
        }

        @Override
        public void beforeBatch(Step step) {
            start = System.nanoTime();
        }

        @Override
        public void afterBatch(Step step) {
            seconds.add(Math.max((System.nanoTime() - start) * 1e-9, 1e-9));
            if (seconds.size() > LEAST && seconds.stream().mapToDouble(s -> s).sum() > ENOUGH_SECONDS) {
                step.fit().stop("measured");
            }
        }

        /** {@return the middle of the measured times} */
        double seconds() {
            double[] sorted =
                    seconds.stream().skip(1).mapToDouble(s -> s).sorted().toArray();
            return sorted.length == 0 ? seconds.get(0) : sorted[sorted.length / 2];
        }
    }
}
