package io.vivace.conformance;

import java.util.Arrays;

/**
 * How far values may lie apart: {@code absolute + relative · |expected|}.
 *
 * @param relative part of the expected value
 * @param absolute part that does not depend on it
 */
record Closeness(double relative, double absolute) {
    /** What f32 results may differ from exact ones. */
    static final Closeness F32 = new Closeness(2e-5, 3e-6);

    Closeness times(double factor) {
        return new Closeness(relative * factor, absolute * factor);
    }

    /** {@return this with an absolute part that is a share of the largest of the expected values} */
    Closeness ofLargest(float[] expected) {
        double top = 0;
        for (float v : expected) {
            top = Float.isFinite(v) ? Math.max(top, Math.abs(v)) : top;
        }
        return new Closeness(relative, absolute * top);
    }

    /** {@return this with an absolute part for the largest of the expected values, if that is above 1} */
    Closeness atLeastOf(double[] expected) {
        double top = 1;
        for (double v : expected) {
            top = Double.isFinite(v) ? Math.max(top, Math.abs(v)) : top;
        }
        return new Closeness(relative, absolute * top);
    }

    void check(Object about, float[] found, float[] expected) {
        double[] wide = new double[expected.length];
        Arrays.setAll(wide, i -> expected[i]);
        check(about, found, wide);
    }

    void check(Object about, float[] found, double[] expected) {
        if (found.length != expected.length) {
            throw new AssertionError(about + ": " + found.length + " values, expected " + expected.length);
        }
        for (int i = 0; i < found.length; i++) {
            if (!close(found[i], expected[i])) {
                throw new AssertionError(about + ": element " + i + " is " + found[i] + ", expected " + expected[i]
                        + "\n  found    " + excerpt(found, i) + "\n  expected " + excerpt(narrow(expected), i));
            }
        }
    }

    private boolean close(float found, double expected) {
        if (Double.isNaN(expected) || Double.isInfinite(expected)) {
            return Double.compare(found, expected) == 0;
        }
        return Math.abs(found - expected) <= absolute + relative * Math.abs(expected);
    }

    private static float[] narrow(double[] v) {
        float[] f = new float[v.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) v[i];
        }
        return f;
    }

    private static String excerpt(float[] v, int around) {
        int from = Math.max(0, around - 4);
        return (from > 0 ? "... " : "") + Arrays.toString(Arrays.copyOfRange(v, from, Math.min(v.length, around + 8)));
    }
}
