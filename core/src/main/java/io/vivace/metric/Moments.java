package io.vivace.metric;

/** Mean and spread of numbers that come one by one, alone or in pairs (Welford 1962). */
final class Moments {
    private long n;
    private double meanX;
    private double meanY;
    private double xx;
    private double yy;
    private double xy;

    void add(double x, double y) {
        n++;
        double dx = x - meanX;
        double dy = y - meanY;
        meanX += dx / n;
        meanY += dy / n;
        xx += dx * (x - meanX);
        yy += dy * (y - meanY);
        xy += dx * (y - meanY);
    }

    void reset() {
        n = 0;
        meanX = 0;
        meanY = 0;
        xx = 0;
        yy = 0;
        xy = 0;
    }

    long count() {
        return n;
    }

    double meanX() {
        return meanX;
    }

    /** {@return Σ (x − mean x)²} */
    double xx() {
        return xx;
    }

    /** {@return Σ (y − mean y)²} */
    double yy() {
        return yy;
    }

    /** {@return Σ (x − mean x)(y − mean y)} */
    double xy() {
        return xy;
    }
}
