package io.vivace.learn;

import io.vivace.optim.Optimizer;
import java.util.function.Consumer;

/** Limits gradients between the backward pass and the update. */
public final class ClipGradients implements Callback {
    private final Consumer<Optimizer> limit;

    private ClipGradients(Consumer<Optimizer> limit) {
        this.limit = limit;
    }

    /**
     * {@return a callback that scales all gradients down together}
     *
     * @param most the largest Euclidean length of all gradients together
     */
    public static ClipGradients norm(double most) {
        return new ClipGradients(o -> o.clipNorm(most));
    }

    /**
     * {@return a callback that limits every element}
     *
     * @param most the largest absolute value
     */
    public static ClipGradients value(double most) {
        return new ClipGradients(o -> o.clipValue(most));
    }

    @Override
    public boolean changesTraining() {
        return true;
    }

    @Override
    public void afterBackward(Step step) {
        if (!step.isSkipped()) { // sums of gradients are limited when they are whole
            limit.accept(step.optimizer());
        }
    }
}
