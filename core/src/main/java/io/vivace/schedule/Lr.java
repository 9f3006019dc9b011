package io.vivace.schedule;

import java.util.Arrays;

/**
 * A learning rate for all layer groups, or one for each: early layers, which know most already, are given smaller ones.
 *
 * <pre>{@code
 * Lr.of(1e-2)            // the same for all
 * Lr.of(1e-4, 1e-3, 1e-2) // one for each of three groups
 * Lr.slice(1e-5, 1e-3)   // spread over the groups, each the same factor above the one before
 * Lr.slice(1e-3)         // the last group 1e-3, the others a tenth of it
 * }</pre>
 */
public final class Lr {
    private enum Spread {
        SAME,
        GIVEN,
        GEOMETRIC,
        LAST
    }

    private final Spread spread;
    private final double[] values;

    private Lr(Spread spread, double... values) {
        for (double v : values) {
            if (!(v >= 0 && Double.isFinite(v))) {
                throw new IllegalArgumentException("a learning rate must be a number of at least 0, got " + v);
            }
        }
        this.spread = spread;
        this.values = values;
    }

    /**
     * {@return the same rate for all layer groups}
     *
     * @param rate the rate
     */
    public static Lr of(double rate) {
        return new Lr(Spread.SAME, rate);
    }

    /**
     * {@return a rate for each layer group, first group first}
     *
     * @param first of the first group
     * @param second of the second
     * @param more of the others
     */
    public static Lr of(double first, double second, double... more) {
        double[] all = new double[more.length + 2];
        all[0] = first;
        all[1] = second;
        System.arraycopy(more, 0, all, 2, more.length);
        return new Lr(Spread.GIVEN, all);
    }

    /**
     * {@return rates from the first group to the last, each the same factor above the one before}
     *
     * @param first of the first group, above 0
     * @param last of the last group, above 0; the only one if there is one group
     */
    public static Lr slice(double first, double last) {
        if (!(first > 0 && last > 0)) {
            throw new IllegalArgumentException("Lr.slice(" + first + ", " + last + "): both ends must be above 0");
        }
        return new Lr(Spread.GEOMETRIC, first, last);
    }

    /**
     * {@return a rate for the last group, and a tenth of it for the others}
     *
     * @param last of the last group
     */
    public static Lr slice(double last) {
        return new Lr(Spread.LAST, last);
    }

    /**
     * {@return all rates multiplied}
     *
     * @param factor by this, at least 0
     */
    public Lr times(double factor) {
        return new Lr(spread, Arrays.stream(values).map(v -> v * factor).toArray());
    }

    /**
     * {@return the rate of each group}
     *
     * @param groups how many there are
     * @throws IllegalArgumentException if rates were given for another number of groups
     */
    public double[] resolve(int groups) {
        double[] rates = new double[groups];
        switch (spread) {
            case SAME -> Arrays.fill(rates, values[0]);
            case LAST -> {
                Arrays.fill(rates, values[0] / 10);
                rates[groups - 1] = values[0];
            }
            case GEOMETRIC -> {
                for (int i = 0; i < groups; i++) {
                    double part = groups == 1 ? 1 : (double) i / (groups - 1);
                    rates[i] = values[0] * Math.pow(values[1] / values[0], part);
                }
            }
            case GIVEN -> {
                if (groups != values.length) {
                    throw new IllegalArgumentException(this + " has " + values.length
                            + " learning rates, but there are " + groups
                            + " layer groups; give one rate for each, or Lr.slice(first, last)");
                }
                System.arraycopy(values, 0, rates, 0, groups);
            }
        }
        return rates;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Lr r && spread == r.spread && Arrays.equals(values, r.values);
    }

    @Override
    public int hashCode() {
        return spread.hashCode() * 31 + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        String inside = Arrays.toString(values).replaceAll("[\\[\\]]", "");
        return (spread == Spread.GEOMETRIC || spread == Spread.LAST ? "Lr.slice(" : "Lr.of(") + inside + ")";
    }
}
