package io.vivace.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Values of scikit-learn 1.2.1 for the numbers of {@link Formula}, and what is said where there is no value. */
class ClassMetricsGoldenTest {
    private static final Offset<Double> CLOSE = within(1e-12);

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static double of(Metric metric, Tensor output, Tensor target) {
        metric.add(output, target);
        return metric.value();
    }

    private static double classes(Metric metric) {
        return of(metric, Formula.scores(), Formula.classes());
    }

    @Test
    void agreement() {
        assertThat(classes(Metrics.accuracy())).isCloseTo(0.4883720930232558, CLOSE);
        assertThat(classes(Metrics.matthewsCorrelation())).isCloseTo(0.3213312280289359, CLOSE);
        assertThat(classes(Metrics.cohenKappa(KappaWeights.NONE))).isCloseTo(0.3139956490210297, CLOSE);
        assertThat(classes(Metrics.cohenKappa(KappaWeights.LINEAR))).isCloseTo(0.3533834586466166, CLOSE);
        assertThat(classes(Metrics.cohenKappa(KappaWeights.QUADRATIC))).isCloseTo(0.3866530820173204, CLOSE);
    }

    @Test
    void scoresOfClasses() {
        assertThat(classes(Metrics.precision(Average.MACRO))).isCloseTo(0.5028409090909091, CLOSE);
        assertThat(classes(Metrics.precision(Average.WEIGHTED))).isCloseTo(0.49973572938689215, CLOSE);
        assertThat(classes(Metrics.recall(Average.MACRO))).isCloseTo(0.48636363636363633, CLOSE);
        assertThat(classes(Metrics.fBeta(2, Average.MACRO))).isCloseTo(0.4783868092691622, CLOSE);
        assertThat(classes(Metrics.fBeta(2, Average.WEIGHTED))).isCloseTo(0.4798947062966951, CLOSE);
        assertThat(classes(Metrics.fBeta(2, Average.MICRO))).isCloseTo(0.4883720930232558, CLOSE);
    }

    @Test
    void overlap() {
        assertThat(classes(SegmentationMetrics.meanIou())).isCloseTo(0.3214285714285714, CLOSE);
        assertThat(classes(SegmentationMetrics.iou(0))).isCloseTo(1 / 6.0, CLOSE);
        assertThat(classes(SegmentationMetrics.iou(3))).isCloseTo(.5, CLOSE);
    }

    @Test
    void ranking() {
        assertThat(of(Metrics.rocAucOneVsRest(), Formula.tilted(), Formula.classes()))
                .isCloseTo(0.714610826001955, CLOSE);
        for (Tensor output : new Tensor[] {Formula.single(), Formula.twoScores()}) {
            assertThat(of(Metrics.rocAuc(), output, Formula.decisions())).isCloseTo(0.7510869565217391, CLOSE);
            assertThat(of(Metrics.averagePrecision(), output, Formula.decisions()))
                    .isCloseTo(0.8281541399473522, CLOSE);
        }
        assertThat(of(Metrics.multiLabelAveragePrecision(), Formula.scores(), Formula.labels()))
                .isCloseTo(0.7566899952235456, CLOSE);
    }

    @Test
    void twoClasses() {
        Tensor y = Formula.decisions();
        for (Tensor output : new Tensor[] {Formula.single(), Formula.twoScores()}) {
            assertThat(of(Metrics.fBeta(1), output, y)).isCloseTo(0.6511627906976744, CLOSE);
            assertThat(of(SegmentationMetrics.dice(), output, y)).isCloseTo(0.6511627906976744, CLOSE);
        }
        assertThat(of(Metrics.matthewsCorrelation(), Formula.twoScores(), y)).isCloseTo(0.30869565217391304, CLOSE);
        assertThat(of(Metrics.cohenKappa(KappaWeights.NONE), Formula.twoScores(), y))
                .isCloseTo(0.3057050592034446, CLOSE);
        assertThat(of(SegmentationMetrics.iou(1), Formula.twoScores(), y)).isCloseTo(0.4827586206896552, CLOSE);
    }

    @Test
    void labels() {
        double micro = of(Metrics.multiLabelFBeta(2, .3, true, Average.MICRO), Formula.scores(), Formula.labels());
        double macro = of(Metrics.multiLabelFBeta(2, .3, true, Average.MACRO), Formula.scores(), Formula.labels());
        double weighted =
                of(Metrics.multiLabelFBeta(2, .3, true, Average.WEIGHTED), Formula.scores(), Formula.labels());
        assertThat(micro).isCloseTo(0.6743002544529262, CLOSE);
        assertThat(macro).isCloseTo(0.6729512485612384, CLOSE);
        assertThat(weighted).isCloseTo(0.674986849138684, CLOSE);
        assertThatThrownBy(() -> Metrics.multiLabelFBeta(2, .3, true, Average.BINARY))
                .hasMessageContaining("choose Average.MICRO");
    }

    @Test
    void confidentScoresKeepTheirOrder() {
        // softmax in float is 1 for both, so that ranks would be lost
        Tensor scores = Tensor.of(new float[] {90, 0, 0, 60, 0, 0, 0, 50, 0, 0, 50, 0}, 4, 3);
        Tensor target = Tensor.of(new long[] {0, 2, 1, 2});
        assertThat(of(Metrics.rocAucOneVsRest(), scores, target)).isCloseTo((1 + 2.5 / 3 + 2.5 / 4) / 3, CLOSE);
        Tensor two = Tensor.of(new float[] {0, 90, 0, 60}, 2, 2);
        assertThat(of(Metrics.rocAuc(), two, Tensor.of(new long[] {1, 0}))).isEqualTo(1);
        assertThat(of(Metrics.rocAuc(), two, Tensor.of(new long[] {0, 1}))).isZero();
    }

    @Test
    void scoresWithoutBoundKeepTheirOrder() {
        float inf = Float.POSITIVE_INFINITY;
        Tensor scores = Tensor.of(new float[] {inf, 0, 1, 2000, 0, 1, 1000, 0, 1, 0, 5, -inf, 0, 4, -inf}, 5, 3);
        assertThat(of(Metrics.rocAucOneVsRest(), scores, Tensor.of(new long[] {0, 0, 2, 1, 1})))
                .isEqualTo(1);
        Tensor two = Tensor.of(new float[] {inf, inf, 0, 1}, 2, 2);
        assertThat(of(Metrics.rocAuc(), two, Tensor.of(new long[] {0, 1})))
                .as("two infinite scores have no order")
                .isNaN();
    }

    @Test
    void zeroHasOneRank() {
        Tensor zeros = Tensor.of(new float[] {-0f, 0f}, 2);
        assertThat(of(Metrics.rocAuc(), zeros, Tensor.of(new long[] {1, 0}))).isEqualTo(.5);
        assertThat(of(Metrics.averagePrecision(), zeros, Tensor.of(new long[] {1, 0})))
                .isEqualTo(.5);
    }

    @Test
    void undefinedCasesAreAsScikitLearnHasThem() {
        Tensor scores = Tensor.of(new float[] {-1, 1, -1}, 3);
        Tensor none = Tensor.of(new long[] {0, 0, 0});
        assertThat(of(Metrics.rocAuc(), scores, none)).isNaN();
        assertThat(of(Metrics.averagePrecision(), scores, none)).isZero();
        Tensor two = Tensor.of(new float[] {1, 0, 0, 1, 1, 0}, 3, 2);
        assertThat(of(Metrics.matthewsCorrelation(), two, none)).isZero();
        assertThat(of(Metrics.rocAucOneVsRest(), two, none)).isNaN();
        Tensor zeros = Tensor.of(new float[] {1, 0, 1, 0, 1, 0}, 3, 2);
        assertThat(of(Metrics.cohenKappa(KappaWeights.NONE), zeros, none)).isNaN();
    }

    @Test
    void targetsBelowZeroDoNotCount() {
        Tensor scores = Tensor.of(new float[] {3, 1, Float.NaN, 2}, 4);
        Tensor target = Tensor.of(new long[] {1, 0, -1, 0});
        assertThat(of(Metrics.rocAuc(), scores, target)).isEqualTo(1);
        assertThat(of(Metrics.averagePrecision(), scores, target)).isEqualTo(1);
    }

    @Test
    void confusionsWithNanAreCountedApart() {
        ConfusionMatrix m = new ConfusionMatrix();
        m.add(Tensor.of(new float[] {1, 0, Float.NaN, 1, 0, Float.NaN}, 3, 2), Tensor.of(new long[] {0, 0, 1}));
        assertThat(m.counts()).isDeepEqualTo(new long[][] {{1, 0}, {0, 0}});
        assertThat(m.undecided()).isEqualTo(2);
        m.reset();
        assertThat(m.undecided()).isZero();
    }

    @Test
    void wrongTargetsAreExplained() {
        Metric auc = Metrics.rocAuc();
        assertThatThrownBy(() -> auc.add(Formula.scores(), Formula.classes()))
                .hasMessage(
                        "roc_auc: the output is [43, 4], the target [43]; class 1 of 2 needs scores [N, 2, ...], or [N, ...] of"
                                + " class 1 alone; use the one-vs-rest version");
        assertThatThrownBy(() -> auc.add(Formula.single(), Formula.classes()))
                .hasMessageContaining("class number 2 in the target");
        assertThatThrownBy(() -> auc.add(Formula.single(), Tensor.zeros(43).add(.3)))
                .hasMessageContaining("the target holds 0.3, expected class numbers");
        Metric ovr = Metrics.rocAucOneVsRest();
        ovr.add(Formula.scores(), Formula.classes());
        assertThatThrownBy(() -> ovr.add(Formula.twoScores(), Formula.decisions()))
                .hasMessageContaining("batches before had 4 classes, the output has 2");
    }
}
