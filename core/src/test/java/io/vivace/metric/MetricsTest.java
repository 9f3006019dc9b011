package io.vivace.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final float[] PAIRS = {.4f, .6f, .3f, .7f, .2f, .8f, .6f, .4f, .9f, .1f};

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

    private static Tensor pairs() {
        return Tensor.of(PAIRS, 5, 2);
    }

    private static Tensor classes(long... c) {
        return Tensor.of(c);
    }

    @Test
    void publishedValues() {
        Tensor target = classes(1, 0, 1, 0, 1);
        assertThat(of(Metrics.accuracy(), pairs(), target)).isEqualTo(.6);
        assertThat(of(Metrics.errorRate(), pairs(), target)).isEqualTo(.4);
        Tensor oneHot = Tensor.of(new float[] {0, 1, 1, 0, 0, 1, 1, 0, 0, 1}, 5, 2);
        assertThat(of(Metrics.accuracyThreshold(.65, false), pairs(), oneHot)).isEqualTo(.4);
        Tensor scores = Tensor.of(new float[] {.6f, .8f, .2f, .4f, .9f}, 1, 5);
        Tensor labels = Tensor.of(new float[] {1, 0, 0, 1, 1}, 1, 5);
        assertThat(of(Metrics.multiLabelFBeta(2, .5, false), scores, labels)).isCloseTo(2 / 3.0, within(1e-8));
    }

    @Test
    void sigmoidComesBeforeTheThresholdUnlessSwitchedOff() {
        Tensor logits = Tensor.of(new float[] {0.3f, -0.3f}, 1, 2);
        Tensor labels = Tensor.of(new float[] {1, 0}, 1, 2);
        assertThat(of(Metrics.accuracyThreshold(.5), logits, labels)).isEqualTo(1);
        assertThat(of(Metrics.accuracyThreshold(.5, false), logits, labels)).isEqualTo(.5);
    }

    @Test
    void topKCountsRanksAndTakesTheFirstOfEquals() {
        Tensor scores = Tensor.of(new float[] {1, 2, 3, 3, 0, /**/ 5, 5, 5, 5, 5}, 2, 5);
        assertThat(of(Metrics.topK(1), scores, classes(2, 0))).isEqualTo(1);
        assertThat(of(Metrics.topK(1), scores, classes(3, 1))).isEqualTo(0);
        assertThat(of(Metrics.topK(2), scores, classes(3, 1))).isEqualTo(1);
        assertThat(of(Metrics.topK(3), scores, classes(0, 3))).isEqualTo(0);
        assertThat(of(Metrics.topK(4), scores, classes(0, 3))).isEqualTo(.5 + .5);
    }

    @Test
    void pixelsCountAsItemsDo() {
        // [N=1, C=2, H=1, W=3]
        Tensor scores = Tensor.of(new float[] {1, 0, 1, 0, 1, 0}, 1, 2, 1, 3);
        assertThat(of(Metrics.accuracy(), scores, Tensor.of(new long[] {0, 1, 1}, 1, 1, 3)))
                .isCloseTo(2 / 3.0, within(1e-12));
        assertThat(of(Metrics.accuracy(), scores.channelsLast(), Tensor.of(new long[] {0, -100, 1}, 1, 1, 3)))
                .as("targets below 0 do not count")
                .isEqualTo(.5);
    }

    @Test
    void classesBecomeOneNumber() {
        // actual 0 0 0 1 1 2, predicted 0 0 1 1 2 2
        Tensor scores = oneHot(0, 0, 1, 1, 2, 2);
        Tensor target = classes(0, 0, 0, 1, 1, 2);
        assertThat(of(Metrics.precision(Average.MACRO), scores, target)).isCloseTo((1 + .5 + .5) / 3, within(1e-12));
        assertThat(of(Metrics.recall(Average.MACRO), scores, target)).isCloseTo((2 / 3.0 + .5 + 1) / 3, within(1e-12));
        assertThat(of(Metrics.recall(Average.WEIGHTED), scores, target))
                .isCloseTo((2 / 3.0 * 3 + .5 * 2 + 1) / 6, within(1e-12));
        assertThat(of(Metrics.precision(Average.MICRO), scores, target)).isCloseTo(4 / 6.0, within(1e-12));
        double f0 = 2 * 1 * (2 / 3.0) / (1 + 2 / 3.0);
        double f2 = 2 * .5 * 1 / 1.5;
        assertThat(of(Metrics.fBeta(1, Average.MACRO), scores, target)).isCloseTo((f0 + .5 + f2) / 3, within(1e-12));
    }

    private static Tensor oneHot(int... predicted) {
        float[] v = new float[predicted.length * 3];
        for (int i = 0; i < predicted.length; i++) {
            v[i * 3 + predicted[i]] = 1;
        }
        return Tensor.of(v, predicted.length, 3);
    }

    @Test
    void twoClassesAreScoredByClassOne() {
        Tensor target = classes(1, 0, 1, 0, 1); // predicted 1 1 1 0 0: 2 hits, 1 false alarm, 1 missed
        assertThat(of(Metrics.precision(), pairs(), target)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(of(Metrics.recall(), pairs(), target)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(of(Metrics.fBeta(2), pairs(), target)).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(of(Metrics.recall(), pairs(), classes(0, 0, 0, 0, 0)))
                .as("nothing to find")
                .isZero();
    }

    @Test
    void batchesMakeNoDifference() {
        List<Supplier<Metric>> all = List.of(
                Metrics::accuracy,
                Metrics::errorRate,
                () -> Metrics.topK(2),
                () -> Metrics.precision(Average.MACRO),
                () -> Metrics.recall(Average.WEIGHTED),
                () -> Metrics.fBeta(2, Average.MICRO));
        Tensor output = Tensor.randn(new Rng(1), 37, 4);
        long[] target = new long[37];
        Rng rng = new Rng(2);
        for (int i = 0; i < target.length; i++) {
            target[i] = rng.nextInt(4);
        }
        for (Supplier<Metric> make : all) {
            sameForAnySplit(make, output, Tensor.of(target));
        }
        Tensor labels = Tensor.rand(new Rng(3), 37, 4).round();
        sameForAnySplit(() -> Metrics.accuracyThreshold(.4), output, labels);
        sameForAnySplit(() -> Metrics.multiLabelFBeta(2, .4, true), output, labels);
    }

    private static void sameForAnySplit(Supplier<Metric> make, Tensor output, Tensor target) {
        Metric metric = make.get();
        double whole = of(metric, output, target);
        assertThat(whole).isStrictlyBetween(0.0, 1.0);
        for (int size : new int[] {1, 5, 36}) {
            metric.reset();
            assertThat(metric.value()).isNaN();
            for (int from = 0; from < 37; from += size) {
                int n = Math.min(size, 37 - from);
                metric.add(output.narrow(0, from, n), List.of(target.narrow(0, from, n)));
            }
            assertThat(metric.value())
                    .as("%s in batches of %d", metric.name(), size)
                    .isEqualTo(whole);
        }
    }

    @Test
    void confusionsAreCountedAndSorted() {
        ConfusionMatrix m = new ConfusionMatrix();
        m.add(oneHot(0, 1, 1, 2, 1, 0), classes(0, 0, 0, 0, 1, 2));
        assertThat(m.counts()).isDeepEqualTo(new long[][] {{1, 2, 1}, {0, 1, 0}, {1, 0, 0}});
        assertThat(m.normalized()[0]).containsExactly(.25, .5, .25);
        assertThat(m.mostConfused(1))
                .containsExactly(
                        new ConfusionMatrix.Confusion(0, 1, 2),
                        new ConfusionMatrix.Confusion(0, 2, 1),
                        new ConfusionMatrix.Confusion(2, 0, 1));
        assertThat(m.mostConfused(2)).hasSize(1);
        m.reset();
        assertThat(m.classes()).isZero();
    }

    @Test
    void wrongShapesAreExplained() {
        assertThatThrownBy(() -> Metrics.accuracy().add(pairs(), classes(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accuracy: the output [5, 2] has 5 positions")
                .hasMessageContaining("the target [2] has 2 class numbers");
        assertThatThrownBy(() -> Metrics.accuracy().add(pairs(), classes(0, 0, 0, 0, 2)))
                .hasMessageContaining("class number 2 in the target")
                .hasMessageContaining("2 classes, 0 to 1");
        assertThatThrownBy(() -> Metrics.accuracyThreshold(.5).add(pairs(), classes(1, 0, 1, 0, 1)))
                .hasMessageContaining("both must be [N, C]");
        assertThatThrownBy(() -> Metrics.precision().add(oneHot(1), classes(1)))
                .hasMessageContaining("the output is [1, 3]")
                .hasMessageContaining("class 1 of 2 needs scores [N, 2, ...]")
                .hasMessageContaining("choose Average.MACRO");
        assertThatThrownBy(() -> Metrics.topK(0)).hasMessageContaining("at least 1, got 0");
        assertThatThrownBy(() -> Metrics.accuracy().add(pairs(), List.of())).hasMessageContaining("no target");
    }

    @Test
    void means() {
        WeightedMean mean = new WeightedMean();
        assertThat(mean.value()).isNaN();
        mean.add(1, 3);
        mean.add(5, 1);
        assertThat(mean.value()).isEqualTo(2);
        SmoothedMean smooth = new SmoothedMean(.98);
        assertThat(smooth.value()).isNaN();
        assertThat(smooth.add(1)).isCloseTo(1, within(1e-12));
        assertThat(smooth.add(2)).isCloseTo(1.50505, within(1e-5));
        assertThat(smooth.add(3)).isCloseTo(2.01347, within(1e-5));
        assertThatThrownBy(() -> new SmoothedMean(1)).hasMessageContaining("below 1, got 1.0");
    }
}
