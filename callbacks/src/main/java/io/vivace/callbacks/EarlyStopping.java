package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import java.util.Locale;

/**
 * Ends the fit when a number has not improved for some epochs. fastai's {@code EarlyStoppingCallback}: with patience p it
 * stops p + 1 epochs after the best one.
 *
 * <pre>{@code learner.callbacks(EarlyStopping.on("accuracy").patience(3).minDelta(0.001))}</pre>
 */
public final class EarlyStopping implements Callback {
    private final String monitor;
    private final int patience;
    private final double minDelta;
    private final boolean lowerIsBetter;
    private double best;
    private int waited;

    private EarlyStopping(String monitor, int patience, double minDelta, boolean lowerIsBetter) {
        this.monitor = monitor;
        this.patience = patience;
        this.minDelta = minDelta;
        this.lowerIsBetter = lowerIsBetter;
        best = worst();
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
        String name = monitor.toLowerCase(Locale.ROOT);
        return new EarlyStopping(monitor, 0, 0, name.contains("loss") || name.contains("error"));
    }

    /**
     * {@return with patience}
     *
     * @param epochs how many epochs without improvement are let pass, at least 0
     */
    public EarlyStopping patience(int epochs) {
        if (epochs < 0) {
            throw new IllegalArgumentException("patience counts epochs, from 0; got " + epochs);
        }
        return new EarlyStopping(monitor, epochs, minDelta, lowerIsBetter);
    }

    /**
     * {@return with a margin}
     *
     * @param delta by how much a value must beat the best one to count, at least 0
     */
    public EarlyStopping minDelta(double delta) {
        if (!(delta >= 0)) {
            throw new IllegalArgumentException("the margin of an improvement is at least 0, got " + delta);
        }
        return new EarlyStopping(monitor, patience, delta, lowerIsBetter);
    }

    /** {@return for a number of which lower values are better, whatever its name} */
    public EarlyStopping lowerIsBetter() {
        return new EarlyStopping(monitor, patience, minDelta, true);
    }

    /** {@return for a number of which higher values are better, whatever its name} */
    public EarlyStopping higherIsBetter() {
        return new EarlyStopping(monitor, patience, minDelta, false);
    }

    private double worst() {
        return lowerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void beforeFit(Fit fit) {
        best = worst();
        waited = 0;
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        double now = value(epoch);
        boolean improved = lowerIsBetter ? now < best - minDelta : now > best + minDelta;
        if (improved) {
            best = now;
            waited = 0;
        } else if (++waited > patience) {
            epoch.stopFit(
                    String.format(Locale.ROOT, "%s has not improved on %.6g for %d epochs", monitor, best, waited));
        }
    }

    private double value(Epoch epoch) {
        return switch (monitor) {
            case "train_loss" -> epoch.trainLoss();
            case "valid_loss" -> epoch.validLoss();
            default -> epoch.metric(monitor);
        };
    }
}
