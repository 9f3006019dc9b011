package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.nn.BatchNorm;
import io.vivace.nn.Dropout;
import io.vivace.nn.Module;
import java.util.function.Predicate;

/**
 * Keeps some layers in evaluation mode while the net trains: batch norm then uses its running statistics and does not change them, dropout
 * does nothing. Parameters learn as before. The next change of mode of the whole net, which follows each epoch's training, takes these
 * layers along again.
 *
 * <pre>{@code learner.callbacks(EvalMode.ofFrozenNorm())}</pre>
 */
public final class EvalMode implements Callback {
    private final Predicate<Module> which;

    private EvalMode(Predicate<Module> which) {
        this.which = which;
    }

    /**
     * {@return a callback for batch norm none of whose scales and shifts train, looked up at the begin of each epoch: fastai's
     * {@code BnFreeze}} Without scale and shift it trains as the rest does. To say the same for frozen layer groups without a callback
     * there is {@link io.vivace.nn.LayerGroups.FrozenNorm#RESTS}.
     */
    public static EvalMode ofFrozenNorm() {
        return new EvalMode(m -> m instanceof BatchNorm
                && !m.ownParameters().isEmpty()
                && m.ownParameters().values().stream().noneMatch(p -> p.isTrainable()));
    }

    /**
     * {@return a callback for all batch norm, whose scales and shifts go on learning: {@code bn_freeze} of fastai 0.7} To say the same
     * without a callback there is {@link io.vivace.learn.Learner#restNorm}.
     */
    public static EvalMode ofNorm() {
        return new EvalMode(BatchNorm.class::isInstance);
    }

    /** {@return a callback for all dropout: {@code drop_freeze} of fastai 0.7} */
    public static EvalMode ofDropout() {
        return new EvalMode(Dropout.class::isInstance);
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void beforeTrain(Epoch epoch) {
        epoch.fit().model().modules().values().stream().filter(which).forEach(Module::eval);
    }
}
