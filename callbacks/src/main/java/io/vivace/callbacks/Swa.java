package io.vivace.callbacks;

import io.vivace.data.DataBunch;
import io.vivace.io.SafeTensors;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Evaluation;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic weight averaging (Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima and Better Generalization") as fastai 0.7
 * does it ({@code use_swa}): at the end of each epoch from a first one on, average ← (average · n + weights) / (n + 1). Training itself
 * does not see the average. Every few epochs, and in the last one, the net with the averages is validated, its batch norm statistics
 * taken anew by a pass over the training batches, and the columns {@code swa_loss} and {@code swa_<metric>} are added. A rate that stays
 * high, or comes back, is up to the schedule.
 *
 * <p>Batch norm that did not follow the data in training (frozen, or kept in evaluation mode) keeps its statistics; fastai 0.7 takes these
 * anew, too. The pass shows batches as training does, with random changes and dropout, and moves no random number of the training.
 *
 * <pre>{@code learner.callbacks(Swa.after(10).evaluateEvery(1).takeAtEnd())}</pre>
 */
public final class Swa implements Callback {
    private static final int USUAL_PAUSE = 5;

    private final int start;
    private final int pause;
    private final boolean take;
    private final @Nullable Path file;
    private @Nullable Fit own;
    private @Nullable Averages averages;
    private @Nullable RenewedNorm norm;
    private int epochs;
    private int count;

    private Swa(int start, int pause, boolean take, @Nullable Path file) {
        this.start = start;
        this.pause = pause;
        this.take = take;
        this.file = file;
    }

    /** {@return averaging from the end of the first epoch on, evaluated every 5 epochs} */
    public static Swa usual() {
        return after(1);
    }

    /**
     * {@return averaging the weights that some epochs led to, and those of all later epochs}
     *
     * @param epochs how many, at least 1
     */
    public static Swa after(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("weights are averaged after at least 1 epoch, got " + epochs);
        }
        return new Swa(epochs, USUAL_PAUSE, false, null);
    }

    /**
     * {@return with another pause between evaluations}
     *
     * @param epochs from one to the next, at least 1
     */
    public Swa evaluateEvery(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("averages are evaluated every 1 epoch or more, got " + epochs);
        }
        return new Swa(start, epochs, take, file);
    }

    /** {@return leaving the averages, and the statistics that belong to them, in the net when the fit ends without a failure} */
    public Swa takeAtEnd() {
        return new Swa(start, pause, true, file);
    }

    /**
     * {@return saving the net with the averages whenever it is evaluated, its weights alone}
     *
     * @param to a safetensors file; {@code learner.load} and {@code model().load} read it
     */
    public Swa saveTo(Path to) {
        return new Swa(start, pause, take, to);
    }

    /** Before those that look at columns, save the net or load another; after other averages have left the net. */
    @Override
    public int order() {
        return -90;
    }

    @Override
    public void beforeFit(Fit fit) {
        own = fit;
        averages = new Averages(fit.model());
        norm = new RenewedNorm(fit.learner());
        count = 0;
        epochs = 0;
    }

    /** Weights are what training left; validation, and other averages, come later. */
    @Override
    public void afterTrain(Epoch epoch) {
        if (epoch.fit().failure() != null || averages == null || norm == null) {
            return;
        }
        epochs = epoch.number() + 1;
        norm.lookAtModes();
        if (epochs >= start) {
            int n = count++;
            try (Tensor all = Tensor.full(DType.F32, Shape.of(), count)) {
                averages.update((average, value) -> average.mul_(n).add_(value).div_(all));
            }
        }
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (epoch.fit() != own || epoch.fit().failure() != null) {
            return;
        }
        epoch.metric("swa_loss", Double.NaN);
        epoch.fit().learner().metrics().forEach(m -> epoch.metric("swa_" + m.name(), Double.NaN));
        boolean ends = epoch.number() + 1 == epoch.fit().epochs() || epoch.fit().stopReason() != null;
        if (count > 0 && (ends || (epoch.number() + 1 - start) % pause == 0)) {
            evaluate(epoch);
        }
    }

    private void evaluate(Epoch epoch) {
        Averages present = Objects.requireNonNull(averages);
        RenewedNorm renewed = Objects.requireNonNull(norm);
        renewed.put(epoch.data(), epoch.number(), count, present::exchange);
        try {
            report(epoch);
            if (file != null) {
                SafeTensors.write(file, epoch.fit().model().state());
            }
        } finally {
            renewed.undo();
            present.exchange();
        }
    }

    private static void report(Epoch epoch) {
        if (epoch.data().valid().items() > 0) {
            Evaluation found = epoch.fit().learner().validate(epoch.data().valid());
            epoch.metric("swa_loss", found.loss());
            found.metrics().forEach((name, value) -> epoch.metric("swa_" + name, value));
        }
    }

    @Override
    public void afterFit(Fit fit) {
        if (averages == null || norm == null) {
            return; // the fit failed before this had begun
        }
        try {
            if (take && count > 0 && fit.failure() == null) {
                DataBunch other = fit.phase().data();
                norm.put(other == null ? fit.learner().data() : other, epochs - 1, count, averages::exchange);
            }
        } finally {
            averages.close();
            norm.close();
            averages = null;
            norm = null;
            own = null;
        }
    }

    /** When a fit has ended there is nothing to remember. */
    @Override
    public void save(SavedState to) {
        to.put("count", count);
        to.put("epochs", epochs);
        if (averages != null && norm != null) {
            averages.save(to);
            norm.save(to);
        }
    }

    @Override
    public void load(SavedState from) {
        count = (int) from.whole("count");
        epochs = (int) from.whole("epochs");
        if (averages != null && norm != null) {
            averages.load(from);
            norm.load(from);
        }
    }
}
