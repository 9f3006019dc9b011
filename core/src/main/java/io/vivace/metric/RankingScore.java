package io.vivace.metric;

import io.vivace.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/** A score of how classes or labels are ranked, averaged over them. */
final class RankingScore implements Metric {
    /** What is ranked. */
    enum Of {
        CLASS_ONE,
        EACH_CLASS,
        EACH_LABEL
    }

    private final String name;
    private final Of of;
    private final ToDoubleFunction<Ranking> score;
    private Ranking[] rankings = {};

    RankingScore(String name, Of of, ToDoubleFunction<Ranking> score) {
        this.name = name;
        this.of = of;
        this.score = score;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void reset() {
        rankings = new Ranking[0];
    }

    @Override
    public void add(Tensor output, Tensor target) {
        Failures.named(name, () -> {
            switch (of) {
                case CLASS_ONE -> classOne(ClassScores.ofTwo(output, target, "; use the one-vs-rest version"));
                case EACH_CLASS -> eachClass(ClassScores.of(output, target));
                case EACH_LABEL -> eachLabel(output, target);
            }
        });
    }

    private void classOne(ClassScores s) {
        prepare(1);
        float[] odds = new float[2];
        for (int i = 0; i < s.positions(); i++) {
            if (s.counts(i)) {
                s.logOdds(i, odds);
                rankings[0].add(odds[1], s.target(i) == 1);
            }
        }
    }

    private void eachClass(ClassScores s) {
        prepare(s.classes());
        float[] odds = new float[s.classes()];
        for (int i = 0; i < s.positions(); i++) {
            if (s.counts(i)) {
                s.logOdds(i, odds);
                for (int c = 0; c < odds.length; c++) {
                    rankings[c].add(odds[c], s.target(i) == c);
                }
            }
        }
    }

    private void eachLabel(Tensor output, Tensor target) {
        Labels labels = Labels.of(output, target, 0, false);
        float[] scores = output.toFloatArray();
        prepare(labels.perItem());
        for (int i = 0; i < scores.length; i++) {
            rankings[i % labels.perItem()].add(scores[i], labels.actual()[i]);
        }
    }

    private void prepare(int wanted) {
        if (rankings.length == 0) {
            rankings = new Ranking[wanted];
            for (int c = 0; c < wanted; c++) {
                rankings[c] = new Ranking();
            }
        } else if (rankings.length != wanted) {
            throw new IllegalArgumentException(
                    "batches before had " + rankings.length + " classes, the output has " + wanted);
        }
    }

    @Override
    public double value() {
        return PerClass.mean(rankings.length, c -> score.applyAsDouble(rankings[c]), c -> 1);
    }
}
