package io.vivace.schedule;

/**
 * How a value goes from start to end while a phase runs. Any function will do:
 *
 * <pre>{@code
 * TrainPhase.epochs(2).lr(1e-2, 1e-4).decay((start, end, t) -> t < 0.5 ? start : end)
 * }</pre>
 */
@FunctionalInterface
public interface Decay {
    /** Stays at the start. */
    Decay NO = Curve.NO;

    /** start + t·(end − start). */
    Decay LINEAR = Curve.LINEAR;

    /** end + (start − end)/2 · (1 + cos πt) (Loshchilov and Hutter 2017). */
    Decay COSINE = Curve.COSINE;

    /** start · (end/start)ᵗ; needs an end. */
    Decay EXPONENTIAL = Curve.EXPONENTIAL;

    /**
     * {@return end + (start − end)·(1 − t)ᵖ}
     *
     * @param power p, above 0; 1 is linear
     */
    static Decay polynomial(double power) {
        if (!(power > 0)) {
            throw new IllegalArgumentException("the power of a polynomial decay must be above 0, got " + power);
        }
        return (start, end, t) -> end + (start - end) * Math.pow(1 - t, power);
    }

    /**
     * {@return the value}
     *
     * @param start value at the first batch of the phase
     * @param end value that would follow the last batch; 0 if none was given
     * @param t the part of the phase that has passed: k/n for batch k of n, so never 1
     */
    double at(double start, double end, double t);
}
