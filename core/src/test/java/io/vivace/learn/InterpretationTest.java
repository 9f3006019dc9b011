package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.TensorBunch;
import io.vivace.memory.DType;
import io.vivace.metric.SegmentationMetrics;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Layers;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterpretationTest {
    private static Interpretation of(Tensor outputs, Tensor targets, Tensor losses, long... items) {
        return new Interpretation(new Predictions(outputs, targets, losses, Tensor.of(items)), List.of("a", "b", "c"));
    }

    @Test
    void lossesComeFromBothEnds() {
        float[] loss = {.5f, 2, Float.NaN, .1f};
        try (var seen = of(Tensor.zeros(4, 3), Tensor.of(new long[4]), Tensor.of(loss, 4), 7, 8, 9, 11)) {
            assertThat(seen.topLosses(3).stream().map(Interpretation.ItemLoss::item))
                    .containsExactly(9, 8, 7);
            assertThat(seen.topLosses(2, false))
                    .containsExactly(new Interpretation.ItemLoss(11, 3, .1f), new Interpretation.ItemLoss(7, 0, .5f));
        }
    }

    @Test
    void likeliestLabelsThatAreWrongComeBySureness() {
        Tensor outputs =
                Tensor.of(new float[] {.9f, .8f, 0, /**/ .2f, .7f, .1f, /**/ .3f, .2f, 1, /**/ .95f, 0, 0}, 4, 3);
        Tensor targets = Tensor.of(new float[] {0, 1, 0, /**/ 0, 1, 0, /**/ 1, 1, 0, /**/ 1, 0, 0}, 4, 3);
        try (var seen = of(outputs, targets, Tensor.zeros(4), 5, 6, 7, 8)) {
            var wrong = seen.topWrongLabels(10);
            assertThat(wrong).hasSize(2);
            assertThat(wrong.get(0)).isEqualTo(new Interpretation.WrongLabel(7, 2, 2, 1, 100));
            assertThat(wrong.get(1).item()).isEqualTo(5);
            assertThat(wrong.get(1).label()).isZero();
            assertThat(wrong.get(1).loss()).isCloseTo(-Math.log(.1), within(1e-5));
            assertThat(seen.topWrongLabels(1)).hasSize(1);
        }
        try (var classes = of(Tensor.zeros(2, 3), Tensor.of(new long[] {0, 1}), Tensor.zeros(2), 0, 1)) {
            assertThatThrownBy(() -> classes.topWrongLabels(1))
                    .hasMessageContaining("items can have several: the outputs are [2, 3], the targets [2]");
        }
    }

    /** Two pictures of two pixels: all right, and both pixels of class 1 taken for 2 and 1. */
    @Test
    void pixelsOfOneItemAreCountedApart() {
        Tensor outputs = Tensor.of(new float[] {1, 0, 0, 1, 0, 0, /**/ 0, 0, 0, 1, 1, 0}, 2, 3, 1, 2);
        Tensor targets = Tensor.of(new long[] {0, 1, /**/ 1, 1}, 2, 1, 2);
        try (var seen = of(outputs, targets, Tensor.zeros(2), 0, 1)) {
            assertThat(seen.confusionMatrix(0).normalized())
                    .isDeepEqualTo(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 0}});
            assertThat(seen.confusionMatrix(1).normalized())
                    .isDeepEqualTo(new double[][] {{0, 0, 0}, {0, .5, .5}, {0, 0, 0}});
            assertThat(seen.confusionMatrix().counts()).isDeepEqualTo(new long[][] {{1, 0, 0}, {0, 2, 1}, {0, 0, 0}});
        }
    }

    /** Pixels brighter than 0 are of class 1; two pictures are labelled the other way round. */
    @Test
    void picturesWithClassesForPixels() {
        Tensor x = Tensor.randn(new Rng(3), 12, 1, 4, 5);
        Tensor bright = x.gt(0).to(DType.I64).reshape(12, 4, 5);
        Tensor turned = Tensor.cat(
                0, bright.narrow(0, 0, 10), bright.narrow(0, 10, 2).mul(-1).add(1));
        var net = Layers.sequential(Conv2d.of(1, 2, 1));
        try (var data = TensorBunch.of(x, turned)
                        .valid(x, turned)
                        .batch(5)
                        .classes(List.of("dark", "bright"))
                        .build();
                var learn = Learner.of(data, net)
                        .metrics(SegmentationMetrics.meanIou(), SegmentationMetrics.dicePerImage())
                        .silent()
                        .build()) {
            learn.fit(60, 5e-2);
            try (var seen = learn.interpret()) {
                var worst = seen.topLosses(12);
                assertThat(worst.stream().limit(2).map(Interpretation.ItemLoss::item))
                        .containsExactlyInAnyOrder(10, 11);
                double[][] wrong = seen.confusionMatrix(worst.get(0).row()).normalized();
                double[][] right = seen.confusionMatrix(worst.get(11).row()).normalized();
                for (int c = 0; c < 2; c++) {
                    assertThat(wrong[c][c]).isLessThan(.25);
                    assertThat(right[c][c]).isGreaterThan(.75);
                }
                assertThat(seen.mostConfused(1)).hasSize(2);
            }
            assertThat(learn.validate().metrics().get("dice_per_image")).isBetween(.75, .85);
        }
    }
}
