package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Monitor;
import io.vivace.learn.SavedState;
import java.util.Locale;

/**
 * Ends the fit when a number has not improved for some epochs. fastai's {@code EarlyStoppingCallback}: with patience p it
 * stops p + 1 epochs after the best one.
 *
 * <pre>{@code learner.callbacks(EarlyStopping.on("accuracy").patience(3).minDelta(0.001))}</pre>
 */
public final class EarlyStopping implements Callback {
    private final Monitor monitor;
    private final int epochs;
    private final double minDelta;
    private Patience patience;

    private EarlyStopping(Monitor monitor, int epochs, double minDelta) {
        this.monitor = monitor;
        this.epochs = epochs;
        this.minDelta = minDelta;
        patience = new Patience(monitor, epochs, minDelta);
    }

    /** {@return a callback that watches the loss of the validation items, without patience} */
    public static EarlyStopping onValidLoss() {
        return on("valid_loss");
    }

    /**
     * {@return a callback that watches a number, without patience} Lower is taken to be better when its name contains
     * "loss" or "error".
     *
     * @param monitor {@code train_loss}, {@code valid_loss} or the name of a metric
     */
    public static EarlyStopping on(String monitor) {
        return new EarlyStopping(Monitor.of(monitor), 0, 0);
    }

    /**
     * {@return with patience}
     *
     * @param epochs how many epochs without improvement are let pass, at least 0
     */
    public EarlyStopping patience(int epochs) {
        return new EarlyStopping(monitor, epochs, minDelta);
    }

    /**
     * {@return with a margin}
     *
     * @param delta by how much a value must beat the best one to count, at least 0
     */
    public EarlyStopping minDelta(double delta) {
        return new EarlyStopping(monitor, epochs, delta);
    }

    /** {@return for a number of which lower values are better, whatever its name} */
    public EarlyStopping lowerIsBetter() {
        return new EarlyStopping(new Monitor(monitor.name(), true), epochs, minDelta);
    }

    /** {@return for a number of which higher values are better, whatever its name} */
    public EarlyStopping higherIsBetter() {
        return new EarlyStopping(new Monitor(monitor.name(), false), epochs, minDelta);
    }

    @Override
    public void beforeFit(Fit fit) {
        patience = new Patience(monitor, epochs, minDelta);
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (patience.isUsedUp(monitor.value(epoch))) {
            epoch.stopFit(String.format(
                    Locale.ROOT,
                    "%s has not improved on %.6g for %d epochs",
                    monitor.name(),
                    patience.best(),
                    patience.waited()));
        }
    }

    @Override
    public void save(SavedState to) {
        patience.save(to);
    }

    @Override
    public void load(SavedState from) {
        patience.load(from);
    }
}
