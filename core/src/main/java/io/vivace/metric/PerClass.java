package io.vivace.metric;

import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/** Scores of single classes, and one number of them. */
final class PerClass {
    /** The score of a class: items of it that were found, items said to be of it, items that are of it. */
    interface Score {
        double of(double hits, double predicted, double actual);
    }

    private PerClass() {}

    static double of(ConfusionMatrix m, int c, Score score) {
        return score.of((double) m.hits(c), (double) m.predicted(c), (double) m.actual(c));
    }

    static Metric metric(String name, Average average, Score score) {
        return switch (average) {
            case BINARY -> MatrixScore.ofTwo(name, "; choose Average.MACRO, MICRO or WEIGHTED", score);
            case MICRO -> MatrixScore.of(name, m -> micro(m, score));
            case MACRO -> MatrixScore.of(name, m -> mean(m.classes(), c -> of(m, c, score), c -> 1));
            case WEIGHTED ->
                MatrixScore.of(name, m -> mean(m.classes(), c -> of(m, c, score), c -> (double) m.actual(c)));
        };
    }

    private static double micro(ConfusionMatrix m, Score score) {
        double hits = 0;
        double all = 0;
        for (int c = 0; c < m.classes(); c++) {
            hits += m.hits(c);
            all += m.actual(c);
        }
        return score.of(hits, all, all);
    }

    static double mean(int classes, IntToDoubleFunction score, IntToDoubleFunction weight) {
        WeightedMean mean = new WeightedMean();
        for (int c = 0; c < classes; c++) {
            mean.add(score.applyAsDouble(c), weight.applyAsDouble(c));
        }
        return mean.value();
    }

    /** {@return a function of the matrix: the mean over the classes that it is defined for} */
    static ToDoubleFunction<ConfusionMatrix> meanOfDefined(Score score) {
        return meanOfDefined(score, -1);
    }

    /** {@return a function of the matrix: the mean over the classes that it is defined for, but one} */
    static ToDoubleFunction<ConfusionMatrix> meanOfDefined(Score score, int leftOut) {
        return m -> {
            WeightedMean mean = new WeightedMean();
            for (int c = 0; c < m.classes(); c++) {
                double v = of(m, c, score);
                if (!Double.isNaN(v) && c != leftOut) {
                    mean.add(v, 1);
                }
            }
            return mean.value();
        };
    }

    /** {@return the ratio, 0 where there is nothing to divide by, as scikit-learn has it} */
    static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
