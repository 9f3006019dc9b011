package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.nn.Module;
import io.vivace.optim.Gradients;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Updates once in several batches, by the mean over all of their items: as one large batch would, in the memory of a small one.
 * Layers that look at the batch, such as batch norm, still see the small ones. What is left at the end of an epoch is an update of
 * its own. Callbacks that limit gradients come after it and see the whole.
 *
 * <pre>{@code learner.callbacks(AccumulateGradients.over(4), ClipGradients.norm(1))}</pre>
 */
public final class AccumulateGradients implements Callback {
    private final int batches;
    private int collected;
    private long items;
    private @Nullable Module model;

    private AccumulateGradients(int batches) {
        this.batches = batches;
    }

    /**
     * {@return such a callback}
     *
     * @param batches of one update, at least 1
     */
    public static AccumulateGradients over(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("an update takes at least 1 batch, got " + batches);
        }
        return new AccumulateGradients(batches);
    }

    @Override
    public int order() {
        return -60;
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void beforeFit(Fit fit) {
        model = fit.model();
        restart();
    }

    @Override
    public void beforeTrain(Epoch epoch) {
        restart();
    }

    private void restart() {
        collected = 0;
        items = 0;
    }

    /** The loss is a mean; its sum over items is what adds up. */
    @Override
    public void afterLoss(Step step) {
        if (step.isTraining()) {
            step.scaleLoss(step.batch().size());
        }
    }

    @Override
    public void afterBackward(Step step) {
        collected++;
        items += step.batch().size();
        if (collected < batches && !step.isLast()) {
            step.skipRest();
            return;
        }
        Gradients.scale(step.model().parameters().values(), 1.0 / items);
        restart();
    }

    /** An epoch that was stopped leaves sums behind. */
    @Override
    public void afterTrain(Epoch epoch) {
        if (items > 0) {
            epoch.fit().model().zeroGrad();
            restart();
        }
    }

    /** In the middle of an update the sums of gradients are written down as well. */
    @Override
    public void save(SavedState to) {
        to.put("collected", collected);
        to.put("items", items);
        if (collected > 0) {
            SavedState part = to.part("gradients");
            model().parameters().forEach((name, p) -> {
                Tensor g = p.grad();
                if (g != null) {
                    part.put(name, g);
                }
            });
        }
    }

    @Override
    public void load(SavedState from) {
        collected = (int) from.whole("collected");
        items = from.whole("items");
        if (collected > 0) {
            SavedState part = from.part("gradients");
            model().parameters().forEach((name, p) -> {
                if (part.has(name)) {
                    p.value()
                            .grad(Autograd.noGrad(
                                    () -> p.value().detach().copy().copy_(part.tensor(name))));
                }
            });
        }
    }

    private Module model() {
        return Objects.requireNonNull(model, "gradients are collected while a fit runs");
    }
}
