package io.vivace.optim;

import io.vivace.backend.UpdateKernels;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Updates;

/**
 * Stochastic gradient descent: v ← μ·v + (1 − dampening)·g, p ← p − lr·v, where v starts as the first gradient. Nesterov's
 * form moves by g + μ·v (Sutskever et al. 2013, as in PyTorch).
 *
 * @param settings learning rate, momentum μ, weight decay
 * @param dampening how much of the gradient stays out of v
 * @param nesterov whether to look ahead
 */
public record Sgd(Settings settings, double dampening, boolean nesterov) implements UpdateRule {
    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException if Nesterov's form is asked for with dampening
     */
    public Sgd {
        if (nesterov && dampening != 0) {
            throw new IllegalArgumentException("Nesterov momentum has no dampening; got dampening " + dampening);
        }
    }

    /** {@return descent without momentum, learning rate 0.01} */
    public static Sgd plain() {
        return momentum(0);
    }

    /**
     * {@return descent with momentum, learning rate 0.01}
     *
     * @param mu the momentum
     */
    public static Sgd momentum(double mu) {
        return new Sgd(new Settings(0.01, mu, 0, WeightDecay.none()), 0, false);
    }

    /**
     * {@return with a learning rate}
     *
     * @param rate the rate
     */
    public Sgd lr(double rate) {
        return new Sgd(settings.lr(rate), dampening, nesterov);
    }

    /**
     * {@return with L2 weight decay}
     *
     * @param amount λ
     */
    public Sgd weightDecay(double amount) {
        return weightDecay(WeightDecay.l2(amount));
    }

    /**
     * {@return with weight decay}
     *
     * @param decay which
     */
    public Sgd weightDecay(WeightDecay decay) {
        return new Sgd(settings.decay(decay), dampening, nesterov);
    }

    /**
     * {@return with dampening}
     *
     * @param part how much of the gradient stays out of the velocity
     */
    public Sgd dampening(double part) {
        return new Sgd(settings, part, nesterov);
    }

    /** {@return in Nesterov's form} */
    public Sgd lookAhead() {
        return new Sgd(settings, dampening, true);
    }

    @Override
    public boolean takesDecay() {
        return true;
    }

    @Override
    public void update(Slot slot, Settings now) {
        double mu = now.momentum();
        boolean first = !slot.remembers("momentum_buffer");
        Tensor velocity = mu == 0 ? null : slot.memory("momentum_buffer");
        var numbers =
                new UpdateKernels.Sgd(now.lr(), mu, first ? 1 : 1 - dampening, nesterov, slot.shrink(), slot.l2());
        Updates.sgd(slot.value(), slot.grad(), velocity, numbers);
    }
}
