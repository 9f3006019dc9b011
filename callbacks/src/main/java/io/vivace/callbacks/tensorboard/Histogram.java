package io.vivace.callbacks.tensorboard;

import io.vivace.io.ProtoMessage;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts of values by size, in TensorFlow's buckets: their limits grow by a tenth from 10⁻¹² to 10²⁰, to both sides of 0. Values that
 * are not finite are not counted.
 *
 * @param limits upper limit of each bucket, which does not belong to it; from the first bucket that holds something to the last
 * @param counts how many values each holds
 */
record Histogram(double min, double max, double count, double sum, double squares, double[] limits, double[] counts) {
    private static final double[] LIMITS = allLimits();

    private static double[] allLimits() {
        double[] positive =
                DoubleStream.iterate(1e-12, v -> v < 1e20, v -> v * 1.1).toArray();
        DoubleStream negative =
                IntStream.range(0, positive.length).mapToDouble(i -> -positive[positive.length - 1 - i]);
        return Stream.of(negative, DoubleStream.of(0), DoubleStream.of(positive), DoubleStream.of(Double.MAX_VALUE))
                .flatMapToDouble(part -> part)
                .toArray();
    }

    /** {@return a histogram, or null if no value is finite} */
    static @Nullable Histogram of(float[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        long count = 0;
        double[] counts = new double[LIMITS.length];
        for (float v : values) {
            if (!Float.isFinite(v)) {
                continue;
            }
            min = Math.min(min, v);
            max = Math.max(max, v);
            sum += v;
            squares += (double) v * v;
            count++;
            counts[bucket(v)]++;
        }
        if (count == 0) {
            return null;
        }
        int from = bucket(min);
        int to = bucket(max) + 1;
        return new Histogram(
                min,
                max,
                count,
                sum,
                squares,
                Arrays.copyOfRange(LIMITS, from, to),
                Arrays.copyOfRange(counts, from, to));
    }

    /** {@return the first bucket whose limit is above a value} */
    private static int bucket(double v) {
        int at = Arrays.binarySearch(LIMITS, v == 0 ? 0 : v);
        return at >= 0 ? at + 1 : -at - 1;
    }

    /** {@return a HistogramProto} */
    ProtoMessage proto() {
        return new ProtoMessage()
                .number(1, min)
                .number(2, max)
                .number(3, count)
                .number(4, sum)
                .number(5, squares)
                .numbers(6, limits)
                .numbers(7, counts);
    }
}
