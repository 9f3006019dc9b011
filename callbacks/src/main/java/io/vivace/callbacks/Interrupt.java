package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Step;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets Ctrl-C, and other requests to end the program, end a fit as any other end would: after the batch of now it is validated, callbacks
 * save what they save at the end, and then the program ends with the exit code that it would have had (130 for Ctrl-C). A second Ctrl-C ends
 * it at once. If the fit takes longer than a bound to end, the program does not wait for it.
 *
 * <p>The program ends when {@code fit} has ended, so nothing that follows a fit is sure to run, unless this is opened around it:
 *
 * <pre>{@code
 * learner.callbacks(Interrupt.listen())   // callbacks save
 *
 * try (var interrupt = Interrupt.listen().telling(System.err).open();
 *         var learn = Learner.of(data, net).callbacks(interrupt).build()) {
 *     learn.fitOneCycle(5, 1e-2);         // ends early
 *     learn.save(Path.of("net.safetensors")); // is still done
 * }
 * }</pre>
 *
 * Further fits end before their first batch once a request has come. With a {@link io.vivace.learn.Checkpoint} a
 * program that is started again goes on where this one ended. Made of a shutdown hook of the JVM alone, so it works wherever those do.
 */
public final class Interrupt implements Callback, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final @Nullable PrintStream out;
    private final Duration most;
    private @Nullable ShutdownDelay delay;
    private int holders;
    private boolean fitting;
    private boolean asked;

    private Interrupt(@Nullable PrintStream out, Duration most) {
        this.out = out;
        this.most = most;
    }

    /** {@return a callback that says nothing and delays the end of the program by 10 minutes at most} */
    public static Interrupt listen() {
        return new Interrupt(null, PATIENCE);
    }

    /**
     * {@return one that tells what happens when the request comes}
     *
     * @param stream where to
     */
    public Interrupt telling(PrintStream stream) {
        return new Interrupt(stream, most);
    }

    /**
     * {@return one with another bound}
     *
     * @param bound the longest that the end of the program is delayed
     */
    public Interrupt waitingAtMost(Duration bound) {
        return new Interrupt(out, bound);
    }

    /** {@return this, delaying the end of the program from now on until it is closed, fits or not} */
    public Interrupt open() {
        hold();
        return this;
    }

    /** {@return whether the end of the program has been requested while this listened} */
    public boolean isAsked() {
        asked |= delay != null && delay.isAsked();
        return asked;
    }

    private void hold() {
        if (delay == null) {
            delay = ShutdownDelay.begin(out, most);
        }
        holders++;
    }

    private void release() {
        holders--;
        if (holders == 0 && delay != null) {
            delay.end();
            asked |= delay.isAsked();
            delay = null;
        }
    }

    /** Last, so that all others have saved what they save before the program ends. */
    @Override
    public int order() {
        return 1000;
    }

    /** Searching for a learning rate ends early, too. */
    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void beforeFit(Fit fit) {
        hold();
        fitting = true;
        if (!fit.isSearch()) { // a search needs a batch to tell of
            stopIfAsked(fit);
        }
    }

    @Override
    public void afterBatch(Step step) {
        if (step.isTraining()) {
            stopIfAsked(step.fit());
        }
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        stopIfAsked(epoch.fit());
    }

    private void stopIfAsked(Fit fit) {
        if (isAsked()) {
            fit.pause("interrupted");
        }
    }

    @Override
    public void afterFit(Fit fit) {
        if (fitting) {
            fitting = false;
            release();
        }
    }

    /** Lets the program end, if this was {@linkplain #open() opened}. */
    @Override
    public void close() {
        if (holders > 0) {
            release();
        }
    }
}
