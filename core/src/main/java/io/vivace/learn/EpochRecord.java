package io.vivace.learn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was noted about an epoch.
 *
 * @param fit number of the fit, from 0
 * @param epoch number of the epoch in the fit, from 0
 * @param smoothedLoss exponential average of the training losses at the end of the epoch, β 0.98: what the table shows
 * @param trainLoss mean training loss of the epoch, weighted by batch size, each batch measured before its update
 * @param validLoss mean validation loss, NaN without validation
 * @param metrics metrics by name
 * @param seconds how long it took
 * @param dataWait the part of that time in which training and validation waited for data, 0 to 1
 */
public record EpochRecord(
        int fit,
        int epoch,
        double smoothedLoss,
        double trainLoss,
        double validLoss,
        Map<String, Double> metrics,
        double seconds,
        double dataWait) {
    /** Copies the metrics. */
    public EpochRecord {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
