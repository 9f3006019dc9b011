package io.vivace.learn;

/**
 * What is done with a training batch. Ways of training that differ (two nets, two passes, accumulated gradients) replace
 * the step; the loop around it stays.
 */
@FunctionalInterface
public interface TrainStep extends Stateful {
    /** Output, loss, gradients, update. */
    TrainStep STANDARD = step -> {
        step.forward();
        step.computeLoss();
        step.backward();
        step.update();
    };

    /**
     * Trains on one batch. The parts that {@link Step} offers fire the events that belong to them, and do nothing once a
     * callback has skipped the rest.
     *
     * @param step the step
     */
    void run(Step step);
}
