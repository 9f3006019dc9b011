package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an exponential moving average of the parameters, validates with it, and leaves it in the net when the fit ends (Polyak and
 * Juditsky 1992). Buffers, such as the statistics of batch norm, are those of the net in training. What other callbacks save at the
 * end of a validated epoch is the average.
 *
 * <pre>{@code learner.callbacks(AverageWeights.decay(0.999))}</pre>
 */
public final class AverageWeights implements Callback {
    private final double decay;
    private @Nullable Averages averages;
    private @Nullable Fit own;
    private boolean exchanged;

    private AverageWeights(double decay) {
        this.decay = decay;
    }

    /**
     * {@return such a callback}
     *
     * @param decay what the average keeps of itself at each update, 0 to below 1
     */
    public static AverageWeights decay(double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException("the decay of an average lies between 0 and 1, got " + decay);
        }
        return new AverageWeights(decay);
    }

    /** Before those that save the net or load another into it. */
    @Override
    public int order() {
        return -100;
    }

    @Override
    public void beforeFit(Fit fit) {
        own = fit;
        averages = new Averages(fit.model());
        exchanged = false;
    }

    @Override
    public void afterStep(Step step) {
        present().update((average, value) -> average.mul_(decay).add_(value.mul(1 - decay)));
    }

    private Averages present() {
        return Objects.requireNonNull(averages, "there are averages while a fit runs");
    }

    @Override
    public void beforeEpoch(Epoch epoch) {
        if (exchanged) {
            exchange();
        }
    }

    /** A validation outside of this fit, or inside it on other weights, is none of this. */
    @Override
    public void beforeValidate(Epoch epoch) {
        if (epoch.fit() == own) {
            exchange();
        }
    }

    private void exchange() {
        exchanged = !exchanged;
        present().exchange();
    }

    @Override
    public void afterFit(Fit fit) {
        if (averages == null) {
            return; // the fit failed before this had begun
        }
        if (!exchanged) {
            exchange();
        }
        averages.close();
        averages = null;
        own = null;
        exchanged = false;
    }

    /** When a fit has ended there is nothing to remember. */
    @Override
    public void save(SavedState to) {
        to.put("exchanged", exchanged);
        if (averages != null) {
            averages.save(to);
        }
    }

    @Override
    public void load(SavedState from) {
        exchanged = from.flag("exchanged");
        if (averages != null) {
            averages.load(from);
        }
    }
}
