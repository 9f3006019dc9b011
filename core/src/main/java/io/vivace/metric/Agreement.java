package io.vivace.metric;

/** How far two ways to name the classes of items agree beyond chance. */
final class Agreement {
    private Agreement() {}

    /** Gorodkin 2004, equation 8; for two classes Matthews 1975. */
    static double matthews(ConfusionMatrix m) {
        double all = 0;
        double hits = 0;
        double both = 0;
        double predicted = 0;
        double actual = 0;
        for (int c = 0; c < m.classes(); c++) {
            double p = (double) m.predicted(c);
            double a = (double) m.actual(c);
            all += a;
            hits += m.hits(c);
            both += p * a;
            predicted += p * p;
            actual += a * a;
        }
        double spread = (all * all - predicted) * (all * all - actual);
        return spread == 0 ? 0 : (hits * all - both) / Math.sqrt(spread);
    }

    /** Cohen 1960, with weights Cohen 1968. */
    static double kappa(ConfusionMatrix m, KappaWeights weights) {
        int n = m.classes();
        long[][] counts = m.counts();
        double all = 0;
        double seen = 0;
        double byChance = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double w = weights.of(i, j);
                all += counts[i][j];
                seen += w * counts[i][j];
                byChance += w * m.actual(i) * m.predicted(j);
            }
        }
        return 1 - seen * all / byChance;
    }
}
