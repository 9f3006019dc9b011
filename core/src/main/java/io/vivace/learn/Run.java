package io.vivace.learn;

import io.vivace.io.FileException;
import io.vivace.learn.CheckpointFolder.Entry;
import io.vivace.tensor.Scope;
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

    /**
     * A fit that is done.
     *
     * @param plan what was planned
     * @param result how it went
     */
    private record Done(String plan, FitResult result) {}

    private final Checkpoint.Options options;
    private final CheckpointFolder folder;
    private final Learner learner;
    private final @Nullable Entry newest;
    private final List<Done> done = new ArrayList<>();
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
                    LOG.warn("{} Going on from {} instead.", first.getMessage(), file.file());
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
            restore(file, number, loop);
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
        done.add(new Done(loop.planText(), result));
        save(number, Long.MAX_VALUE, loop);
        folder.prune(true, ENDS_KEPT);
        return result;
    }

    /** Leaves the learner as the fit left it the first time. */
    private FitResult passBy(int number, FitLoop loop) {
        Entry end = endOf(number);
        try (CheckpointFile file = CheckpointFile.read(end.file())) {
            restore(file, number, loop);
            loop.adopt(file);
        }
        FitResult result = done.get(number).result();
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

    private void restore(CheckpointFile file, int number, FitLoop loop) {
        SavedState calls = file.state().part("calls");
        for (int i = done.size(); calls.has(Integer.toString(i)); i++) {
            SavedState one = calls.part(Integer.toString(i));
            done.add(new Done(
                    one.text("plan"),
                    new FitResult(
                            RecorderState.loadEpochs(one.part("epochs")),
                            one.whole("batches"),
                            one.has("stop_reason") ? one.text("stop_reason") : null)));
        }
        best = file.state().number("best");
        String then =
                number < done.size() ? done.get(number).plan() : file.state().text("plan");
        if (!then.equals(loop.planText())) {
            throw new IllegalStateException("the checkpoints in " + folder.path() + " are of another program. Its fit "
                    + number + " was planned as\n  " + then + "\nand this one plans\n  " + loop.planText()
                    + "\nRun the same program with the same data, or start over in another folder");
        }
    }

    // ---------------------------------------------------------------------------------------------- saving

    /** Called between two batches. */
    void afterBatch(int number, long trained, FitLoop loop, Fit fit) {
        boolean due = (options.everyBatches() > 0 && trained % options.everyBatches() == 0)
                || System.nanoTime() - savedAt >= options.every().toNanos();
        if (fit.isPaused()) {
            save(number, trained, loop);
            over = true;
        } else if (due) {
            save(number, trained, loop);
        }
    }

    /** Called between two epochs. */
    void afterEpoch(int number, long trained, FitLoop loop, Epoch epoch) {
        Monitor monitor = options.best();
        boolean better = false;
        if (monitor != null && monitor.isBetter(monitor.value(epoch), best, 0)) {
            best = monitor.value(epoch);
            better = true;
        }
        boolean paused = epoch.fit().isPaused();
        boolean due = better || paused || (epoch.number() + 1) % options.everyEpochs() == 0;
        if (due && save(number, trained, loop) && better) {
            folder.best(folder.middle(number, trained));
        }
        over |= paused;
    }

    private boolean save(int number, long trained, FitLoop loop) {
        if (over) {
            return false;
        }
        boolean written = false;
        try (var scope = Scope.open()) {
            SavedState state = loop.state();
            saveDone(state.part("calls"));
            state.put("best", best);
            CheckpointFile.write(
                    trained == Long.MAX_VALUE ? folder.end(number) : folder.middle(number, trained), learner, state);
            written = true;
            folder.prune(false, options.keep());
        } catch (FileException e) { // hours of training must not end because a disk is full
            LOG.warn("{} Training goes on, and the next checkpoint is tried when it is due.", e.getMessage());
        }
        savedAt = System.nanoTime();
        return written;
    }

    private void saveDone(SavedState to) {
        for (int i = 0; i < done.size(); i++) {
            Done d = done.get(i);
            SavedState one = to.part(Integer.toString(i));
            one.put("plan", d.plan());
            one.put("batches", d.result().batches());
            String reason = d.result().stopReason();
            if (reason != null) {
                one.put("stop_reason", reason);
            }
            RecorderState.saveEpochs(one.part("epochs"), d.result().epochs());
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
