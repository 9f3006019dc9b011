package io.vivace.learn;

import io.vivace.optim.Gradients;
import io.vivace.optim.Optimizer;
import java.util.function.Consumer;

/**
 * Limits gradients between the backward pass and the update. Its place is behind callbacks that bring gradients to their true
 * size, accumulated or scaled ones, and it does nothing when these leave the update out.
 *
 * <pre>{@code learner.callbacks(ClipGradients.norm(1))}</pre>
 */
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
     * {@return a callback that scales the gradients of each layer group down together, as {@code to_fp16(clip=...)} of fastai does}
     *
     * @param most the largest Euclidean length of the gradients of a group
     */
    public static ClipGradients normOfEachGroup(double most) {
        return new ClipGradients(
                o -> o.groups().forEach(g -> Gradients.clipNorm(g.parameters().values(), most)));
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
