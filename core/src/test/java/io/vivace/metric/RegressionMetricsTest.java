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

class RegressionMetricsTest {
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

    private static double of(Metric metric) {
        return of(metric, Formula.predicted(), Formula.measured());
    }

    private static double of(Metric metric, float[] output, float[] target) {
        return of(metric, Tensor.of(output, output.length), Tensor.of(target, target.length));
    }

    @Test
    void scikitLearnsValues() {
        assertThat(of(RegressionMetrics.mae())).isCloseTo(0.19658430232558138, CLOSE);
        assertThat(of(RegressionMetrics.mse())).isCloseTo(0.0516357421875, CLOSE);
        assertThat(of(RegressionMetrics.rmse())).isCloseTo(0.2272349933163904, CLOSE);
        assertThat(of(RegressionMetrics.msle())).isCloseTo(0.0030598474213159948, CLOSE);
        assertThat(of(RegressionMetrics.expRmspe())).isCloseTo(0.23610416185357302, CLOSE);
        assertThat(of(RegressionMetrics.r2())).isCloseTo(0.9394507182943792, CLOSE);
        assertThat(of(RegressionMetrics.explainedVariance())).isCloseTo(0.9397927429611858, CLOSE);
        assertThat(of(RegressionMetrics.pearson())).isCloseTo(0.9696890657936373, CLOSE);
    }

    @Test
    void publishedValues() {
        float[] output = {.1f, .2f, .3f, .4f, .5f};
        float[] target = {.12f, .17f, .25f, .44f, .56f};
        assertThat(of(RegressionMetrics.explainedVariance(), output, target)).isCloseTo(.9374, within(5e-5));
        assertThat(of(RegressionMetrics.r2(), output, target)).isCloseTo(.9351, within(5e-5));
    }

    @Test
    void undefinedCasesAreAsScikitLearnHasThem() {
        float[] ones = {1, 1, 1};
        assertThat(of(RegressionMetrics.r2(), ones, ones)).isEqualTo(1);
        assertThat(of(RegressionMetrics.explainedVariance(), ones, ones)).isEqualTo(1);
        float[] other = {1, 1, 2};
        assertThat(of(RegressionMetrics.r2(), other, ones)).isZero();
        assertThat(of(RegressionMetrics.explainedVariance(), other, ones)).isZero();
        float[] moved = {2, 2, 2};
        assertThat(of(RegressionMetrics.r2(), moved, ones)).isZero();
        assertThat(of(RegressionMetrics.explainedVariance(), moved, ones)).isEqualTo(1);
        assertThat(of(RegressionMetrics.r2(), new float[] {2}, new float[] {3})).isNaN();
        assertThat(of(RegressionMetrics.explainedVariance(), new float[] {2}, new float[] {3}))
                .isEqualTo(1);
        assertThat(of(RegressionMetrics.pearson(), ones, other)).isNaN();
        assertThat(of(RegressionMetrics.r2(), new float[] {Float.NaN, 1}, new float[] {1, 1}))
                .isNaN();
    }

    @Test
    void largeMeansDoNotSwallowSmallDifferences() {
        int n = 10_000;
        float[] x = new float[n];
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = 1e6f + i % 7;
            y[i] = 1e6f + (i + i / 7 % 2) % 7;
        }
        float[] a = new float[n];
        float[] b = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = x[i] - 1e6f;
            b[i] = y[i] - 1e6f;
        }
        assertThat(of(RegressionMetrics.r2(), x, y)).isCloseTo(of(RegressionMetrics.r2(), a, b), within(1e-9));
        assertThat(of(RegressionMetrics.pearson(), x, y))
                .isCloseTo(of(RegressionMetrics.pearson(), a, b), within(1e-9));
    }

    @Test
    void axesOfSizeOneMakeNoDifferenceOthersDo() {
        Tensor column = Tensor.arange(6).reshape(6, 1);
        assertThat(of(RegressionMetrics.mae(), column, Tensor.arange(6).reshape(1, 6)))
                .isZero();
        assertThatThrownBy(() -> RegressionMetrics.mae()
                        .add(Tensor.arange(6).reshape(2, 3), Tensor.arange(6).reshape(3, 2)))
                .hasMessage("mae: the output is [2, 3], the target [3, 2]; there must be one number in the target for"
                        + " each of the output, in the same order");
    }
}
