package io.vivace.metric;

/** How bad it is to take a class for another, for {@link Metrics#cohenKappa}. */
public enum KappaWeights {
    /** All mistakes alike. */
    NONE,
    /** By the distance of the class numbers. */
    LINEAR,
    /** By the square of the distance of the class numbers. */
    QUADRATIC;

    double of(int actual, int predicted) {
        double distance = Math.abs(actual - predicted);
        return switch (this) {
            case NONE -> distance == 0 ? 0 : 1;
            case LINEAR -> distance;
            case QUADRATIC -> distance * distance;
        };
    }
}
