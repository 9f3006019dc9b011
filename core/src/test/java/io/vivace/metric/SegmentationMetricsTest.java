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

class SegmentationMetricsTest {
    private static final Offset<Double> CLOSE = within(1e-12);
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

    @Test
    void publishedDice() {
        Tensor pairs = Tensor.of(PAIRS, 5, 2);
        Tensor target = Tensor.of(new long[] {1, 0, 1, 0, 1});
        assertThat(of(SegmentationMetrics.dice(), pairs, target)).isCloseTo(2 / 3.0, CLOSE);
        assertThat(of(SegmentationMetrics.dicePerImage(), pairs, target)).isCloseTo(.6, CLOSE);
        Tensor said = Tensor.of(new float[] {1, -1, 1, 1}, 1, 1, 2, 2);
        Tensor is = Tensor.of(new float[] {1, 1, 0, 1}, 1, 1, 2, 2);
        assertThat(of(SegmentationMetrics.dice(), said, is)).isCloseTo(2 / 3.0, CLOSE);
        assertThat(of(SegmentationMetrics.dicePerImage(), said, is)).isCloseTo(2 / 3.0, CLOSE);
        assertThat(of(SegmentationMetrics.iouPerImage(), said, is)).isCloseTo(.5, CLOSE);
    }

    /** Three pictures of four pixels: two of three found, nothing there and nothing said, one said where there is none. */
    @Test
    void picturesCountAlike() {
        Tensor said = Tensor.of(new float[] {1, 1, -1, 1, -1, -1, -1, -1, -1, -1, -1, 1}, 3, 1, 2, 2);
        Tensor is = Tensor.of(new long[] {1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 3, 1, 2, 2);
        assertThat(of(SegmentationMetrics.dicePerImage(), said, is)).isCloseTo((4 / 6.0 + 1 + 0) / 3, CLOSE);
        assertThat(of(SegmentationMetrics.iouPerImage(), said, is)).isCloseTo((2 / 4.0 + 1 + 0) / 3, CLOSE);
        assertThat(of(SegmentationMetrics.dice(), said, is)).isCloseTo(4 / 7.0, CLOSE);
        Tensor both = Tensor.cat(1, said.neg(), said);
        assertThat(of(SegmentationMetrics.dicePerImage(), both, is)).isCloseTo((4 / 6.0 + 1 + 0) / 3, CLOSE);
        assertThat(of(SegmentationMetrics.dice(), both.channelsLast(), is.squeeze(1)))
                .isCloseTo(4 / 7.0, CLOSE);
    }

    @Test
    void classesThatDoNotOccurAreLeftOut() {
        Tensor scores = Tensor.of(new float[] {1, 0, 0, 0, 1, 0, 0, 1, 0}, 3, 3);
        Tensor target = Tensor.of(new long[] {0, 0, 1});
        assertThat(of(SegmentationMetrics.meanIou(), scores, target)).isCloseTo((.5 + .5) / 2, CLOSE);
        assertThat(of(SegmentationMetrics.iou(2), scores, target)).isNaN();
        Tensor nothing = Tensor.of(new float[] {-1, -1}, 2);
        assertThat(of(SegmentationMetrics.dice(), nothing, Tensor.of(new long[] {0, 0})))
                .isNaN();
    }

    @Test
    void unknownPixelsDoNotCount() {
        Tensor scores = Tensor.of(new float[] {1, 0, 1, 0, 0, 1, 0, 1}, 4, 2);
        Tensor target = Tensor.of(new long[] {0, 11, 1, 0});
        assertThat(of(SegmentationMetrics.foregroundAccuracy(11), scores, target))
                .isCloseTo(2 / 3.0, CLOSE);
        assertThat(of(SegmentationMetrics.foregroundAccuracy(0), scores, Tensor.of(new long[] {0, 0, 1, 0})))
                .isEqualTo(1);
    }

    @Test
    void wrongArgumentsAreExplained() {
        assertThatThrownBy(() -> SegmentationMetrics.dice().add(Formula.scores(), Formula.classes()))
                .hasMessage(
                        "dice: the output is [43, 4], the target [43]; class 1 of 2 needs scores [N, 2, ...], or [N, ...] of"
                                + " class 1 alone; for several classes use meanIou() or iou(c)");
        assertThatThrownBy(() -> SegmentationMetrics.iou(4).add(Formula.scores(), Formula.classes()))
                .hasMessage("iou_4: class 4 is looked for, the output has scores of 4 classes, 0 to 3");
        assertThatThrownBy(() -> SegmentationMetrics.iou(-1)).hasMessageContaining("got -1");
    }
}
