package io.vivace.optim;

import io.vivace.backend.UpdateKernels;
import io.vivace.tensor.Tensor;
import io.vivace.tensor.Updates;

/**
 * RMSprop (Hinton 2012, as in PyTorch): s ← α·s + (1 − α)·g², p ← p − lr·g/(√s + ε). Centred, s is lessened by the square of the
 * averaged gradient; with momentum, the step goes through a velocity.
 *
 * @param settings learning rate, momentum, α as β₂, weight decay
 * @param eps ε
 * @param centered whether to subtract the squared mean
 */
public record RmsProp(Settings settings, double eps, boolean centered) implements UpdateRule {
    /** {@return learning rate 0.01, α 0.99, ε 1e-8, no momentum} */
    public static RmsProp defaults() {
        return new RmsProp(new Settings(1e-2, 0, 0.99, WeightDecay.none()), 1e-8, false);
    }

    /**
     * {@return the defaults with a learning rate}
     *
     * @param rate the rate
     */
    public static RmsProp lr(double rate) {
        return new RmsProp(defaults().settings.lr(rate), 1e-8, false);
    }

    /**
     * {@return with momentum}
     *
     * @param mu the momentum
     */
    public RmsProp momentum(double mu) {
        return new RmsProp(settings.momentum(mu), eps, centered);
    }

    /**
     * {@return with another average of squares}
     *
     * @param constant α
     */
    public RmsProp alpha(double constant) {
        return new RmsProp(settings.beta2(constant), eps, centered);
    }

    /**
     * {@return with another ε}
     *
     * @param value ε
     */
    public RmsProp eps(double value) {
        return new RmsProp(settings, value, centered);
    }

    /** {@return with the squared mean subtracted} */
    public RmsProp centred() {
        return new RmsProp(settings, eps, true);
    }

    /**
     * {@return with weight decay}
     *
     * @param decay which
     */
    public RmsProp weightDecay(WeightDecay decay) {
        return new RmsProp(settings.decay(decay), eps, centered);
    }

    @Override
    public boolean takesDecay() {
        return true;
    }

    @Override
    public void update(Slot slot, Settings now) {
        if (centered || now.momentum() > 0) {
            slot.shrinkValue();
            roll(slot, now);
        } else {
            var numbers = new UpdateKernels.RmsProp(now.lr(), now.beta2(), eps, slot.shrink(), slot.l2());
            Updates.rmsProp(slot.value(), slot.grad(), slot.memory("square_avg"), numbers);
        }
    }

    private void roll(Slot slot, Settings now) {
        Tensor g = slot.decayedGrad();
        double alpha = now.beta2();
        Tensor s = slot.memory("square_avg").mul_(alpha).add_(g.square().mul_(1 - alpha));
        Tensor spread = s;
        if (centered) {
            Tensor mean = slot.memory("grad_avg").mul_(alpha).add_(g.mul(1 - alpha));
            spread = s.sub(mean.square());
        }
        Tensor step = g.div(spread.sqrt().add_(eps));
        if (now.momentum() > 0) {
            step = slot.memory("momentum_buffer").mul_(now.momentum()).add_(step);
        }
        slot.value().sub_(step.mul(now.lr()));
    }
}
