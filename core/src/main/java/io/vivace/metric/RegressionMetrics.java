package io.vivace.metric;

/**
 * Metrics of numbers: outputs and targets of one shape (axes of size 1 make no difference), all numbers alike. Meant to be imported
 * statically.
 *
 * <pre>{@code
 * Learner.of(data, net).metrics(rmse(), r2()).build();
 * }</pre>
 */
public final class RegressionMetrics {
    private RegressionMetrics() {}

    /** {@return the mean of |output − target|} */
    public static Metric mae() {
        return new MeanScore("mae", (x, y) -> Math.abs(x - y), m -> m);
    }

    /** {@return the mean of (output − target)²} */
    public static Metric mse() {
        return new MeanScore("mse", RegressionMetrics::squaredError, m -> m);
    }

    /** {@return the root of the mean of (output − target)², over all numbers} */
    public static Metric rmse() {
        return new MeanScore("rmse", RegressionMetrics::squaredError, Math::sqrt);
    }

    /** {@return the mean of (ln(1 + output) − ln(1 + target))²; NaN where a number is below −1} */
    public static Metric msle() {
        return new MeanScore("msle", (x, y) -> squaredError(Math.log1p(x), Math.log1p(y)), m -> m);
    }

    /**
     * {@return the root of the mean of ((t − p)/t)², where p and t are e to the power of output and target} For nets that learn
     * logarithms of prices or sales, as in fastai's Rossmann lesson.
     */
    public static Metric expRmspe() {
        return new MeanScore("exp_rmspe", (x, y) -> squaredError(1, Math.exp(x) / Math.exp(y)), Math::sqrt);
    }

    /**
     * {@return R²: 1 − Σ (target − output)² / Σ (target − mean target)²} As in scikit-learn NaN of less than two numbers, and where
     * all targets are equal 1 if the outputs are, too, else 0.
     */
    public static Metric r2() {
        return new MomentScore(
                "r2_score",
                true,
                m -> m.count() < 2 ? Double.NaN : part(m.xx() + m.count() * m.meanX() * m.meanX(), m.yy()));
    }

    /**
     * {@return 1 − variance(target − output) / variance(target)} As in scikit-learn where all targets are equal: 1 if all errors are
     * equal, else 0.
     */
    public static Metric explainedVariance() {
        return new MomentScore("explained_variance", true, m -> part(m.xx(), m.yy()));
    }

    /** {@return Pearson's correlation; NaN where all outputs or all targets are equal} */
    public static Metric pearson() {
        return new MomentScore("pearson", false, m -> m.xy() / Math.sqrt(m.xx()) / Math.sqrt(m.yy()));
    }

    private static double part(double unexplained, double all) {
        if (all == 0 && !Double.isNaN(unexplained)) {
            return unexplained == 0 ? 1 : 0;
        }
        return 1 - unexplained / all;
    }

    static double squaredError(double x, double y) {
        return (x - y) * (x - y);
    }
}
