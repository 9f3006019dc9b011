package io.vivace.callbacks;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Step;
import io.vivace.nn.Parameter;
import io.vivace.optim.Optimizer;
import io.vivace.optim.ParameterGroup;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;

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
        return -10;
    }

    @Override
    public boolean changesTraining() {
        return true;
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
            step.loss(step.loss().mul(step.batch().size()));
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
        divide(step.optimizer(), (double) items);
        restart();
    }

    private static void divide(Optimizer optimizer, double by) {
        Autograd.noGrad(() -> {
            for (ParameterGroup group : optimizer.groups()) {
                for (Parameter p : group.parameters().values()) {
                    Tensor g = p.grad();
                    if (g != null) {
                        g.mul_(1 / by);
                    }
                }
            }
        });
    }

    /** An epoch that was stopped leaves sums behind. */
    @Override
    public void afterTrain(Epoch epoch) {
        if (items > 0) {
            epoch.fit().model().zeroGrad();
            restart();
        }
    }
}
