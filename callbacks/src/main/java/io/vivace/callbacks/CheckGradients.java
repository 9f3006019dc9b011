package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Fit;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.optim.Gradients;

/**
 * Ends the fit before the optimizer uses a gradient that is NaN or infinite, and names the first layer, on the way back from the loss,
 * that has one. The learner itself ends a fit when the loss is not finite; this one sees it a batch earlier, when the weights are still
 * whole. It costs a pass over the gradients, accumulated ones when they are whole. fastai's {@code TerminateOnNaN} looks at losses only.
 *
 * <pre>{@code learner.callbacks(CheckGradients.every(10))}</pre>
 */
public final class CheckGradients implements Callback {
    private final int updates;
    private long seen;

    private CheckGradients(int updates) {
        this.updates = updates;
    }

    /** {@return a callback that looks before every update} */
    public static CheckGradients always() {
        return every(1);
    }

    /**
     * {@return a callback that looks now and then, at the first update and at every n-th one after it}
     *
     * @param updates n, at least 1
     */
    public static CheckGradients every(int updates) {
        if (updates < 1) {
            throw new IllegalArgumentException("gradients are checked every 1 update or more, got " + updates);
        }
        return new CheckGradients(updates);
    }

    /** When gradients have their true size, before they are limited: what is not finite stays so. */
    @Override
    public int order() {
        return -40;
    }

    @Override
    public void beforeFit(Fit fit) {
        seen = 0;
    }

    @Override
    public void afterBackward(Step step) {
        if (step.isSkipped() || seen++ % updates != 0) {
            return;
        }
        if (!Gradients.areFinite(step.model().parameters().values())) {
            throw NonFiniteGradientException.at(step);
        }
    }

    @Override
    public void save(SavedState to) {
        to.put("seen", seen);
    }

    @Override
    public void load(SavedState from) {
        seen = from.whole("seen");
    }
}
