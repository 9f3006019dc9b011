package io.vivace.optim;

import io.vivace.tensor.Tensor;

/**
 * LAMB (You et al. 2020): with r = m̂/(√v̂ + ε) + λ·p, m̂ and v̂ as in {@link Adam} over the plain gradient, p ← p − lr·‖p‖/‖r‖ · r. The
 * factor is 1 where a length is 0, and for parameters that {@link WeightDecay#exceptNormsAndBiases()} leaves out. λ is the
 * amount of L2 decay; decoupled decay is left out of r.
 *
 * @param settings learning rate, β₁ as the momentum, β₂, weight decay
 * @param eps ε
 */
public record Lamb(Settings settings, double eps) implements UpdateRule {
    /** {@return learning rate 0.001, β (0.9, 0.999), ε 1e-6, λ 0.01} */
    public static Lamb defaults() {
        return new Lamb(new Settings(1e-3, 0.9, 0.999, WeightDecay.l2(1e-2)), 1e-6);
    }

    /**
     * {@return with a learning rate}
     *
     * @param rate the rate
     */
    public Lamb lr(double rate) {
        return new Lamb(settings.lr(rate), eps);
    }

    /**
     * {@return with other averages}
     *
     * @param beta1 of gradients
     * @param beta2 of their squares
     */
    public Lamb betas(double beta1, double beta2) {
        return new Lamb(settings.momentum(beta1).beta2(beta2), eps);
    }

    /**
     * {@return with weight decay}
     *
     * @param decay which
     */
    public Lamb weightDecay(WeightDecay decay) {
        return new Lamb(settings.decay(decay), eps);
    }

    @Override
    public void update(Slot slot, Settings now) {
        Tensor r = direction(slot, slot.grad(), now, eps);
        if (slot.l2() != 0) {
            r.add_(slot.value().mul(slot.l2()));
        }
        double p = slot.value().norm(false).item();
        double length = r.norm(false).item();
        double factor = p > 0 && length > 0 && !slot.isExempt() ? p / length : 1;
        slot.value().sub_(r.mul_(now.lr() * factor));
    }

    /** {@return m̂/(√v̂ + ε), a fresh tensor; the averages take in the gradient} */
    private static Tensor direction(Slot slot, Tensor g, Settings now, double eps) {
        double b1 = now.momentum();
        double b2 = now.beta2();
        Tensor m = slot.memory("exp_avg").mul_(b1).add_(g.mul(1 - b1));
        Tensor v = slot.memory("exp_avg_sq").mul_(b2).add_(g.square().mul_(1 - b2));
        double t = slot.step();
        double scale = 1 / Math.sqrt(1 - Math.pow(b2, t));
        return m.div(v.sqrt().mul_(scale).add_(eps)).mul_(1 / (1 - Math.pow(b1, t)));
    }
}
