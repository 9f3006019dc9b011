package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Monitor;
import io.vivace.learn.SavedState;
import io.vivace.optim.ParameterGroup;
import io.vivace.optim.Settings;
import io.vivace.schedule.Ramp;
import io.vivace.schedule.TrainPhase;

/**
 * Multiplies the learning rate of every layer group when a number has not improved for some epochs. The phases of the fit must
 * leave the rate constant. fastai's {@code ReduceLROnPlateauCallback}, except that groups keep their own rates, and that no rate
 * falls below the least one.
 *
 * <pre>{@code learner.callbacks(ReduceOnPlateau.onValidLoss().patience(2).factor(0.5)) }</pre>
 */
public final class ReduceOnPlateau implements Callback {
    private final Monitor monitor;
    private final int epochs;
    private final double minDelta;
    private final double factor;
    private final double least;
    private Patience patience;

    private ReduceOnPlateau(Monitor monitor, int epochs, double minDelta, double factor, double least) {
        if (!(factor > 0 && factor < 1)) {
            throw new IllegalArgumentException("the factor lies between 0 and 1, got " + factor);
        }
        if (!(least >= 0)) {
            throw new IllegalArgumentException("the least learning rate is at least 0, got " + least);
        }
        this.monitor = monitor;
        this.epochs = epochs;
        this.minDelta = minDelta;
        this.factor = factor;
        this.least = least;
        patience = new Patience(monitor, epochs, minDelta);
    }

    /** {@return a callback that watches the loss of the validation items, without patience, with a factor of 0.2} */
    public static ReduceOnPlateau onValidLoss() {
        return on("valid_loss");
    }

    /**
     * {@return a callback that watches a number, without patience, with a factor of 0.2} Lower is taken to be better when its name
     * contains "loss" or "error".
     *
     * @param monitor {@code train_loss}, {@code valid_loss} or the name of a metric
     */
    public static ReduceOnPlateau on(String monitor) {
        return new ReduceOnPlateau(Monitor.of(monitor), 0, 0, 0.2, 0);
    }

    /**
     * {@return with patience}
     *
     * @param epochs how many epochs without improvement are let pass, at least 0
     */
    public ReduceOnPlateau patience(int epochs) {
        return new ReduceOnPlateau(monitor, epochs, minDelta, factor, least);
    }

    /**
     * {@return with a margin}
     *
     * @param delta by how much a value must beat the best one to count, at least 0
     */
    public ReduceOnPlateau minDelta(double delta) {
        return new ReduceOnPlateau(monitor, epochs, delta, factor, least);
    }

    /** {@return for a number of which lower values are better, whatever its name} */
    public ReduceOnPlateau lowerIsBetter() {
        return new ReduceOnPlateau(new Monitor(monitor.name(), true), epochs, minDelta, factor, least);
    }

    /** {@return for a number of which higher values are better, whatever its name} */
    public ReduceOnPlateau higherIsBetter() {
        return new ReduceOnPlateau(new Monitor(monitor.name(), false), epochs, minDelta, factor, least);
    }

    /**
     * {@return with another factor}
     *
     * @param by what the rate is multiplied by, between 0 and 1
     */
    public ReduceOnPlateau factor(double by) {
        return new ReduceOnPlateau(monitor, epochs, minDelta, by, least);
    }

    /**
     * {@return with a limit}
     *
     * @param rate what no learning rate falls below
     */
    public ReduceOnPlateau least(double rate) {
        return new ReduceOnPlateau(monitor, epochs, minDelta, factor, rate);
    }

    @Override
    public void beforeFit(Fit fit) {
        for (TrainPhase phase : fit.plan().phases()) {
            Ramp lr = phase.lr();
            if (lr != null && !lr.isConstant()) {
                throw new IllegalStateException("the schedule sets the learning rate of every batch, so it cannot be"
                        + " reduced: use fit(epochs, lr) or phases with a constant rate");
            }
        }
        patience = new Patience(monitor, epochs, minDelta);
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (patience.isUsedUp(monitor.value(epoch))) {
            patience.restart();
            for (ParameterGroup g : epoch.fit().optimizer().groups()) {
                Settings s = g.settings();
                g.settings(s.lr(Math.min(s.lr(), Math.max(least, s.lr() * factor))));
            }
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
