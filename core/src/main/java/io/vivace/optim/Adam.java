package io.vivace.optim;

import io.vivace.backend.UpdateKernels;
import io.vivace.tensor.Updates;

/**
 * Adam (Kingma and Ba 2015): m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², and with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ) the step
 * p ← p − lr·m̂/(√v̂ + ε). The corrections take the β of now, so a schedule may move them.
 *
 * @param settings learning rate, β₁ as the momentum, β₂, weight decay
 * @param eps ε
 */
public record Adam(Settings settings, double eps) implements UpdateRule {
    /** {@return learning rate 0.001, β (0.9, 0.999), ε 1e-8, no decay} */
    public static Adam defaults() {
        return new Adam(new Settings(1e-3, 0.9, 0.999, WeightDecay.none()), 1e-8);
    }

    /**
     * {@return with a learning rate}
     *
     * @param rate the rate
     */
    public Adam lr(double rate) {
        return new Adam(settings.lr(rate), eps);
    }

    /**
     * {@return with other averages}
     *
     * @param beta1 of gradients
     * @param beta2 of their squares
     */
    public Adam betas(double beta1, double beta2) {
        return new Adam(settings.momentum(beta1).beta2(beta2), eps);
    }

    /**
     * {@return with another ε}
     *
     * @param value ε
     */
    public Adam eps(double value) {
        return new Adam(settings, value);
    }

    /**
     * {@return with weight decay}
     *
     * @param decay which; {@link AdamW} has it decoupled
     */
    public Adam weightDecay(WeightDecay decay) {
        return new Adam(settings.decay(decay), eps);
    }

    @Override
    public boolean takesDecay() {
        return true;
    }

    @Override
    public void update(Slot slot, Settings now) {
        double b1 = now.momentum();
        double b2 = now.beta2();
        double t = slot.step();
        var numbers = new UpdateKernels.Adam(
                now.lr() / (1 - Math.pow(b1, t)),
                b1,
                b2,
                1 / Math.sqrt(1 - Math.pow(b2, t)),
                eps,
                slot.shrink(),
                slot.l2());
        Updates.adam(slot.value(), slot.grad(), slot.memory("exp_avg"), slot.memory("exp_avg_sq"), numbers);
    }
}
