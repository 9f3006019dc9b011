package io.vivace.learn;

import io.vivace.io.FileException;
import io.vivace.learn.CheckpointFolder.Entry;
import io.vivace.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fits of a program, one after the other, with their checkpoints: those that an earlier start of the program has finished
 * are passed by, the one that was interrupted goes on.
 */
final class Run implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);
    private static final int ENDS_KEPT = 10;
    private static final String IS_BEST = "is_best";

    private final Checkpoint.Options options;
    private final CheckpointFolder folder;
    private final Learner learner;
    private final @Nullable Entry newest;
    private final DoneFits done = new DoneFits();
    private int fits;
    private long savedAt;
    private double best;
    private boolean over;

    private Run(Checkpoint.Options options, CheckpointFolder folder, Learner learner) {
        this.options = options;
        this.folder = folder;
        this.learner = learner;
        newest = newest();
        best = options.best() == null ? Double.NaN : options.best().worst();
    }

    /**
     * {@return a run that writes where a checkpoint says}
     *
     * @throws FileException if the folder cannot be used
     * @throws IllegalStateException if it holds checkpoints and nothing was said about them
     */
    static Run open(Checkpoint checkpoint, Learner learner) {
        CheckpointFolder folder = CheckpointFolder.open(checkpoint.folder());
        try {
            return new Run(checkpoint.options(), folder, learner);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private @Nullable Entry newest() {
        List<Entry> entries = folder.entries();
        if (entries.isEmpty()) {
            return null;
        }
        switch (options.found()) {
            case REFUSED ->
                throw new IllegalStateException(folder.path()
                        + " holds checkpoints of an earlier run: go on with it by Checkpoint.in(folder).resume(), delete"
                        + " them by startOver(), or give another folder");
            case DELETED -> {
                folder.clear();
                return null;
            }
            case RESUMED -> {
                return newestReadable(entries);
            }
        }
        throw new AssertionError(options.found());
    }

    private static Entry newestReadable(List<Entry> entries) {
        List<Entry> backwards = new ArrayList<>(entries);
        Collections.reverse(backwards);
        return firstReadable(backwards);
    }

    /** A damaged one is not taken, and not deleted either. */
    private static Entry firstReadable(List<Entry> entries) {
        @Nullable FileException first = null;
        for (Entry e : entries) {
            try (CheckpointFile file = CheckpointFile.read(e.file())) {
                if (first != null) {
                    LOG.warn("{}; going on from {} instead.", first.getMessage(), file.file());
                }
                return e;
            } catch (FileException damaged) {
                first = Objects.requireNonNullElse(first, damaged);
            }
        }
        throw Objects.requireNonNull(first);
    }

    // ---------------------------------------------------------------------------------------------- fits

    /** {@return how a fit went, now or before this program was started again} */
    FitResult fit(FitLoop loop) {
        int number = fits++;
        Entry from = newest;
        if (over) {
            LOG.warn("no checkpoints of fit {} are written: the one before it failed or was paused", number);
        }
        if (over || from == null || number > from.fit()) {
            return train(number, loop, null);
        }
        if (number < from.fit() || from.isEnd()) {
            return passBy(number, loop);
        }
        try (CheckpointFile file = CheckpointFile.read(from.file())) {
            restore(file, number, false, loop);
            file.reading(() -> {
                if (file.state().flag(IS_BEST)) { // killed before it was called so, perhaps
                    trying(() -> folder.best(from.file()));
                }
            });
            return train(number, loop, file);
        }
    }

    private FitResult train(int number, FitLoop loop, @Nullable CheckpointFile from) {
        savedAt = System.nanoTime();
        FitResult result;
        try {
            result = loop.run(this, number, from);
        } catch (RuntimeException | Error e) {
            over = true; // what the program does after a failure cannot be known the next time
            throw e;
        }
        over |= loop.isPaused(); // it may be so before the first batch
        if (over) {
            return result;
        }
        done.add(loop.planText(), result);
        save(number, Long.MAX_VALUE, loop, false);
        return result;
    }

    /** Leaves the learner as the fit left it the first time. */
    private FitResult passBy(int number, FitLoop loop) {
        Entry end = endOf(number);
        try (CheckpointFile file = CheckpointFile.read(end.file())) {
            restore(file, number, true, loop);
            if (end.fit() == number && end.isEnd()) {
                loop.adopt(file);
            } else { // of a later fit, with another plan; the optimizer and the callbacks get theirs when that one is
                // passed by
                file.reading(() -> {
                    file.loadNet(learner);
                    LearnerState.load(file.state(), learner);
                });
            }
        }
        FitResult result = done.result(number);
        learner.say("fit " + number + " was done before: " + result.batches() + " batches, see " + folder.path());
        return result;
    }

    /** {@return the checkpoint of a fit's end; of fits long ago, of the first end that is still there} */
    private Entry endOf(int number) {
        List<Entry> ends = folder.entries().stream()
                .filter(e -> e.fit() >= number && (e.isEnd() || e.equals(newest)))
                .toList();
        if (ends.isEmpty()) {
            throw new IllegalStateException(folder.path() + " has lost the checkpoints of fit " + number
                    + " while this program was running; start it again");
        }
        return firstReadable(ends);
    }

    private void restore(CheckpointFile file, int number, boolean isDone, FitLoop loop) {
        file.reading(() -> {
            done.load(file.state().part("calls"));
            best = file.state().number("best");
            if (isDone && number >= done.size()) {
                throw new IllegalArgumentException("it does not say how fit " + number + " went");
            }
            String then =
                    number < done.size() ? done.plan(number) : file.state().text("plan");
            if (!then.equals(loop.planText())) {
                throw new IllegalStateException("the checkpoints in " + folder.path()
                        + " are of another program. Its fit " + number + " was planned as\n  " + then
                        + "\nand this one plans\n  " + loop.planText()
                        + "\nRun the same program with the same data, or start over in another folder");
            }
        });
    }

    // ---------------------------------------------------------------------------------------------- saving

    /** Called between two batches. */
    void afterBatch(int number, long trained, FitLoop loop, Fit fit) {
        boolean due = (options.everyBatches() > 0 && trained % options.everyBatches() == 0)
                || System.nanoTime() - savedAt >= options.every().toNanos();
        if (fit.isPaused()) {
            save(number, trained, loop, false);
            over = true;
        } else if (due) {
            save(number, trained, loop, false);
        }
    }

    /** Called between two epochs. */
    void afterEpoch(int number, long trained, FitLoop loop, Epoch epoch) {
        Monitor monitor = options.best();
        double before = best;
        boolean better = monitor != null && monitor.isBetter(monitor.value(epoch), best, 0);
        if (monitor != null && better) {
            best = monitor.value(epoch);
        }
        boolean paused = epoch.fit().isPaused();
        boolean due = better || paused || (epoch.number() + 1) % options.everyEpochs() == 0;
        if (due && !save(number, trained, loop, better)) {
            best = before; // the best one is the best of those that are there
        }
        over |= paused;
    }

    /** {@return whether the checkpoint is there now} */
    private boolean save(int number, long trained, FitLoop loop, boolean isBest) {
        if (over) {
            return false;
        }
        Entry entry = folder.entry(number, trained);
        boolean written = trying(() -> {
            write(entry.file(), loop, isBest);
            if (isBest) {
                folder.best(entry.file());
            }
        });
        if (written) {
            trying(() -> folder.prune(entry, entry.isEnd() ? ENDS_KEPT : options.keep()));
        }
        savedAt = System.nanoTime();
        return written;
    }

    private void write(Path file, FitLoop loop, boolean isBest) {
        try (var scope = Scope.open()) {
            SavedState state = loop.state();
            done.save(state.part("calls"));
            state.put("best", best);
            state.put(IS_BEST, isBest);
            CheckpointFile.write(file, learner, state);
        }
    }

    /** {@return whether it could be done: hours of training must not end because a disk is full} */
    private static boolean trying(Runnable work) {
        try {
            work.run();
            return true;
        } catch (FileException e) {
            LOG.warn("{}; training goes on, and the next checkpoint is tried when it is due.", e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
