package io.vivace.optim;

/**
 * What a schedule can change in an optimizer.
 *
 * @param lr learning rate
 * @param momentum momentum, or β₁ of those that average gradients
 * @param beta2 β₂, or the smoothing constant α of RMSprop; unused by others
 * @param decay weight decay
 */
public record Settings(double lr, double momentum, double beta2, WeightDecay decay) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Settings {
        atLeastZero("learning rate", lr);
        fraction("momentum (or β₁)", momentum);
        fraction("β₂ (or α)", beta2);
    }

    /**
     * {@return with another learning rate}
     *
     * @param value the rate
     */
    public Settings lr(double value) {
        return new Settings(value, momentum, beta2, decay);
    }

    /**
     * {@return with another momentum}
     *
     * @param value momentum or β₁
     */
    public Settings momentum(double value) {
        return new Settings(lr, value, beta2, decay);
    }

    /**
     * {@return with another smoothing of squares}
     *
     * @param value β₂ or α
     */
    public Settings beta2(double value) {
        return new Settings(lr, momentum, value, decay);
    }

    /**
     * {@return with another weight decay}
     *
     * @param value the decay
     */
    public Settings decay(WeightDecay value) {
        return new Settings(lr, momentum, beta2, value);
    }

    static void atLeastZero(String what, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(what + " must be a number of at least 0, got " + value);
        }
    }

    private static void fraction(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(what + " must be at least 0 and below 1, got " + value);
        }
    }
}
