package io.vivace.schedule;

/** The known schedules. Each is a list of {@link TrainPhase phases} that can be looked at, changed and put together. */
public final class Schedules {
    private Schedules() {}

    /**
     * {@return one cycle in straight lines with a tail, as fastai had it in 2018}
     *
     * @param epochs its length
     * @param peak the highest rate
     */
    public static OneCycle oneCycle(double epochs, double peak) {
        return oneCycle(epochs, Lr.of(peak));
    }

    /**
     * {@return one cycle in straight lines with a tail, as fastai had it in 2018}
     *
     * @param epochs its length
     * @param peak the highest rates
     */
    public static OneCycle oneCycle(double epochs, Lr peak) {
        return new OneCycle(epochs, peak, 10, 0.1, null);
    }

    /**
     * {@return one cycle along two cosines, as fastai v1 has it}
     *
     * @param epochs its length
     * @param peak the highest rates
     */
    public static CosineOneCycle cosineOneCycle(double epochs, Lr peak) {
        return new CosineOneCycle(epochs, peak, 25, 25e4, 0.3, new Momentum(0.95, 0.85));
    }

    /**
     * {@return a climb and a longer descent}
     *
     * @param epochs its length
     * @param peak the highest rates
     */
    public static SlantedTriangle slantedTriangle(double epochs, Lr peak) {
        return new SlantedTriangle(epochs, peak, 32, 10, null);
    }

    /**
     * {@return descents to 0 with restarts}
     *
     * @param cycles how many descents
     * @param rate where each starts
     */
    public static CosineRestarts cosineRestarts(int cycles, Lr rate) {
        return new CosineRestarts(rate, cycles, 1, 1, false);
    }

    /**
     * {@return a constant rate}
     *
     * @param epochs how long
     * @param rate the rate
     */
    public static Schedule constant(double epochs, Lr rate) {
        return Schedule.of(TrainPhase.epochs(epochs).lr(rate));
    }

    /**
     * {@return a rate that falls by steps}
     *
     * @param rate the first one
     * @param factor from each to the next, such as 0.1
     * @param epochs how long each lasts
     */
    public static Schedule steps(Lr rate, double factor, double... epochs) {
        TrainPhase[] phases = new TrainPhase[epochs.length];
        for (int i = 0; i < phases.length; i++) {
            phases[i] = TrainPhase.epochs(epochs[i]).lr(rate.times(Math.pow(factor, i)));
        }
        return Schedule.of(phases);
    }

    /**
     * {@return constant at first, then along a cosine to 0 ({@code fit_fc} of fastai v1)}
     *
     * @param epochs how long
     * @param rate the rate
     * @param flat the part that is constant, 0 to 1
     */
    public static Schedule flatThenCosine(double epochs, Lr rate, double flat) {
        if (!(flat >= 0 && flat <= 1)) {
            throw new IllegalArgumentException("flat is a part of the schedule, 0 to 1, got " + flat);
        }
        return batches -> {
            int n = (int) (epochs * batches);
            int first = (int) (n * flat);
            return java.util.List.of(
                    TrainPhase.batches(first).lr(rate).momentum(0.95),
                    TrainPhase.batches(n - first).lr(rate).decay(Decay.COSINE).momentum(0.85));
        };
    }

    /**
     * {@return rates that grow by the same factor from batch to batch, to see which ones a net bears (Smith 2015)}
     *
     * @param start the first
     * @param end one after the last
     * @param batches how many
     */
    public static Schedule lrRange(Lr start, Lr end, int batches) {
        return Schedule.of(TrainPhase.batches(batches).lr(start, end).decay(Decay.EXPONENTIAL));
    }

    /**
     * {@return rates that grow from 0 by the same amount from batch to batch, to see which ones a net bears}
     *
     * @param end one after the last
     * @param batches how many
     */
    public static Schedule linearLrRange(Lr end, int batches) {
        return Schedule.of(TrainPhase.batches(batches).lr(Lr.of(0), end));
    }
}
