package io.vivace.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cycle of Smith and Topin (2018) as fastai had it in 2018 ({@code use_clr_beta}): over n batches, with c = ⌊n·(1 − tail)/2⌋,
 * the rate climbs in c batches in a straight line from peak/div to peak, falls back in as many, and in the rest goes down
 * to peak/(100·div). Momentum, if given, runs opposite to the rate and is high in the tail.
 */
public final class OneCycle implements Schedule {
    private final double epochs;
    private final Lr peak;
    private final double div;
    private final double tail;
    private final @Nullable Momentum momentum;

    OneCycle(double epochs, Lr peak, double div, double tail, @Nullable Momentum momentum) {
        if (!(div >= 1)) {
            throw new IllegalArgumentException("div must be at least 1, got " + div);
        }
        if (!(tail >= 0 && tail <= 1)) {
            throw new IllegalArgumentException("tail is a part of the cycle, 0 to 1, got " + tail);
        }
        this.epochs = epochs;
        this.peak = peak;
        this.div = div;
        this.tail = tail;
        this.momentum = momentum;
    }

    /**
     * {@return with another start}
     *
     * @param factor how far the rate starts below the peak; 10 at first
     */
    public OneCycle div(double factor) {
        return new OneCycle(epochs, peak, factor, tail, momentum);
    }

    /**
     * {@return with another tail}
     *
     * @param part of the cycle that the last descent takes; 0.1 at first
     */
    public OneCycle tail(double part) {
        return new OneCycle(epochs, peak, div, part, momentum);
    }

    /**
     * {@return with momentum}
     *
     * @param high at the ends
     * @param low at the peak
     */
    public OneCycle momentum(double high, double low) {
        return new OneCycle(epochs, peak, div, tail, new Momentum(high, low));
    }

    @Override
    public List<TrainPhase> phases(int batchesPerEpoch) {
        int n = (int) (epochs * batchesPerEpoch);
        int c = (int) (n * (1 - tail) / 2);
        Lr foot = peak.times(1 / div);
        TrainPhase up = TrainPhase.batches(c).lr(foot, peak);
        TrainPhase down = TrainPhase.batches(c).lr(peak, foot);
        TrainPhase rest = TrainPhase.batches(n - 2 * c).lr(foot, foot.times(0.01));
        Momentum m = momentum;
        return m == null
                ? List.of(up, down, rest)
                : List.of(up.momentum(m.high(), m.low()), down.momentum(m.low(), m.high()), rest.momentum(m.high()));
    }
}
