package io.vivace.learn;

import io.vivace.data.Batch;
import io.vivace.memory.DType;
import io.vivace.nn.Module;
import io.vivace.optim.Optimizer;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Tensor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The work on one batch, of training or validation, as callbacks see it. Its tensors are released when it is over. */
public final class Step {
    private final Epoch epoch;
    private final int number;
    private final boolean training;
    private final boolean last;
    private final CallbackList callbacks;
    private final long[] rngBefore;
    private Batch batch;
    private @Nullable Tensor output;
    private @Nullable Tensor loss;
    private @Nullable LossFunction lossFunction;
    private double lossValue = Double.NaN;
    private double lossScale = 1;
    private boolean skipped;

    Step(Epoch epoch, int number, boolean training, boolean last, Batch batch, CallbackList callbacks) {
        this.epoch = epoch;
        this.number = number;
        this.training = training;
        this.last = last;
        this.batch = batch;
        this.callbacks = callbacks;
        rngBefore = learner().rng().state();
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return the epoch} */
    public Epoch epoch() {
        return epoch;
    }

    /** {@return the fit} */
    public Fit fit() {
        return epoch.fit();
    }

    /** {@return the learner} */
    public Learner learner() {
        return epoch.fit().learner();
    }

    /** {@return the net} */
    public Module model() {
        return learner().model();
    }

    /** {@return the optimizer} */
    public Optimizer optimizer() {
        return learner().optimizer();
    }

    /** {@return the number of the batch in this epoch, from 0} */
    public int number() {
        return number;
    }

    /** {@return whether this is training rather than validation} */
    public boolean isTraining() {
        return training;
    }

    /** {@return whether no other training batch of this epoch was planned; false in validation} */
    public boolean isLast() {
        return last;
    }

    // ---------------------------------------------------------------------------------------------- changing

    /** {@return the batch} */
    public Batch batch() {
        return batch;
    }

    /**
     * Puts another batch in its place.
     *
     * @param other the other; the first one is still given back by the loop
     */
    public void batch(Batch other) {
        batch = other;
    }

    /**
     * {@return the output of the net}
     *
     * @throws IllegalStateException before there is one
     */
    public Tensor output() {
        return present("output", "afterForward", output);
    }

    /**
     * Puts another output in its place.
     *
     * @param other the other
     */
    public void output(Tensor other) {
        output = other;
    }

    /** {@return what computes the loss of this step: the learner's, unless a callback put another in its place} */
    public LossFunction lossFunction() {
        LossFunction own = lossFunction;
        return own == null ? learner().loss() : own;
    }

    /**
     * Puts another loss function in the place of the learner's, in this step.
     *
     * @param other the other
     */
    public void lossFunction(LossFunction other) {
        lossFunction = other;
    }

    /**
     * {@return the loss, a single element}
     *
     * @throws IllegalStateException before there is one
     */
    public Tensor loss() {
        return present("loss", "afterLoss", loss);
    }

    /**
     * Puts another loss in its place, such as one with a penalty added. What is shown and recorded stays the first one.
     *
     * @param other a single element
     */
    public void loss(Tensor other) {
        loss = other;
    }

    /**
     * Multiplies what is differentiated by a factor, and so all gradients of this step, when every callback has had its say
     * about the loss. Factors of several callbacks multiply. What is shown and recorded stays as it is.
     *
     * @param factor any
     */
    public void scaleLoss(double factor) {
        lossScale *= factor;
    }

    private static Tensor present(String what, String event, @Nullable Tensor t) {
        if (t == null) {
            throw new IllegalStateException("this step has no " + what + " yet; it is there from " + event + " on");
        }
        return t;
    }

    /** {@return the value of the loss as first computed, NaN before} */
    public double lossValue() {
        return lossValue;
    }

    /**
     * Leaves out what would follow in this step, up to afterBatch. Gradients computed so far stay and are added to: leaving out
     * the update is how gradients are accumulated.
     */
    public void skipRest() {
        skipped = true;
    }

    /** {@return whether the rest of this step is left out} */
    public boolean isSkipped() {
        return skipped;
    }

    // ---------------------------------------------------------------------------------------------- parts of a step

    /** Computes the output of the net. */
    public void forward() {
        if (!skipped) {
            output = model().forward(batch.inputs()).to(DType.F32);
            fire("afterForward", c -> c.afterForward(this));
        }
    }

    /**
     * Computes the loss and looks at it.
     *
     * @throws NonFiniteLossException if it is not finite; the message names the first layer that is to blame
     */
    public void computeLoss() {
        if (skipped) {
            return;
        }
        Tensor value = Precision.F32.compute(() -> lossFunction().of(output(), batch.targets()));
        loss = value;
        report(value.item());
        if (!skipped) {
            fire("afterLoss", c -> c.afterLoss(this));
        }
    }

    /**
     * Says what the loss is, for table, records and plots; {@link #computeLoss()} does.
     *
     * @param value the loss
     * @throws NonFiniteLossException if it is not finite, unless {@link StopDiverging} takes part
     */
    public void report(double value) {
        lossValue = value;
        if (training) {
            learner().recorder().batch(this);
            epoch.trained(value, batch.size());
        }
        if (Double.isFinite(value)) {
            return;
        }
        if (!fit().endsQuietly()) {
            throw NonFiniteLossException.at(this, rngBefore);
        }
        fit().stop("the loss is " + value);
        skipRest();
    }

    /** Computes the gradients. */
    public void backward() {
        if (!skipped) {
            Tensor whole = lossScale == 1 ? loss() : loss().mul(lossScale);
            whole.backward();
            fire("afterBackward", c -> c.afterBackward(this));
        }
    }

    /** Lets the optimizer move the parameters, and drops the gradients. */
    public void update() {
        if (!skipped) {
            optimizer().step();
            fire("afterStep", c -> c.afterStep(this));
            optimizer().zeroGrad();
        }
    }

    private void fire(String event, Consumer<Callback> call) {
        callbacks.fire(event, call);
    }
}
