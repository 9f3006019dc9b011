package io.vivace.metric;

/**
 * Metrics of classes and labels; meant to be imported statically. {@link RegressionMetrics}, {@link SegmentationMetrics},
 * {@link ImageMetrics} and {@link TextMetrics} hold others.
 *
 * <p>Class numbers below 0 in a target mark positions that do not count.
 */
public final class Metrics {
    private Metrics() {}

    /** {@return the part of items (or pixels) whose class has the highest score; output [N, C, ...], target [N, ...]} */
    public static Metric accuracy() {
        return new Proportion("accuracy", (o, t) -> ClassScores.of(o, t).hits(1), false);
    }

    /** {@return 1 − accuracy} */
    public static Metric errorRate() {
        return new Proportion("error_rate", (o, t) -> ClassScores.of(o, t).hits(1), true);
    }

    /**
     * {@return the part of items whose class is among the k with the highest scores; output [N, C, ...], target [N, ...]}
     *
     * @param k how many, at least 1
     */
    public static Metric topK(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("topK: k must be at least 1, got " + k);
        }
        return new Proportion(
                "top_" + k + "_accuracy", (o, t) -> ClassScores.of(o, t).hits(k), false);
    }

    /**
     * {@return the part of all labels that are right, where each item can have several; output and target [N, C]}
     *
     * @param threshold a label is predicted where the sigmoid of the output is above it
     */
    public static Metric accuracyThreshold(double threshold) {
        return accuracyThreshold(threshold, true);
    }

    /**
     * {@return the part of all labels that are right, where each item can have several; output and target [N, C]}
     *
     * @param threshold a label is predicted where the value is above it
     * @param sigmoid whether to compare the sigmoid of the output rather than the output itself
     */
    public static Metric accuracyThreshold(double threshold, boolean sigmoid) {
        return new Proportion(
                "accuracy_thresh", (o, t) -> Labels.of(o, t, threshold, sigmoid).right(), false);
    }

    /**
     * {@return the F-beta of the labels of each item, averaged over items; output and target [N, C]}
     *
     * @param beta how much more recall counts than precision; fastai takes 2
     * @param threshold a label is predicted where the value is above it; fastai takes 0.2
     * @param sigmoid whether to compare the sigmoid of the output rather than the output itself
     */
    public static Metric multiLabelFBeta(double beta, double threshold, boolean sigmoid) {
        return new LabelFBeta(beta, threshold, sigmoid);
    }

    /** {@return of the items said to be class 1, the part that is, for two classes} */
    public static Metric precision() {
        return precision(Average.BINARY);
    }

    /**
     * {@return of the items said to be of a class, the part that is}
     *
     * @param average how the classes become one number
     */
    public static Metric precision(Average average) {
        return PerClass.metric("precision", average, (hit, said, is) -> PerClass.ratio(hit, said));
    }

    /** {@return of the items of class 1, the part that was found, for two classes} */
    public static Metric recall() {
        return recall(Average.BINARY);
    }

    /**
     * {@return of the items of a class, the part that was found}
     *
     * @param average how the classes become one number
     */
    public static Metric recall(Average average) {
        return PerClass.metric("recall", average, (hit, said, is) -> PerClass.ratio(hit, is));
    }

    /**
     * {@return (1 + β²)·precision·recall / (β²·precision + recall) of class 1, for two classes}
     *
     * @param beta how much more recall counts than precision
     */
    public static Metric fBeta(double beta) {
        return fBeta(beta, Average.BINARY);
    }

    /**
     * {@return (1 + β²)·precision·recall / (β²·precision + recall)}
     *
     * @param beta how much more recall counts than precision
     * @param average how the classes become one number
     */
    public static Metric fBeta(double beta, Average average) {
        double b = beta * beta;
        return PerClass.metric("f_beta", average, (hit, said, is) -> PerClass.ratio((1 + b) * hit, said + b * is));
    }

    /**
     * {@return the F-beta of labels, from counts over all items; output and target [N, C]}
     *
     * @param beta how much more recall counts than precision; fastai takes 2
     * @param threshold a label is predicted where the value is above it; fastai takes 0.3
     * @param sigmoid whether to compare the sigmoid of the output rather than the output itself
     * @param average how the labels become one number: MICRO (fastai's choice), MACRO or WEIGHTED
     */
    public static Metric multiLabelFBeta(double beta, double threshold, boolean sigmoid, Average average) {
        double b = beta * beta;
        return new LabelScore(
                "f_beta", average, threshold, sigmoid, (hit, said, is) -> PerClass.ratio((1 + b) * hit, said + b * is));
    }

    // ---------------------------------------------------------------------------------------------- agreement

    /**
     * {@return Matthews's correlation of classes and predictions, from −1 to 1} Of more than two classes Gorodkin's Rₖ (2004). 0 where
     * all items are, or are said to be, of one class, as in scikit-learn.
     */
    public static Metric matthewsCorrelation() {
        return MatrixScore.of("matthews_corrcoef", Agreement::matthews);
    }

    /**
     * {@return Cohen's kappa: 1 − (weighted mistakes)/(weighted mistakes expected by chance)} NaN where only one class occurs, as in
     * scikit-learn. Distances are those of class numbers, also where classes between do not occur.
     *
     * @param weights how bad which mistake is
     */
    public static Metric cohenKappa(KappaWeights weights) {
        return MatrixScore.of("kappa_score", m -> Agreement.kappa(m, weights));
    }

    // ---------------------------------------------------------------------------------------------- ranking

    /**
     * {@return the area under the receiver operating characteristic, for two classes: how often an item of class 1 scores higher than one of
     * class 0} Output [N, 2, ...], or the score of class 1 alone in the shape of the target. NaN while only one class was seen,
     * where scikit-learn refuses or gives NaN, by its version. Keeps one float for each item, up to half as much again while it grows,
     * and twice that while the value is computed.
     */
    public static Metric rocAuc() {
        return new RankingScore("roc_auc", RankingScore.Of.CLASS_ONE, Ranking::rocAuc);
    }

    /**
     * {@return the mean over classes of the area under the receiver operating characteristic of that class against all others}
     * Output [N, C, ...] with scores before softmax, whose softmax is ranked. NaN while a class was not seen. Keeps C floats for each
     * item, as {@link #rocAuc} keeps one.
     */
    public static Metric rocAucOneVsRest() {
        return new RankingScore("roc_auc_ovr", RankingScore.Of.EACH_CLASS, Ranking::rocAuc);
    }

    /**
     * {@return the average precision of class 1, for two classes: Σ (Rₙ − Rₙ₋₁)·Pₙ over falling thresholds} Inputs and memory as
     * {@link #rocAuc}. 0 while class 1 was not seen, as in scikit-learn.
     */
    public static Metric averagePrecision() {
        return new RankingScore("average_precision", RankingScore.Of.CLASS_ONE, Ranking::averagePrecision);
    }

    /**
     * {@return the mean over labels of the average precision, where each item can have several; output and target [N, C]} Labels that no
     * item has count 0, as in scikit-learn. Keeps C floats for each item.
     */
    public static Metric multiLabelAveragePrecision() {
        return new RankingScore("mean_average_precision", RankingScore.Of.EACH_LABEL, Ranking::averagePrecision);
    }
}
