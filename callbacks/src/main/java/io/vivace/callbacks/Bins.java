package io.vivace.callbacks;

import io.vivace.plot.LineChart;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How numbers are sorted into a histogram. Numbers beyond the ends count in the outermost bins, so that what explodes is seen; NaN
 * counts nowhere.
 *
 * @param count how many bins
 * @param low where the lowest begins; for powers the exponent
 * @param high where the highest ends; for powers the exponent
 * @param powers whether bins are powers of two of the magnitude rather than of even width
 */
public record Bins(int count, double low, double high, boolean powers) {
    /** Checks the numbers. */
    public Bins {
        if (count < 1 || !(high > low) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    "a histogram needs at least 1 bin and low < high, got " + count + " from " + low + " to " + high);
        }
    }

    /**
     * {@return bins of even width}
     *
     * @param count how many
     * @param low where the lowest begins
     * @param high where the highest ends
     */
    public static Bins even(int count, double low, double high) {
        return new Bins(count, low, high, false);
    }

    /**
     * {@return a bin for each power of two of the magnitude, from 2^low; 0 counts in the lowest}
     *
     * @param low exponent of the smallest magnitude
     * @param high exponent above the largest
     */
    public static Bins powersOfTwo(int low, int high) {
        return new Bins(high - low, low, high, true);
    }

    /** {@return the bin of a number that is not NaN} */
    int of(float value) {
        double place = powers ? Math.getExponent(value) - low : (value - low) / (high - low) * count;
        return (int) Math.min(count - 1, Math.max(0, place)); // of infinite values, too
    }

    /** {@return where the lowest bin begins, in few characters} */
    public String lowText() {
        return text(low);
    }

    /** {@return where the highest bin ends, in few characters} */
    public String highText() {
        return text(high);
    }

    /** Of powers, one digit is enough. */
    private String text(double end) {
        return LineChart.label(
                powers
                        ? new BigDecimal(Math.scalb(1.0, (int) end))
                                .round(new MathContext(1))
                                .doubleValue()
                        : end);
    }
}
