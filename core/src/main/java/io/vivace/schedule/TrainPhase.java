package io.vivace.schedule;

import io.vivace.data.DataBunch;
import io.vivace.optim.UpdateRule;
import io.vivace.optim.WeightDecay;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * @param length how long its ramps are made for
 * @param cut how much of that is trained, in the same unit
 * @param inBatches whether the length counts batches rather than epochs
 * @param optimizer null for the one there is; one of another class starts without memory
 * @param ramps how numbers change; those that are not in it are the optimizer's own
 * @param weightDecay the kind of weight decay, null for the optimizer's own
 * @param data null for the learner's
 */
public record TrainPhase(
        double length,
        double cut,
        boolean inBatches,
        @Nullable UpdateRule optimizer,
        Map<HyperParameter, Ramp> ramps,
        @Nullable WeightDecay weightDecay,
        @Nullable DataBunch data) {
    /**
     * Checks the length and copies the ramps.
     *
     * @throws IllegalArgumentException if the length is negative, or the cut lies outside
     */
    public TrainPhase {
        if (!(length >= 0 && Double.isFinite(length))) {
            throw new IllegalArgumentException("the length of a phase must be at least 0, got " + length);
        }
        if (!(cut >= 0 && cut <= length)) {
            throw new IllegalArgumentException(
                    "a phase of length " + length + " can be cut at 0 to " + length + ", got " + cut);
        }
        ramps = Collections.unmodifiableMap(new LinkedHashMap<>(ramps));
    }

    /**
     * {@return a phase of some epochs}
     *
     * @param number how many; parts of an epoch are fine
     */
    public static TrainPhase epochs(double number) {
        return new TrainPhase(number, number, false, null, Map.of(), null, null);
    }

    /**
     * {@return a phase of some batches}
     *
     * @param number how many
     */
    public static TrainPhase batches(int number) {
        return new TrainPhase(number, number, true, null, Map.of(), null, null);
    }

    /**
     * {@return ending early, while its ramps stay as they were made}
     *
     * @param at after how many epochs, or batches if the length counts those
     */
    public TrainPhase cut(double at) {
        return new TrainPhase(length, at, inBatches, optimizer, ramps, weightDecay, data);
    }

    /**
     * {@return with an optimizer}
     *
     * @param rule which
     */
    public TrainPhase optimizer(UpdateRule rule) {
        return new TrainPhase(length, cut, inBatches, rule, ramps, weightDecay, data);
    }

    /**
     * {@return with data of its own, such as larger images; the epoch that runs when it begins is cut short}
     *
     * @param bunch the data
     */
    public TrainPhase data(DataBunch bunch) {
        return new TrainPhase(length, cut, inBatches, optimizer, ramps, weightDecay, bunch);
    }

    // ---------------------------------------------------------------------------------------------- numbers

    /**
     * {@return with a number that changes in some way}
     *
     * @param which number, such as {@link Setting#BETA2}
     * @param how it changes; a constant is set once, when the phase begins
     */
    public TrainPhase ramp(HyperParameter which, Ramp how) {
        Map<HyperParameter, Ramp> more = new LinkedHashMap<>(ramps);
        more.put(which, how);
        return new TrainPhase(length, cut, inBatches, optimizer, more, weightDecay, data);
    }

    /** {@return the learning rate, null for the optimizer's own} */
    public @Nullable Ramp lr() {
        return ramps.get(Setting.LR);
    }

    /** {@return momentum or β₁, null for the optimizer's own} */
    public @Nullable Ramp momentum() {
        return ramps.get(Setting.MOMENTUM);
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
        return ramp(Setting.LR, Ramp.constant(rates));
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
        return ramp(Setting.LR, new Ramp(start, end, Decay.LINEAR));
    }

    /**
     * {@return with a learning rate that changes in some way, to 0 if no end was given}
     *
     * @param how the way
     * @throws IllegalStateException if no learning rate was given before
     */
    public TrainPhase decay(Decay how) {
        return decay(Setting.LR, how, "decay() says how the learning rate changes: call lr(...) before it");
    }

    private TrainPhase decay(Setting which, Decay how, String missing) {
        Ramp r = ramps.get(which);
        if (r == null) {
            throw new IllegalStateException(missing);
        }
        return ramp(which, new Ramp(r.start(), r.end(), how));
    }

    /**
     * {@return with a constant momentum}
     *
     * @param value momentum, or β₁ of optimizers that average gradients
     */
    public TrainPhase momentum(double value) {
        return ramp(Setting.MOMENTUM, Ramp.constant(Lr.of(value)));
    }

    /**
     * {@return with a momentum that changes, in a straight line unless {@link #momentumDecay} says otherwise}
     *
     * @param start what the first batch uses
     * @param end where it leads
     */
    public TrainPhase momentum(double start, double end) {
        return ramp(Setting.MOMENTUM, Ramp.of(start, end, Decay.LINEAR));
    }

    /**
     * {@return with a momentum that changes in some way}
     *
     * @param how the way
     * @throws IllegalStateException if no momentum was given before
     */
    public TrainPhase momentumDecay(Decay how) {
        return decay(Setting.MOMENTUM, how, "momentumDecay() says how momentum changes: call momentum(...) before it");
    }

    /**
     * {@return with another smoothing of squared gradients}
     *
     * @param value β₂ of Adam, α of RMSprop
     */
    public TrainPhase beta2(double value) {
        return ramp(Setting.BETA2, Ramp.constant(Lr.of(value)));
    }

    /**
     * {@return with a smoothing of squared gradients that changes in a straight line}
     *
     * @param start what the first batch uses
     * @param end where it leads
     */
    public TrainPhase beta2(double start, double end) {
        return ramp(Setting.BETA2, Ramp.of(start, end, Decay.LINEAR));
    }

    /**
     * {@return with weight decay of an amount and a kind}
     *
     * @param decay which
     */
    public TrainPhase weightDecay(WeightDecay decay) {
        return new TrainPhase(length, cut, inBatches, optimizer, ramps, decay, data)
                .ramp(Setting.WEIGHT_DECAY, Ramp.constant(Lr.of(decay.amount())));
    }

    /**
     * {@return with an amount of weight decay for each layer group, of the kind there is}
     *
     * @param amounts λ of the layer groups
     */
    public TrainPhase weightDecay(Lr amounts) {
        return ramp(Setting.WEIGHT_DECAY, Ramp.constant(amounts));
    }

    /**
     * {@return with weight decay whose amount changes in a straight line, of the kind there is}
     *
     * @param start λ of the first batch
     * @param end where it leads
     */
    public TrainPhase weightDecay(double start, double end) {
        return ramp(Setting.WEIGHT_DECAY, Ramp.of(start, end, Decay.LINEAR));
    }

    // ---------------------------------------------------------------------------------------------- length

    /**
     * {@return the length in batches that the ramps are made for}
     *
     * @param batchesPerEpoch of its data
     */
    public double lengthInBatches(double batchesPerEpoch) {
        return inBatches ? length : length * batchesPerEpoch;
    }

    /**
     * {@return how many batches are trained}
     *
     * @param batchesPerEpoch of its data
     */
    public double cutInBatches(double batchesPerEpoch) {
        return inBatches ? cut : cut * batchesPerEpoch;
    }
}
