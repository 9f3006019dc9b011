package io.vivace.learn;

/**
 * Sees training happen and can change it. In one fit the events come in this order:
 *
 * <pre>
 * beforeFit
 *   beforeEpoch
 *     beforeTrain
 *       beforeBatch, afterForward, afterLoss, afterBackward, afterStep, afterBatch     for each batch
 *     afterTrain
 *     beforeValidate
 *       beforeBatch, afterForward, afterLoss, afterBatch                               for each batch
 *     afterValidate
 *   afterEpoch                                                                         for each epoch
 * afterFit
 * </pre>
 *
 * Whatever happens in between, an {@code after} event of a batch, of training, of validation, of an epoch or of the fit
 * follows its {@code before} event, for all callbacks: when a step is skipped, when training is stopped, and when something
 * throws ({@link Fit#failure()} then says what). The gradients are dropped between {@code afterStep} and
 * {@code afterBatch}. An exception of a callback ends the fit and names the callback.
 *
 * <p>A callback that remembers something from batch to batch writes it down for checkpoints, see {@link Stateful}.
 *
 * <pre>{@code
 * final class StopWhenGood implements Callback {
 *     @Override public void afterEpoch(Epoch e) {
 *         if (e.metric("accuracy") > 0.99) e.stopFit("good enough");
 *     }
 * }
 * }</pre>
 */
public interface Callback extends Stateful {
    /** The place of callbacks that write down what others have measured: after them. */
    int LOGGERS = 100;

    /** {@return the place among the callbacks: lower ones come first, equal ones in the order they were added} */
    default int order() {
        return 0;
    }

    /** {@return the name used in messages} */
    default String name() {
        String simple = getClass().getSimpleName();
        return simple.isEmpty() ? getClass().getName() : simple;
    }

    /**
     * {@return whether this also takes part when {@link Learner#lrFind()} tries learning rates} True for those that change
     * what is trained, such as clipping or mixup; false for those that watch, save or stop.
     */
    default boolean changesTraining() {
        return false;
    }

    /**
     * Before everything else.
     *
     * @param fit the fit
     */
    default void beforeFit(Fit fit) {}

    /**
     * Before each epoch.
     *
     * @param epoch the epoch
     */
    default void beforeEpoch(Epoch epoch) {}

    /**
     * Before the first training batch of an epoch; the net is in training mode.
     *
     * @param epoch the epoch
     */
    default void beforeTrain(Epoch epoch) {}

    /**
     * When a batch has been loaded, and learning rate and momentum are set for it.
     *
     * @param step the step
     */
    default void beforeBatch(Step step) {}

    /**
     * When the net has given its output.
     *
     * @param step the step
     */
    default void afterForward(Step step) {}

    /**
     * When the loss is known.
     *
     * @param step the step
     */
    default void afterLoss(Step step) {}

    /**
     * When the gradients are known; not in validation.
     *
     * @param step the step
     */
    default void afterBackward(Step step) {}

    /**
     * When the optimizer has moved the parameters; not in validation.
     *
     * @param step the step
     */
    default void afterStep(Step step) {}

    /**
     * When a batch is done with, before its memory goes back.
     *
     * @param step the step
     */
    default void afterBatch(Step step) {}

    /**
     * After the last training batch of an epoch.
     *
     * @param epoch the epoch
     */
    default void afterTrain(Epoch epoch) {}

    /**
     * Before the first validation batch; the net is in evaluation mode.
     *
     * @param epoch the epoch
     */
    default void beforeValidate(Epoch epoch) {}

    /**
     * After the last validation batch, when loss and metrics are known.
     *
     * @param epoch the epoch
     */
    default void afterValidate(Epoch epoch) {}

    /**
     * At the end of an epoch. Then it is recorded and shown, with the metrics that callbacks have added.
     *
     * @param epoch the epoch
     */
    default void afterEpoch(Epoch epoch) {}

    /**
     * At the end, also after a failure.
     *
     * @param fit the fit
     */
    default void afterFit(Fit fit) {}
}
