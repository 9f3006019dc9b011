package io.vivace.vision.transform;

/** Checks of the numbers that changes are described by. */
final class Numbers {
    private static final double LARGEST_FACTOR = 100;

    private Numbers() {}

    static void probability(String what, double v) {
        if (!(v >= 0 && v <= 1)) {
            throw new IllegalArgumentException(what + ": give a number between 0 and 1, got " + v);
        }
    }

    static void belowOne(String what, double v) {
        if (!(v >= 0 && v < 1)) {
            throw new IllegalArgumentException(what + ": give a number from 0 to below 1, got " + v);
        }
    }

    static void atLeastOne(String what, double factor) {
        if (!(factor >= 1 && factor <= LARGEST_FACTOR)) {
            throw new IllegalArgumentException(
                    what + ": the largest factor is from 1 to " + LARGEST_FACTOR + ", got " + factor);
        }
    }

    static void factors(String what, double min, double max) {
        if (!(min >= 1 / LARGEST_FACTOR && min <= max && max <= LARGEST_FACTOR)) {
            throw new IllegalArgumentException(what + ": give a least and a greatest factor, from " + 1 / LARGEST_FACTOR
                    + " to " + LARGEST_FACTOR + ", got " + min + " and " + max);
        }
    }
}
