package io.vivace.metric;

/** The known metrics; meant to be imported statically. */
public final class Metrics {
    private Metrics() {}

    /** {@return the part of items (or pixels) whose class has the highest score; output [N, C, ...], target [N, ...]} */
    public static Metric accuracy() {
        return new Proportion("accuracy", (o, t) -> ClassScores.hits(o, t, 1), false);
    }

    /** {@return 1 − accuracy} */
    public static Metric errorRate() {
        return new Proportion("error_rate", (o, t) -> ClassScores.hits(o, t, 1), true);
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
        return new Proportion("top_" + k + "_accuracy", (o, t) -> ClassScores.hits(o, t, k), false);
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
        return new ConfusionScore("precision", average, (hit, said, is) -> ratio(hit, said));
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
        return new ConfusionScore("recall", average, (hit, said, is) -> ratio(hit, is));
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
        return new ConfusionScore("f_beta", average, (hit, said, is) -> ratio((1 + b) * hit, said + b * is));
    }

    /** {@return the ratio, 0 where there is nothing to divide by, as scikit-learn has it} */
    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
