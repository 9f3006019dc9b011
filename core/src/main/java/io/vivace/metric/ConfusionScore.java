package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** Precision, recall and the like: a score of each class, from a confusion matrix, made one number. */
final class ConfusionScore implements Metric {
    /** The score of a class. */
    interface Score {
        double of(double hits, double predicted, double actual);
    }

    private final String name;
    private final Average average;
    private final Score score;
    private final ConfusionMatrix matrix = new ConfusionMatrix();

    ConfusionScore(String name, Average average, Score score) {
        this.name = name;
        this.average = average;
        this.score = score;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        matrix.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        if (average == Average.BINARY && output.rank() > 1 && output.size(1) != 2) {
            throw new IllegalArgumentException(name + " of class 1 needs 2 classes, the output " + output.shape()
                    + " has " + output.size(1) + "; choose Average.MACRO, MICRO or WEIGHTED");
        }
        matrix.add(output, target);
    }

    @Override
    public double value() {
        if (matrix.classes() == 0) {
            return Double.NaN;
        }
        return switch (average) {
            case BINARY -> of(1);
            case MICRO -> micro();
            case MACRO -> mean(false);
            case WEIGHTED -> mean(true);
        };
    }

    private double of(int c) {
        return score.of((double) matrix.hits(c), (double) matrix.predicted(c), (double) matrix.actual(c));
    }

    private double micro() {
        double hits = 0;
        double all = 0;
        for (int c = 0; c < matrix.classes(); c++) {
            hits += matrix.hits(c);
            all += matrix.actual(c);
        }
        return score.of(hits, all, all);
    }

    private double mean(boolean weighted) {
        WeightedMean mean = new WeightedMean();
        for (int c = 0; c < matrix.classes(); c++) {
            mean.add(of(c), weighted ? (double) matrix.actual(c) : 1);
        }
        return mean.value();
    }
}
