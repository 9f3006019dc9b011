package io.vivace.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slanted triangle of ULMFiT (Howard and Ruder 2018; {@code use_clr} of fastai in 2018): over n batches the rate climbs in a
 * straight line from peak/div to peak in ⌊n/cut⌋ batches, and falls back in the rest. Momentum, if given, runs opposite.
 */
public final class SlantedTriangle implements Schedule {
    private final double epochs;
    private final Lr peak;
    private final double div;
    private final int cut;
    private final @Nullable Momentum momentum;

    SlantedTriangle(double epochs, Lr peak, double div, int cut, @Nullable Momentum momentum) {
        if (!(div >= 1 && cut >= 1)) {
            throw new IllegalArgumentException("div and cut must be at least 1, got " + div + " and " + cut);
        }
        this.epochs = epochs;
        this.peak = peak;
        this.div = div;
        this.cut = cut;
        this.momentum = momentum;
    }

    /**
     * {@return with another start and end}
     *
     * @param factor how far below the peak; 32 at first
     */
    public SlantedTriangle div(double factor) {
        return new SlantedTriangle(epochs, peak, factor, cut, momentum);
    }

    /**
     * {@return with another peak position}
     *
     * @param parts the rate climbs in one of so many parts; 10 at first
     */
    public SlantedTriangle cut(int parts) {
        return new SlantedTriangle(epochs, peak, div, parts, momentum);
    }

    /**
     * {@return with momentum}
     *
     * @param high at the ends
     * @param low at the peak
     */
    public SlantedTriangle momentum(double high, double low) {
        return new SlantedTriangle(epochs, peak, div, cut, new Momentum(high, low));
    }

    @Override
    public List<TrainPhase> phases(int batchesPerEpoch) {
        int n = (int) (epochs * batchesPerEpoch);
        int up = n / cut;
        Lr foot = peak.times(1 / div);
        TrainPhase climb = TrainPhase.batches(up).lr(foot, peak);
        TrainPhase fall = TrainPhase.batches(n - up).lr(peak, foot);
        Momentum m = momentum;
        return m == null
                ? List.of(climb, fall)
                : List.of(climb.momentum(m.high(), m.low()), fall.momentum(m.low(), m.high()));
    }
}
