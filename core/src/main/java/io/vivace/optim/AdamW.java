package io.vivace.optim;

/** {@link Adam} with decoupled weight decay (Loshchilov and Hutter 2019). */
public final class AdamW {
    private AdamW() {}

    /** {@return what fastai trains with: learning rate 0.003, β (0.9, 0.99), ε 1e-8, decay 0.01 of all parameters} */
    public static Adam defaults() {
        return Adam.defaults().lr(3e-3).betas(0.9, 0.99).weightDecay(WeightDecay.decoupled(1e-2));
    }

    /**
     * {@return the defaults with another decay}
     *
     * @param amount λ
     */
    public static Adam weightDecay(double amount) {
        return defaults().weightDecay(WeightDecay.decoupled(amount));
    }
}
