package io.vivace.schedule;

import org.jspecify.annotations.Nullable;

/**
 * A value that changes while a phase runs.
 *
 * @param start what the first batch uses
 * @param end where it leads, null for 0
 * @param decay how it gets there
 */
public record Ramp(Lr start, @Nullable Lr end, Decay decay) {
    /**
     * Checks that there is an end where one is needed.
     *
     * @throws IllegalArgumentException if an exponential decay has none
     */
    public Ramp {
        if (decay == Decay.EXPONENTIAL && end == null) {
            throw new IllegalArgumentException(
                    "an exponential decay never reaches 0: give it an end, such as lr(1e-2, 1e-4)");
        }
    }

    /**
     * {@return a value that stays}
     *
     * @param value the value
     */
    public static Ramp constant(Lr value) {
        return new Ramp(value, null, Decay.NO);
    }

    /**
     * {@return a value that changes}
     *
     * @param start what the first batch uses
     * @param end where it leads
     * @param how it gets there
     */
    public static Ramp of(double start, double end, Decay how) {
        return new Ramp(Lr.of(start), Lr.of(end), how);
    }

    /** {@return whether it stays at its start} */
    public boolean isConstant() {
        return decay == Decay.NO;
    }

    /**
     * {@return the value of each layer group}
     *
     * @param t the part of the phase that has passed, 0 to 1
     * @param groups how many layer groups there are
     */
    public double[] at(double t, int groups) {
        double[] from = start.resolve(groups);
        double[] to = end == null ? new double[groups] : end.resolve(groups);
        double[] now = new double[groups];
        for (int i = 0; i < groups; i++) {
            now[i] = decay.at(from[i], to[i], t);
        }
        return now;
    }
}
