package io.vivace.learn;

import java.util.List;

/**
 * What was noted about a training batch.
 *
 * @param fit number of the fit, from 0
 * @param epoch number of the epoch in the fit, from 0
 * @param lr learning rate of each layer group
 * @param momentum momentum or β₁ of the last layer group
 * @param loss the loss of the batch before its update
 * @param smoothedLoss exponential average of the losses of the fit, β 0.98
 */
public record BatchRecord(int fit, int epoch, List<Double> lr, double momentum, double loss, double smoothedLoss) {
    /** Copies the list. */
    public BatchRecord {
        lr = List.copyOf(lr);
    }

    /** {@return the learning rate of the last layer group} */
    public double lastLr() {
        return lr.get(lr.size() - 1);
    }
}
