package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** F-beta of the labels of each item, averaged over items. */
final class LabelFBeta implements Metric {
    /** Keeps the divisions finite, as in fastai. */
    private static final double EPS = 1e-9;

    private final double beta;
    private final double threshold;
    private final boolean sigmoid;
    private final WeightedMean mean = new WeightedMean();

    LabelFBeta(double beta, double threshold, boolean sigmoid) {
        this.beta = beta;
        this.threshold = threshold;
        this.sigmoid = sigmoid;
    }

    @Override
    public String name() {
        return "f_beta";
    }

    @Override
    public void reset() {
        mean.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name(), () -> {
            Labels labels = Labels.of(output, target, threshold, sigmoid);
            for (int from = 0; from < labels.predicted().length; from += labels.perItem()) {
                mean.add(labels.undecided() ? Double.NaN : score(labels, from), 1);
            }
        });
    }

    private double score(Labels labels, int from) {
        int said = 0;
        int is = 0;
        int both = 0;
        for (int i = from; i < from + labels.perItem(); i++) {
            said += labels.predicted()[i] ? 1 : 0;
            is += labels.actual()[i] ? 1 : 0;
            both += labels.predicted()[i] && labels.actual()[i] ? 1 : 0;
        }
        double precision = both / (said + EPS);
        double recall = both / (is + EPS);
        double b = beta * beta;
        return precision * recall / (precision * b + recall + EPS) * (1 + b);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
