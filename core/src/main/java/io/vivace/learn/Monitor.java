package io.vivace.learn;

import java.util.Locale;

/**
 * A number of each epoch, and whether lower or higher values of it are better.
 *
 * @param name {@code train_loss}, {@code valid_loss} or the name of a metric
 * @param lowerIsBetter whether it should fall
 */
public record Monitor(String name, boolean lowerIsBetter) {
    /**
     * {@return a monitor of a number that should fall when its name contains "loss" or "error", and rise otherwise}
     *
     * @param name {@code train_loss}, {@code valid_loss} or the name of a metric
     */
    public static Monitor of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new Monitor(name, lower.contains("loss") || lower.contains("error"));
    }

    /**
     * {@return the number at the end of an epoch}
     *
     * @param epoch the epoch
     * @throws IllegalArgumentException if it has no such number
     */
    public double value(Epoch epoch) {
        return switch (name) {
            case "train_loss" -> epoch.trainLoss();
            case "valid_loss" -> epoch.validLoss();
            default -> epoch.metric(name);
        };
    }

    /** {@return what every number is better than} */
    public double worst() {
        return lowerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /**
     * {@return whether a value beats another by more than a margin; NaN never does}
     *
     * @param value the one
     * @param other the other
     * @param margin at least 0
     */
    public boolean isBetter(double value, double other, double margin) {
        return lowerIsBetter ? value < other - margin : value > other + margin;
    }
}
