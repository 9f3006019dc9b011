package io.vivace.learn;

import io.vivace.nn.Module;
import io.vivace.optim.Optimizer;
import io.vivace.schedule.Plan;
import io.vivace.schedule.TrainPhase;
import org.jspecify.annotations.Nullable;

/** A call of {@code fit} while it runs, as callbacks see it. */
public final class Fit {
    private final Learner learner;
    private final @Nullable Plan plan;
    private final int epochs;
    private final boolean search;
    private long batch;
    private boolean quiet;
    private boolean paused;
    private @Nullable String stopReason;
    private @Nullable Throwable failure;

    Fit(Learner learner, @Nullable Plan plan, int epochs, boolean search) {
        this.learner = learner;
        this.plan = plan;
        this.epochs = epochs;
        this.search = search;
    }

    /** {@return the learner that fits} */
    public Learner learner() {
        return learner;
    }

    /** {@return the net} */
    public Module model() {
        return learner.model();
    }

    /** {@return the optimizer of now; a phase may bring another} */
    public Optimizer optimizer() {
        return learner.optimizer();
    }

    /**
     * {@return where phases begin and end}
     *
     * @throws IllegalStateException if nothing is trained, as in {@link Learner#validate()}
     */
    public Plan plan() {
        if (plan == null) {
            throw new IllegalStateException("nothing is trained here, so there are no phases");
        }
        return plan;
    }

    /** {@return the phase of now} */
    public TrainPhase phase() {
        return plan().phases().get(plan().phase(batch));
    }

    /** {@return how many epochs are planned; the last one may be a part} */
    public int epochs() {
        return epochs;
    }

    /** {@return the number of the training batch of now, or of the next one, from 0 over the whole fit} */
    public long batch() {
        return batch;
    }

    /** {@return whether learning rates are only being tried, and everything will be put back} */
    public boolean isSearch() {
        return search;
    }

    /** A loss that is not finite stops this fit rather than failing it. */
    void endQuietly() {
        quiet = true;
    }

    boolean endsQuietly() {
        return quiet;
    }

    void batch(long number) {
        batch = number;
    }

    /**
     * Ends the fit after this epoch. Training ends after the batch of now; the validation still takes place.
     *
     * @param reason why, in words; the first one given stays
     */
    public void stop(String reason) {
        if (stopReason == null) {
            stopReason = reason;
        }
    }

    /**
     * Ends the fit after this epoch like {@link #stop}, but not for good: a program that resumes from its {@link Checkpoint} goes on
     * after the batch of now. What the program does after this fit is not written down any more, so it is best to end it there.
     *
     * @param reason why, in words
     */
    public void pause(String reason) {
        paused |= !isStopped();
        stop(reason);
    }

    boolean isPaused() {
        return paused;
    }

    /** {@return why the fit ends early, or null} */
    public @Nullable String stopReason() {
        return stopReason;
    }

    boolean isStopped() {
        return stopReason != null;
    }

    void fail(Throwable t) {
        if (failure == null) {
            failure = t;
        }
    }

    /** {@return what was thrown and ends the fit, or null} */
    public @Nullable Throwable failure() {
        return failure;
    }
}
