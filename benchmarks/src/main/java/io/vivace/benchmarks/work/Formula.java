package io.vivace.benchmarks.work;

import io.vivace.memory.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Start values that look random and that every library gets alike: a formula in 64 bits, which scripts/golden/workloads.py
 * computes too.
 */
public final class Formula {
    /** The seed of inputs; weights have seeds from 0. */
    public static final int INPUT = -1;
    /** The seed of second operands, targets and gradients. */
    public static final int OTHER = -2;

    private Formula() {}

    /**
     * {@return values in [−1, 1)}
     *
     * @param elements how many
     * @param seed another one gives others
     */
    public static float[] noise(long elements, int seed) {
        return scaled(elements, seed, 1, 0);
    }

    private static float[] scaled(long elements, int seed, double scale, double shift) {
        float[] v = new float[Math.toIntExact(elements)];
        for (int i = 0; i < v.length; i++) {
            double s = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
            v[i] = (float) (shift + scale * (2 * (s - Math.floor(s)) - 1));
        }
        return v;
    }

    /**
     * {@return class indexes 3, 10, 17 ... below a number of classes}
     *
     * @param n how many
     * @param classes from which
     */
    public static long[] classes(int n, int classes) {
        long[] t = new long[n];
        for (int i = 0; i < n; i++) {
            t[i] = (i * 7L + 3) % classes;
        }
        return t;
    }

    /**
     * {@return words as a text has them: few of them most of the time}
     *
     * @param n how many
     * @param vocabulary below which number
     * @param seed another one gives others
     */
    public static long[] words(int n, int vocabulary, int seed) {
        float[] noise = noise(n, seed);
        long[] words = new long[n];
        for (int i = 0; i < n; i++) {
            double u = (noise[i] + 1.0) / 2;
            words[i] = Math.min(vocabulary - 1, (long) (u * u * u * vocabulary));
        }
        return words;
    }

    /**
     * {@return values for all floating entries of a state: weights uniform with the variance of Kaiming's start, scales near
     * 1, shifts near 0, running variances near 1} Counters, whose names end in num_batches_tracked, are left out.
     *
     * @param shapes of a state in order, as {@code Module.shapes()} gives them
     */
    public static Map<String, float[]> state(Map<String, Shape> shapes) {
        Map<String, float[]> values = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            if (!name.endsWith("num_batches_tracked")) {
                values.put(name, weight(name, shape, values.size()));
            }
        });
        return values;
    }

    private static float[] weight(String name, Shape shape, int seed) {
        long n = shape.elements();
        if (name.endsWith("running_var")) {
            return scaled(n, seed, 0.5, 1);
        }
        if (shape.rank() > 1) {
            return scaled(n, seed, Math.sqrt(6.0 * shape.size(0) / n), 0);
        }
        return scaled(n, seed, 0.1, name.endsWith("weight") ? 1 : 0);
    }
}
