package io.vivace.optim;

import io.vivace.tensor.Tensor;

/**
 * Layer-wise adaptive rates (You, Gitman and Ginsburg 2017): SGD with momentum on u = η·‖p‖/(‖g‖ + λ‖p‖ + ε) · (g + λ·p), with
 * λ the L2 weight decay: v ← μ·v + u, p ← p − lr·v. The factor is 1 where a length is 0, and for parameters that
 * {@link WeightDecay#exceptNormsAndBiases()} leaves out.
 *
 * @param settings learning rate, momentum μ, weight decay
 * @param trust η
 * @param eps ε
 */
public record Lars(Settings settings, double trust, double eps) implements UpdateRule {
    /** {@return learning rate 1, momentum 0.9, η 0.001, ε 1e-8, no decay} */
    public static Lars defaults() {
        return new Lars(new Settings(1, 0.9, 0, WeightDecay.none()), 1e-3, 1e-8);
    }

    /**
     * {@return with a learning rate}
     *
     * @param rate the rate
     */
    public Lars lr(double rate) {
        return new Lars(settings.lr(rate), trust, eps);
    }

    /**
     * {@return with momentum}
     *
     * @param mu the momentum
     */
    public Lars momentum(double mu) {
        return new Lars(settings.momentum(mu), trust, eps);
    }

    /**
     * {@return with another trust coefficient}
     *
     * @param eta η
     */
    public Lars trust(double eta) {
        return new Lars(settings, eta, eps);
    }

    /**
     * {@return with weight decay}
     *
     * @param decay which
     */
    public Lars weightDecay(WeightDecay decay) {
        return new Lars(settings.decay(decay), trust, eps);
    }

    @Override
    public void update(Slot slot, Settings now) {
        double p = slot.value().norm(false).item();
        double g = slot.grad().norm(false).item();
        double factor = p > 0 && g > 0 && !slot.isExempt() ? trust * p / (g + slot.l2() * p + eps) : 1;
        Tensor u = slot.decayedGrad().mul(factor);
        Tensor v = slot.memory("momentum_buffer").mul_(now.momentum()).add_(u);
        slot.value().sub_(v.mul(now.lr()));
    }
}
