package io.vivace.optim;

/**
 * How parameters are drawn towards zero.
 *
 * @param amount λ, 0 for none
 * @param decoupled whether p ← p·(1 − lr·λ) before the step (Loshchilov and Hutter 2019), rather than λ·p being added to
 *     the gradient (L2)
 * @param normsAndBiases whether the parameters of normalisation layers and the biases are drawn, too
 */
public record WeightDecay(double amount, boolean decoupled, boolean normsAndBiases) {
    /**
     * Checks the amount.
     *
     * @throws IllegalArgumentException if the amount is negative or not finite
     */
    public WeightDecay {
        Settings.atLeastZero("weight decay", amount);
    }

    /** {@return no decay} */
    public static WeightDecay none() {
        return new WeightDecay(0, false, true);
    }

    /**
     * {@return decay through the gradient, of all parameters}
     *
     * @param amount λ
     */
    public static WeightDecay l2(double amount) {
        return new WeightDecay(amount, false, true);
    }

    /**
     * {@return decay beside the gradient, of all parameters}
     *
     * @param amount λ
     */
    public static WeightDecay decoupled(double amount) {
        return new WeightDecay(amount, true, true);
    }

    /** {@return this, leaving out normalisation layers and biases} */
    public WeightDecay exceptNormsAndBiases() {
        return new WeightDecay(amount, decoupled, false);
    }
}
