package io.vivace.callbacks;

import io.vivace.tensor.Rng;

/** Random numbers from 0 to 1 of the symmetric Beta(α, α) distribution, as quotients of two of the Gamma distribution. */
final class Beta {
    private final double alpha;

    Beta(double alpha) {
        if (!(alpha > 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("alpha must be above 0, got " + alpha);
        }
        this.alpha = alpha;
    }

    double next(Rng rng) {
        while (true) {
            double a = gamma(rng);
            double b = gamma(rng);
            if (a + b > 0) { // of a very small alpha both may be 0
                return a / (a + b);
            }
        }
    }

    /** Marsaglia and Tsang (2000), for α below 1 with their step down from α + 1. */
    private double gamma(Rng rng) {
        double d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double z = rng.nextNormal();
            double v = Math.pow(1 + c * z, 3);
            double u = 1 - rng.nextDouble(); // never 0
            if (v > 0 && Math.log(u) < z * z / 2 + d - d * v + d * Math.log(v)) {
                double down = alpha < 1 ? Math.pow(1 - rng.nextDouble(), 1 / alpha) : 1;
                return d * v * down;
            }
        }
    }
}
