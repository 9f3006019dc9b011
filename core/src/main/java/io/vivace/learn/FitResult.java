package io.vivace.learn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a fit went.
 *
 * @param epochs what was noted about its epochs
 * @param batches how many training batches there were
 * @param stopReason why it ended early, null if it did not
 */
public record FitResult(
        List<EpochRecord> epochs, long batches, @Nullable String stopReason) {
    /** Copies the list. */
    public FitResult {
        epochs = List.copyOf(epochs);
    }

    /**
     * {@return the last epoch}
     *
     * @throws IllegalStateException if there was none
     */
    public EpochRecord last() {
        if (epochs.isEmpty()) {
            throw new IllegalStateException("this fit has no finished epoch");
        }
        return epochs.get(epochs.size() - 1);
    }
}
