package io.vivace.schedule;

import java.util.List;

/**
 * One cycle as fastai v1 has it ({@code fit_one_cycle}): over n batches, the rate climbs along a cosine from peak/div to peak in
 * ⌊n·warmUp⌋ batches and falls along one to peak/finalDiv in the rest, while momentum goes from high to low and back.
 */
public final class CosineOneCycle implements Schedule {
    private final double epochs;
    private final Lr peak;
    private final double div;
    private final double finalDiv;
    private final double warmUp;
    private final Momentum momentum;

    CosineOneCycle(double epochs, Lr peak, double div, double finalDiv, double warmUp, Momentum momentum) {
        if (!(div >= 1 && finalDiv >= 1)) {
            throw new IllegalArgumentException("div and finalDiv must be at least 1, got " + div + " and " + finalDiv);
        }
        if (!(warmUp >= 0 && warmUp <= 1)) {
            throw new IllegalArgumentException("warmUp is a part of the cycle, 0 to 1, got " + warmUp);
        }
        this.epochs = epochs;
        this.peak = peak;
        this.div = div;
        this.finalDiv = finalDiv;
        this.warmUp = warmUp;
        this.momentum = momentum;
    }

    /**
     * {@return with another start, and an end 10 000 times further down}
     *
     * @param factor how far the rate starts below the peak; 25 at first
     */
    public CosineOneCycle div(double factor) {
        return new CosineOneCycle(epochs, peak, factor, factor * 1e4, warmUp, momentum);
    }

    /**
     * {@return with another end}
     *
     * @param factor how far the rate ends below the peak; div · 10 000 at first
     */
    public CosineOneCycle finalDiv(double factor) {
        return new CosineOneCycle(epochs, peak, div, factor, warmUp, momentum);
    }

    /**
     * {@return with another peak position}
     *
     * @param part of the cycle in which the rate climbs; 0.3 at first
     */
    public CosineOneCycle warmUp(double part) {
        return new CosineOneCycle(epochs, peak, div, finalDiv, part, momentum);
    }

    /**
     * {@return with other momentum}
     *
     * @param high at the ends; 0.95 at first
     * @param low at the peak; 0.85 at first
     */
    public CosineOneCycle momentum(double high, double low) {
        return new CosineOneCycle(epochs, peak, div, finalDiv, warmUp, new Momentum(high, low));
    }

    @Override
    public List<TrainPhase> phases(int batchesPerEpoch) {
        int n = (int) (epochs * batchesPerEpoch);
        int up = (int) (n * warmUp);
        return List.of(
                phase(up, peak.times(1 / div), peak, momentum.high(), momentum.low()),
                phase(n - up, peak, peak.times(1 / finalDiv), momentum.low(), momentum.high()));
    }

    private static TrainPhase phase(int batches, Lr from, Lr to, double momentumFrom, double momentumTo) {
        return TrainPhase.batches(batches)
                .lr(from, to)
                .decay(Decay.COSINE)
                .momentum(momentumFrom, momentumTo)
                .momentumDecay(Decay.COSINE);
    }
}
