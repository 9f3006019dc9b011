package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Monitor;
import io.vivace.learn.SavedState;
import java.nio.file.Path;

/**
 * Saves the learner whenever a number is better than ever before in the fit. A file is replaced in one step, so there is always a
 * whole one.
 *
 * <pre>{@code learner.callbacks(SaveBest.to(Path.of("best.safetensors")).on("accuracy").loadAtEnd())}</pre>
 */
public final class SaveBest implements Callback {
    private final Path file;
    private final Monitor monitor;
    private final boolean load;
    private double best;
    private boolean saved;

    private SaveBest(Path file, Monitor monitor, boolean load) {
        this.file = file;
        this.monitor = monitor;
        this.load = load;
        best = monitor.worst();
    }

    /**
     * {@return a callback that watches the loss of the validation items}
     *
     * @param file where to save
     */
    public static SaveBest to(Path file) {
        return new SaveBest(file, Monitor.of("valid_loss"), false);
    }

    /**
     * {@return watching another number} Lower is taken to be better when its name contains "loss" or "error".
     *
     * @param name {@code train_loss}, {@code valid_loss} or the name of a metric
     */
    public SaveBest on(String name) {
        return new SaveBest(file, Monitor.of(name), load);
    }

    /** {@return for a number of which lower values are better, whatever its name} */
    public SaveBest lowerIsBetter() {
        return new SaveBest(file, new Monitor(monitor.name(), true), load);
    }

    /** {@return for a number of which higher values are better, whatever its name} */
    public SaveBest higherIsBetter() {
        return new SaveBest(file, new Monitor(monitor.name(), false), load);
    }

    /** {@return loading the best one when the fit ends} */
    public SaveBest loadAtEnd() {
        return new SaveBest(file, monitor, true);
    }

    @Override
    public void beforeFit(Fit fit) {
        best = monitor.worst();
        saved = false;
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        double now = monitor.value(epoch);
        if (epoch.fit().failure() == null && monitor.isBetter(now, best, 0)) {
            best = now;
            saved = true;
            epoch.fit().learner().save(file);
        }
    }

    @Override
    public void afterFit(Fit fit) {
        if (load && saved) {
            fit.learner().load(file);
        }
    }

    @Override
    public void save(SavedState to) {
        to.put("best", best);
        to.put("saved", saved);
    }

    @Override
    public void load(SavedState from) {
        best = from.number("best");
        saved = from.flag("saved");
    }
}
