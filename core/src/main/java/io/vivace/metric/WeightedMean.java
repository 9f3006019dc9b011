package io.vivace.metric;

/** A mean that grows: of batch losses weighted by batch size, so that it is the mean over all items. */
public final class WeightedMean {
    private double sum;
    private double weights;

    /** Forgets what was added. */
    public void reset() {
        sum = 0;
        weights = 0;
    }

    /**
     * Adds a value.
     *
     * @param value the value
     * @param weight how much it counts
     */
    public void add(double value, double weight) {
        sum += value * weight;
        weights += weight;
    }

    /** {@return the mean, NaN of nothing} */
    public double value() {
        return weights == 0 ? Double.NaN : sum / weights;
    }

    /** {@return the sum of values times weights} */
    public double sum() {
        return sum;
    }

    /** {@return the sum of weights} */
    public double weight() {
        return weights;
    }

    /**
     * Goes on from sums.
     *
     * @param valueSum from {@link #sum()}
     * @param weightSum from {@link #weight()}
     */
    public void restore(double valueSum, double weightSum) {
        sum = valueSum;
        weights = weightSum;
    }
}
