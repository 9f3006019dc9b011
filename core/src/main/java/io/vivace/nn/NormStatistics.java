package io.vivace.nn;

import io.vivace.tensor.Autograd;
import java.util.List;

/**
 * Takes the running statistics of batch norm anew: means over all batches of one pass, weighted by their sizes, in place of averages that
 * forget. A net whose weights were averaged needs that, since its statistics are those of other weights (Izmailov et al. 2018).
 *
 * <pre>{@code
 * try (var statistics = NormStatistics.renew(layers)) {
 *     for each batch: statistics.next(batch.size()); net.forward(batch.x()); // in training mode, without recording
 * }
 * }</pre>
 */
public final class NormStatistics implements AutoCloseable {
    private final List<BatchNorm> layers;
    private long seen;

    private NormStatistics(List<BatchNorm> layers) {
        this.layers = List.copyOf(layers);
    }

    /**
     * {@return the pass, at its begin} Running means are 0 and running variances 1 then.
     *
     * @param layers whose statistics
     */
    public static NormStatistics renew(List<BatchNorm> layers) {
        Autograd.noGrad(() -> layers.forEach(l -> {
            l.runningMean().zero_();
            l.runningVariance().zero_().add_(1);
        }));
        return new NormStatistics(layers);
    }

    /**
     * Announces the next batch: of b items after s others it counts b / (s + b).
     *
     * @param items b, at least 1
     */
    public void next(int items) {
        if (items < 1) {
            throw new IllegalArgumentException("a batch has at least 1 item, got " + items);
        }
        seen += items;
        layers.forEach(l -> l.momentumOfNow((double) items / seen));
    }

    /** Lets the layers follow the data as they did before. */
    @Override
    public void close() {
        layers.forEach(BatchNorm::usualMomentum);
    }
}
