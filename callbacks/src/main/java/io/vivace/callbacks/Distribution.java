package io.vivace.callbacks;

import io.vivace.memory.DType;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;

/**
 * How the numbers of a tensor are spread.
 *
 * @param mean of all
 * @param std standard deviation, divided by n − 1 as PyTorch does; NaN for a single number
 * @param nearZero share of those that are at most so far from 0 as was asked for, 0 to 1
 * @param counts histogram, the lowest bin first
 */
public record Distribution(double mean, double std, double nearZero, long[] counts) {
    /**
     * {@return how the numbers of a tensor are spread; NaNs are in mean and std, and in no bin}
     *
     * @param t any shape, numbers with a fraction
     * @param near how far from 0 counts as near
     * @param bins of the histogram
     */
    public static Distribution of(Tensor t, double near, Bins bins) {
        return Autograd.noGrad(() -> {
            try (var scope = Scope.open()) {
                var tally = new Tally(near, bins);
                Tensor plain = t.detach().to(DType.F32);
                if (plain.rank() == 0) {
                    tally.add(plain.toFloatArray());
                } else {
                    for (long i = 0; i < plain.size(0); i++) { // an item at a time, so that no large array is needed
                        tally.add(plain.select(0, i).toFloatArray());
                    }
                }
                return tally.result();
            }
        });
    }

    /** Sums and counts; the sum of squares is taken around the mean of the first items, so that no digits are lost. */
    private static final class Tally {
        private final double near;
        private final Bins bins;
        private final long[] counts;
        private long n;
        private long small;
        private double mean;
        private double squares;

        Tally(double near, Bins bins) {
            this.near = near;
            this.bins = bins;
            counts = new long[bins.count()];
        }

        /** Joins the values' own mean and squares (Chan, Golub, LeVeque 1979). */
        void add(float[] values) {
            if (values.length == 0) {
                return;
            }
            double sum = 0;
            for (float v : values) {
                sum += v;
                if (Math.abs(v) <= near) {
                    small++;
                }
                if (!Float.isNaN(v)) {
                    counts[bins.of(v)]++;
                }
            }
            double own = sum / values.length;
            double around = 0;
            for (float v : values) {
                around += (v - own) * (v - own);
            }
            double delta = own - mean;
            long all = n + values.length;
            squares += around + delta * delta * ((double) n / all * values.length);
            mean += delta * values.length / all;
            n = all;
        }

        Distribution result() {
            double std = n > 1 ? Math.sqrt(squares / (n - 1)) : Double.NaN;
            return new Distribution(n == 0 ? Double.NaN : mean, std, n == 0 ? Double.NaN : (double) small / n, counts);
        }
    }
}
