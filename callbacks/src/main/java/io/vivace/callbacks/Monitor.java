package io.vivace.callbacks;

import io.vivace.learn.Epoch;
import java.util.Locale;

/**
 * A number of each epoch, and whether lower or higher values of it are better.
 *
 * @param name {@code train_loss}, {@code valid_loss} or the name of a metric
 * @param lowerIsBetter whether it should fall
 */
record Monitor(String name, boolean lowerIsBetter) {
    /** {@return a monitor of a number that should fall when its name contains "loss" or "error", and rise otherwise} */
    static Monitor of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new Monitor(name, lower.contains("loss") || lower.contains("error"));
    }

    /** {@return the number at the end of an epoch} */
    double value(Epoch epoch) {
        return switch (name) {
            case "train_loss" -> epoch.trainLoss();
            case "valid_loss" -> epoch.validLoss();
            default -> epoch.metric(name);
        };
    }

    /** {@return what every number is better than} */
    double worst() {
        return lowerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** {@return whether a value beats another by more than a margin; NaN never does} */
    boolean isBetter(double value, double other, double margin) {
        return lowerIsBetter ? value < other - margin : value > other + margin;
    }
}
