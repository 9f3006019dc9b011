package io.vivace.metric;

/**
 * An exponential average that is right from its first value on: m ← β·m + (1 − β)·v, shown as m/(1 − βᵗ) after t values. What the
 * progress bar and the learning-rate finder look at.
 */
public final class SmoothedMean {
    private final double beta;
    private double m;
    private int t;

    /**
     * Starts empty.
     *
     * @param beta β, at least 0 and below 1; fastai takes 0.98
     */
    public SmoothedMean(double beta) {
        if (!(beta >= 0 && beta < 1)) {
            throw new IllegalArgumentException("beta must be at least 0 and below 1, got " + beta);
        }
        this.beta = beta;
    }

    /**
     * {@return the average with one value more}
     *
     * @param value the value
     */
    public double add(double value) {
        m = beta * m + (1 - beta) * value;
        t++;
        return value();
    }

    /** {@return the average, NaN of nothing} */
    public double value() {
        return t == 0 ? Double.NaN : m / (1 - Math.pow(beta, t));
    }
}
