package io.vivace.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * Cosine descents to 0 with restarts (SGDR, Loshchilov and Hutter 2017), each longer than the one before by a factor. As in fastai
 * of 2018, the first twentieth of the first cycle may use a hundredth of the rate; the cosine then goes on from where it
 * would have been.
 */
public final class CosineRestarts implements Schedule {
    private static final double WARM_UP = 1.0 / 20;

    private final Lr rate;
    private final int cycles;
    private final double length;
    private final double factor;
    private final boolean warmUp;

    CosineRestarts(Lr rate, int cycles, double length, double factor, boolean warmUp) {
        if (cycles < 1 || !(factor > 0)) {
            throw new IllegalArgumentException(
                    "there must be at least 1 cycle and a factor above 0, got " + cycles + " and " + factor);
        }
        this.rate = rate;
        this.cycles = cycles;
        this.length = length;
        this.factor = factor;
        this.warmUp = warmUp;
    }

    /**
     * {@return with another first cycle}
     *
     * @param epochs its length; 1 at first
     */
    public CosineRestarts length(double epochs) {
        return new CosineRestarts(rate, cycles, epochs, factor, warmUp);
    }

    /**
     * {@return with cycles that grow}
     *
     * @param by each is so many times as long as the one before; 1 at first
     */
    public CosineRestarts factor(double by) {
        return new CosineRestarts(rate, cycles, length, by, warmUp);
    }

    /** {@return starting with a hundredth of the rate for a twentieth of the first cycle} */
    public CosineRestarts warmUp() {
        return new CosineRestarts(rate, cycles, length, factor, true);
    }

    @Override
    public List<TrainPhase> phases(int batchesPerEpoch) {
        List<TrainPhase> phases = new ArrayList<>();
        double epochs = length;
        for (int i = 0; i < cycles; i++) {
            Decay decay = i == 0 && warmUp ? CosineRestarts::warmedUp : Decay.COSINE;
            phases.add(TrainPhase.epochs(epochs).lr(rate).decay(decay));
            epochs *= factor;
        }
        return phases;
    }

    private static double warmedUp(double start, double end, double t) {
        return t < WARM_UP ? start / 100 : Decay.COSINE.at(start, end, t);
    }
}
