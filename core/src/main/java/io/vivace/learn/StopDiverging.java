package io.vivace.learn;

/**
 * Ends a fit when the smoothed loss is some times as high as it was at its best, or is not finite any more: at once, without
 * validation ({@code stop_div} of fastai).
 *
 * <pre>{@code learn.fit(Schedules.lrRange(Lr.of(1e-5), Lr.of(10), 200), StopDiverging.usual())}</pre>
 */
public final class StopDiverging implements Callback {
    private final double factor;
    private final int after;
    private double best;
    private long batches;

    private StopDiverging(double factor, int after) {
        this.factor = factor;
        this.after = after;
    }

    /** {@return such a callback at 4 times the best loss since the tenth batch, as in fastai 0.7} */
    public static StopDiverging usual() {
        return at(4, 10);
    }

    /**
     * {@return such a callback}
     *
     * @param factor how many times the best loss is too much, above 1
     * @param after how many batches are passed by before the best loss is looked for
     */
    public static StopDiverging at(double factor, int after) {
        if (!(factor > 1)) {
            throw new IllegalArgumentException("a loss diverges at a factor above 1, got " + factor);
        }
        return new StopDiverging(factor, after);
    }

    @Override
    public void beforeFit(Fit fit) {
        best = Double.POSITIVE_INFINITY;
        batches = 0;
        fit.endQuietly();
    }

    @Override
    public void afterBatch(Step step) {
        if (!step.isTraining()) {
            return;
        }
        double loss = step.learner().recorder().smoothedLoss();
        if (batches++ >= after) {
            best = Math.min(best, loss);
        }
        if (!Double.isFinite(step.lossValue()) || loss > factor * best) {
            step.fit().stop("the loss has diverged: " + loss);
            step.epoch().skipValidation();
        }
    }

    @Override
    public void save(SavedState to) {
        to.put("best", best);
        to.put("batches", batches);
    }

    @Override
    public void load(SavedState from) {
        best = from.number("best");
        batches = from.whole("batches");
    }
}
