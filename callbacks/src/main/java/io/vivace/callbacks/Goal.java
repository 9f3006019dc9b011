package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Monitor;
import java.util.Locale;

/**
 * Ends the fit at the end of the epoch in which a number reaches a value.
 *
 * <pre>{@code learner.callbacks(Goal.atLeast("accuracy", 0.94))}</pre>
 */
public final class Goal implements Callback {
    private final Monitor monitor;
    private final double value;

    private Goal(Monitor monitor, double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(
                    "no number reaches NaN; give the value that " + monitor.name() + " is to reach");
        }
        this.monitor = monitor;
        this.value = value;
    }

    /**
     * {@return a callback for a number that rises}
     *
     * @param monitor {@code train_loss}, {@code valid_loss} or the name of a metric
     * @param value reached when the number is so high or higher
     */
    public static Goal atLeast(String monitor, double value) {
        return new Goal(new Monitor(monitor, false), value);
    }

    /**
     * {@return a callback for a number that falls}
     *
     * @param monitor {@code train_loss}, {@code valid_loss} or the name of a metric
     * @param value reached when the number is so low or lower
     */
    public static Goal atMost(String monitor, double value) {
        return new Goal(new Monitor(monitor, true), value);
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        double now = monitor.value(epoch);
        if (now == value || monitor.isBetter(now, value, 0)) {
            epoch.stopFit(String.format(Locale.ROOT, "%s is %.6g, the goal was %.6g", monitor.name(), now, value));
        }
    }
}
