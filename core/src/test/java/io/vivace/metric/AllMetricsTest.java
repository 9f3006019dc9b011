package io.vivace.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every metric: batches make no difference, NaN is not hidden, and errors name the metric. */
class AllMetricsTest {
    private Scope scope;

    /** A metric with something to count. */
    record Case(Supplier<Metric> make, Supplier<Tensor> output, Supplier<Tensor> target) {
        @Override
        public String toString() {
            return make.get().name();
        }
    }

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    static Stream<Case> metrics() {
        return Stream.of(classes(), two(), labels(), numbers(), pictures(), pixels(), texts())
                .flatMap(s -> s);
    }

    private static Stream<Case> classes() {
        return Stream.<Supplier<Metric>>of(
                        Metrics::accuracy,
                        Metrics::errorRate,
                        () -> Metrics.topK(2),
                        () -> Metrics.precision(Average.MACRO),
                        () -> Metrics.recall(Average.WEIGHTED),
                        () -> Metrics.fBeta(2, Average.MICRO),
                        Metrics::matthewsCorrelation,
                        () -> Metrics.cohenKappa(KappaWeights.QUADRATIC),
                        Metrics::rocAucOneVsRest,
                        SegmentationMetrics::meanIou,
                        () -> SegmentationMetrics.iou(3),
                        () -> SegmentationMetrics.foregroundAccuracy(2),
                        TextMetrics::perplexity)
                .map(m -> new Case(m, Formula::scores, Formula::classes));
    }

    private static Stream<Case> two() {
        return Stream.<Supplier<Metric>>of(
                        Metrics::precision,
                        Metrics::rocAuc,
                        Metrics::averagePrecision,
                        SegmentationMetrics::dice,
                        SegmentationMetrics::dicePerImage,
                        SegmentationMetrics::iouPerImage)
                .flatMap(m -> Stream.of(
                        new Case(m, Formula::twoScores, Formula::decisions),
                        new Case(m, Formula::single, Formula::decisions)));
    }

    private static Stream<Case> labels() {
        return Stream.<Supplier<Metric>>of(
                        () -> Metrics.accuracyThreshold(.4),
                        () -> Metrics.multiLabelFBeta(2, .2, true),
                        () -> Metrics.multiLabelFBeta(2, .3, true, Average.MICRO),
                        () -> Metrics.multiLabelFBeta(2, .3, true, Average.MACRO),
                        Metrics::multiLabelAveragePrecision)
                .map(m -> new Case(m, Formula::scores, Formula::labels));
    }

    private static Stream<Case> numbers() {
        return Stream.<Supplier<Metric>>of(
                        RegressionMetrics::mae,
                        RegressionMetrics::mse,
                        RegressionMetrics::rmse,
                        RegressionMetrics::msle,
                        RegressionMetrics::expRmspe,
                        RegressionMetrics::r2,
                        RegressionMetrics::explainedVariance,
                        RegressionMetrics::pearson,
                        ImageMetrics::psnr)
                .map(m -> new Case(m, Formula::predicted, Formula::measured));
    }

    private static Stream<Case> pictures() {
        return Stream.<Supplier<Metric>>of(ImageMetrics::ssim, () -> ImageMetrics.psnrPerImage(1))
                .map(m -> new Case(m, Formula::noisy, Formula::pictures));
    }

    private static Stream<Case> pixels() { // [6, 4, 7] beside [6, 7], some not counted
        Supplier<Tensor> scores =
                () -> Formula.scores().narrow(0, 0, 42).reshape(6, 7, 4).permute(0, 2, 1);
        Supplier<Tensor> classes = () -> {
            long[] all = Formula.classes().narrow(0, 0, 42).toLongArray();
            for (int i = 3; i < all.length; i += 5) {
                all[i] = -1;
            }
            return Tensor.of(all, 6, 7);
        };
        return Stream.<Supplier<Metric>>of(
                        Metrics::accuracy,
                        Metrics::rocAucOneVsRest,
                        () -> SegmentationMetrics.iou(1),
                        TextMetrics::perplexity)
                .map(m -> new Case(m, scores, classes));
    }

    private static Stream<Case> texts() { // 7 texts of 6 words
        return Stream.of(new Case(
                () -> new Bleu().upTo(2).padding(-1),
                () -> Formula.scores().narrow(0, 0, 42).reshape(7, 6, 4),
                () -> Formula.classes().narrow(0, 0, 42).reshape(7, 6)));
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void batchesMakeNoDifference(Case c) {
        Tensor output = c.output.get();
        Tensor target = c.target.get();
        Metric metric = c.make.get();
        assertThat(metric.value()).isNaN();
        metric.add(output, target);
        double whole = metric.value();
        assertThat(whole).isFinite().isNotZero();
        for (int size : new int[] {1, 2, 3, 7, 19, 42}) {
            metric.reset();
            assertThat(metric.value()).isNaN();
            for (long from = 0; from < output.size(0); from += size) {
                long n = Math.min(size, output.size(0) - from);
                metric.add(output.narrow(0, from, n), List.of(target.narrow(0, from, n)));
            }
            assertThat(metric.value()).as("in batches of " + size).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void nanIsNotHidden(Case c) {
        Tensor output = c.output.get();
        for (long at : new long[] {0, output.elements() / 2, output.elements() - 1}) {
            float[] values = output.toFloatArray();
            values[(int) at] = Float.NaN;
            Tensor broken = Tensor.of(values, output.shape().toArray());
            Tensor target = c.target.get();
            if (isIgnored(c, at)) {
                continue;
            }
            Metric metric = c.make.get();
            metric.add(broken, target);
            assertThat(metric.value()).as("NaN at " + at).isNaN();
            metric.reset();
            metric.add(output, target);
            assertThat(metric.value()).as("after a reset").isFinite();
        }
    }

    /** Foreground accuracy leaves items of class 2 out, whatever their scores. */
    private static boolean isIgnored(Case c, long at) {
        return c.toString().equals("foreground_acc")
                && Formula.classes().toLongArray()[(int) (at / Formula.CLASSES)] == 2;
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void wrongShapesNameTheMetricAndBothShapes(Case c) {
        Metric metric = c.make.get();
        Tensor target = Tensor.zeros(5, 3, 2);
        assertThatThrownBy(() -> metric.add(c.output.get(), target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(metric.name() + ": ")
                .hasMessageContaining("[5, 3, 2]");
    }
}
