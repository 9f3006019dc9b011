package io.vivace.metric;

import io.vivace.tensor.Tensor;

/** A score of class 1 in single pictures, averaged over them; 1 where it is undefined. */
final class RegionScore implements Metric {
    private final String name;
    private final PerClass.Score score;
    private final String otherwise;
    private final WeightedMean mean = new WeightedMean();

    RegionScore(String name, PerClass.Score score, String otherwise) {
        this.name = name;
        this.score = score;
        this.otherwise = otherwise;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        mean.reset();
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name, () -> {
            ClassScores s = ClassScores.ofTwo(output, target, otherwise);
            for (int from = 0; from < s.positions(); from += s.perItem()) {
                mean.add(picture(s, from), 1);
            }
        });
    }

    private double picture(ClassScores s, int from) {
        double hits = 0;
        double predicted = 0;
        double actual = 0;
        for (int i = from; i < from + s.perItem(); i++) {
            if (s.counts(i)) {
                int best = s.best(i);
                if (best == ClassScores.UNDECIDED) {
                    return Double.NaN;
                }
                hits += best * s.target(i);
                predicted += best;
                actual += s.target(i);
            }
        }
        return predicted + actual == 0 ? 1 : score.of(hits, predicted, actual);
    }

    @Override
    public double value() {
        return mean.value();
    }
}
