package io.vivace.callbacks;

import io.vivace.io.FileException;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.schedule.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Saves the learner, weights and what the optimizer remembers, now and then, each time to a file of its own. {@code learner.load} reads
 * them. To go on with a fit that was interrupted, as if it had not been, there are checkpoints.
 *
 * <pre>{@code learner.callbacks(SaveEvery.epochs(1, Path.of("models/run")).keep(3)) // models/run_0.safetensors, run_1, ...}</pre>
 */
public final class SaveEvery implements Callback {
    private enum Moment {
        EPOCH(""),
        BATCH("batch_"),
        CYCLE("cyc_");

        private final String prefix;

        Moment(String prefix) {
            this.prefix = prefix;
        }
    }

    private final Moment moment;
    private final int every;
    private final Path base;
    private final int keep;
    private final Deque<Long> written = new ArrayDeque<>();
    private int cycles;

    private SaveEvery(Moment moment, int every, Path base, int keep) {
        if (every < 1) {
            throw new IllegalArgumentException("something is saved every 1 epoch or batch or more, got " + every);
        }
        if (keep < 1) {
            throw new IllegalArgumentException("at least the last 1 file is kept, got " + keep);
        }
        this.moment = moment;
        this.every = every;
        this.base = base;
        this.keep = keep;
    }

    /**
     * {@return a callback that saves to {@code base_<epoch>.safetensors}, epochs counted from 0, as fastai's
     * {@code SaveModelCallback(every='epoch')} does}
     *
     * @param every after how many epochs, at least 1
     * @param base folder and begin of the names
     */
    public static SaveEvery epochs(int every, Path base) {
        return new SaveEvery(Moment.EPOCH, every, base, Integer.MAX_VALUE);
    }

    /**
     * {@return a callback that saves to {@code base_batch_<n>.safetensors} when n batches of the fit are done}
     *
     * @param every after how many training batches, at least 1
     * @param base folder and begin of the names
     */
    public static SaveEvery batches(int every, Path base) {
        return new SaveEvery(Moment.BATCH, every, base, Integer.MAX_VALUE);
    }

    /**
     * {@return a callback that saves to {@code base_cyc_<k>.safetensors} when a phase of the schedule ends, k from 0: the end of each cycle
     * of cosine restarts, {@code cycle_save_name} of fastai 0.7}
     *
     * @param base folder and begin of the names
     */
    public static SaveEvery cycles(Path base) {
        return new SaveEvery(Moment.CYCLE, 1, base, Integer.MAX_VALUE);
    }

    /**
     * {@return removing older files of the same fit}
     *
     * @param last how many are kept, at least 1
     */
    public SaveEvery keep(int last) {
        return new SaveEvery(moment, every, base, last);
    }

    @Override
    public void beforeFit(Fit fit) {
        written.clear();
        cycles = 0;
    }

    @Override
    public void afterBatch(Step step) {
        Fit fit = step.fit();
        if (!step.isTraining() || fit.failure() != null) {
            return;
        }
        long done = fit.batch() + 1;
        if (moment == Moment.BATCH && done % every == 0) {
            save(fit, done);
        } else if (moment == Moment.CYCLE && endsPhase(fit.plan(), done)) {
            save(fit, cycles++);
        }
    }

    private static boolean endsPhase(Plan plan, long done) {
        return done == plan.batches() || plan.phase(done) != plan.phase(done - 1);
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (moment == Moment.EPOCH && epoch.fit().failure() == null && (epoch.number() + 1) % every == 0) {
            save(epoch.fit(), epoch.number());
        }
    }

    private Path file(long number) {
        return base.resolveSibling(base.getFileName() + "_" + moment.prefix + number + ".safetensors");
    }

    private void save(Fit fit, long number) {
        fit.learner().save(file(number));
        written.add(number);
        if (written.size() > keep) {
            Path old = file(written.remove());
            try {
                Files.deleteIfExists(old);
            } catch (IOException e) {
                throw new FileException(old, "cannot be removed", e);
            }
        }
    }

    /** Numbers, not files: what a checkpoint says must not choose which files are removed. */
    @Override
    public void save(SavedState to) {
        to.put("cycles", cycles);
        to.put("written", written.stream().mapToLong(n -> n).toArray());
    }

    @Override
    public void load(SavedState from) {
        cycles = (int) from.whole("cycles");
        written.clear();
        Arrays.stream(from.wholes("written")).forEach(written::add);
    }
}
