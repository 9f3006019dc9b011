package io.vivace.backend.cpu;

/**
 * The squashing functions of gates over arrays, in loops that vectorise: no calls, no branches, no bits of floats. They are
 * right to 4e-7; NaN stays NaN.
 */
final class Gates {
    /** Beyond this, tanh is 1 in f32. */
    private static final float LIMIT = 8.5f;

    // tanh x = x · P(x²)/Q(x²): least relative error up to the limit, 1.2e-8 before rounding
    private static final float P1 = 0.13413247f;
    private static final float P2 = 0.003534028f;
    private static final float P3 = 2.1251059e-05f;
    private static final float P4 = 1.4269239e-08f;
    private static final float Q1 = 0.4674657f;
    private static final float Q2 = 0.026022756f;
    private static final float Q3 = 0.00033488663f;
    private static final float Q4 = 8.1451293e-07f;

    private Gates() {}

    /** y = tanh x. */
    static void tanh(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.max(-LIMIT, Math.min(LIMIT, x[i]));
            float u = v * v;
            float p = (((P4 * u + P3) * u + P2) * u + P1) * u + 1;
            float q = (((Q4 * u + Q3) * u + Q2) * u + Q1) * u + 1;
            y[i] = Math.max(-1, Math.min(1, v * p / q));
        }
    }

    /** x = 1 / (1 + e⁻ˣ), as ½ + ½ tanh(x/2). */
    static void sigmoid(float[] x, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.max(-LIMIT, Math.min(LIMIT, 0.5f * x[i]));
            float u = v * v;
            float p = (((P4 * u + P3) * u + P2) * u + P1) * u + 1;
            float q = (((Q4 * u + Q3) * u + Q2) * u + Q1) * u + 1;
            x[i] = 0.5f + 0.5f * Math.max(-1, Math.min(1, v * p / q));
        }
    }
}
