package io.vivace.vision.transform;

/** The logarithm of the odds, in which values never leave 0 to 1. */
final class Logit {
    private static final double EDGE = 1e-7;

    private Logit() {}

    static double of(double v) {
        double x = Math.min(1 - EDGE, Math.max(EDGE, v));
        return Math.log(x / (1 - x));
    }

    static double inverse(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }
}
