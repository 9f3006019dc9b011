package io.vivace.schedule;

import io.vivace.data.DataBunch;
import io.vivace.optim.UpdateRule;
import io.vivace.optim.WeightDecay;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of training with its own optimizer, learning rate, momentum, weight decay and data. What a phase does not say
 * is the learner's.
 *
 * <pre>{@code
 * learn.fit(
 *         TrainPhase.epochs(1).optimizer(Sgd.momentum(0.9)).lr(1e-2),
 *         TrainPhase.epochs(1).lr(1e-2, 1e-3).decay(Decay.COSINE));
 * }</pre>
 *
 * @param length how long it is, in epochs or batches
 * @param inBatches whether the length counts batches rather than epochs
 * @param optimizer null for the one there is; one of another class starts without memory
 * @param lr null for the optimizer's own
 * @param momentum momentum or β₁, null for the optimizer's own
 * @param beta2 β₂ or α, null for the optimizer's own
 * @param weightDecay null for the optimizer's own
 * @param data null for the learner's
 */
public record TrainPhase(
        double length,
        boolean inBatches,
        @Nullable UpdateRule optimizer,
        @Nullable Ramp lr,
        @Nullable Ramp momentum,
        @Nullable Double beta2,
        @Nullable WeightDecay weightDecay,
        @Nullable DataBunch data) {
    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public TrainPhase {
        if (!(length >= 0 && Double.isFinite(length))) {
            throw new IllegalArgumentException("the length of a phase must be at least 0, got " + length);
        }
    }

    /**
     * {@return a phase of some epochs}
     *
     * @param number how many; parts of an epoch are fine
     */
    public static TrainPhase epochs(double number) {
        return new TrainPhase(number, false, null, null, null, null, null, null);
    }

    /**
     * {@return a phase of some batches}
     *
     * @param number how many
     */
    public static TrainPhase batches(int number) {
        return new TrainPhase(number, true, null, null, null, null, null, null);
    }

    /**
     * {@return with an optimizer}
     *
     * @param rule which
     */
    public TrainPhase optimizer(UpdateRule rule) {
        return new TrainPhase(length, inBatches, rule, lr, momentum, beta2, weightDecay, data);
    }

    private TrainPhase lr(Ramp ramp) {
        return new TrainPhase(length, inBatches, optimizer, ramp, momentum, beta2, weightDecay, data);
    }

    /**
     * {@return with a constant learning rate}
     *
     * @param rate the rate
     */
    public TrainPhase lr(double rate) {
        return lr(Lr.of(rate));
    }

    /**
     * {@return with constant learning rates}
     *
     * @param rates of the layer groups
     */
    public TrainPhase lr(Lr rates) {
        return lr(Ramp.constant(rates));
    }

    /**
     * {@return with a learning rate that changes, in a straight line unless {@link #decay} says otherwise}
     *
     * @param start what the first batch uses
     * @param end where it leads
     */
    public TrainPhase lr(double start, double end) {
        return lr(Lr.of(start), Lr.of(end));
    }

    /**
     * {@return with learning rates that change, in a straight line unless {@link #decay} says otherwise}
     *
     * @param start what the first batch uses
     * @param end where they lead
     */
    public TrainPhase lr(Lr start, Lr end) {
        return lr(new Ramp(start, end, Decay.LINEAR));
    }

    /**
     * {@return with a learning rate that changes in some way, to 0 if no end was given}
     *
     * @param how the way
     * @throws IllegalStateException if no learning rate was given before
     */
    public TrainPhase decay(Decay how) {
        if (lr == null) {
            throw new IllegalStateException("decay() says how the learning rate changes: call lr(...) before it");
        }
        return lr(new Ramp(lr.start(), lr.end(), how));
    }

    private TrainPhase momentum(Ramp ramp) {
        return new TrainPhase(length, inBatches, optimizer, lr, ramp, beta2, weightDecay, data);
    }

    /**
     * {@return with a constant momentum}
     *
     * @param value momentum, or β₁ of optimizers that average gradients
     */
    public TrainPhase momentum(double value) {
        return momentum(Ramp.constant(Lr.of(value)));
    }

    /**
     * {@return with a momentum that changes, in a straight line unless {@link #momentumDecay} says otherwise}
     *
     * @param start what the first batch uses
     * @param end where it leads
     */
    public TrainPhase momentum(double start, double end) {
        return momentum(new Ramp(Lr.of(start), Lr.of(end), Decay.LINEAR));
    }

    /**
     * {@return with a momentum that changes in some way}
     *
     * @param how the way
     * @throws IllegalStateException if no momentum was given before
     */
    public TrainPhase momentumDecay(Decay how) {
        if (momentum == null) {
            throw new IllegalStateException("momentumDecay() says how momentum changes: call momentum(...) before it");
        }
        return momentum(new Ramp(momentum.start(), momentum.end(), how));
    }

    /**
     * {@return with another smoothing of squared gradients}
     *
     * @param value β₂ of Adam, α of RMSprop
     */
    public TrainPhase beta2(double value) {
        return new TrainPhase(length, inBatches, optimizer, lr, momentum, value, weightDecay, data);
    }

    /**
     * {@return with weight decay}
     *
     * @param decay which
     */
    public TrainPhase weightDecay(WeightDecay decay) {
        return new TrainPhase(length, inBatches, optimizer, lr, momentum, beta2, decay, data);
    }

    /**
     * {@return with data of its own, such as larger images; the epoch that runs when it begins is cut short}
     *
     * @param bunch the data
     */
    public TrainPhase data(DataBunch bunch) {
        return new TrainPhase(length, inBatches, optimizer, lr, momentum, beta2, weightDecay, bunch);
    }

    /**
     * {@return the length in batches}
     *
     * @param batchesPerEpoch of its data
     */
    public double lengthInBatches(double batchesPerEpoch) {
        return inBatches ? length : length * batchesPerEpoch;
    }
}
