package io.vivace.optim;

import io.vivace.tensor.Tensor;

/**
 * Adagrad (Duchi et al. 2011): s ← s + g², p ← p − lr/(1 + (t − 1)·lrDecay) · g/(√s + ε).
 *
 * @param settings learning rate, weight decay
 * @param lrDecay how fast the rate falls with the steps
 * @param initial what s starts with
 * @param eps ε
 */
public record Adagrad(Settings settings, double lrDecay, double initial, double eps) implements UpdateRule {
    /** {@return learning rate 0.01, no lr decay, s from 0, ε 1e-10} */
    public static Adagrad defaults() {
        return new Adagrad(new Settings(1e-2, 0, 0, WeightDecay.none()), 0, 0, 1e-10);
    }

    /**
     * {@return with a learning rate}
     *
     * @param rate the rate
     */
    public Adagrad lr(double rate) {
        return new Adagrad(settings.lr(rate), lrDecay, initial, eps);
    }

    /**
     * {@return with a rate that falls with the steps}
     *
     * @param amount 0 for a constant rate
     */
    public Adagrad lrDecay(double amount) {
        return new Adagrad(settings, amount, initial, eps);
    }

    /**
     * {@return with sums of squares that start above 0}
     *
     * @param value the start
     */
    public Adagrad initial(double value) {
        return new Adagrad(settings, lrDecay, value, eps);
    }

    /**
     * {@return with weight decay}
     *
     * @param decay which
     */
    public Adagrad weightDecay(WeightDecay decay) {
        return new Adagrad(settings.decay(decay), lrDecay, initial, eps);
    }

    @Override
    public void update(Slot slot, Settings now) {
        Tensor g = slot.decayedGrad();
        Tensor s = slot.memory("sum", () -> slot.value().copy().fill_(initial)).add_(g.square());
        double rate = now.lr() / (1 + (slot.step() - 1) * lrDecay);
        slot.value().sub_(g.div(s.sqrt().add_(eps)).mul_(rate));
    }
}
