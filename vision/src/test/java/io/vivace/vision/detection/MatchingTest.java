package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The lesson's example: a chair, a dining table and a sofa. */
class MatchingTest {
    private static final float[] THINGS = {
        .6786f, .4866f, .9911f, .6250f, .7098f, .0848f, .9911f, .5491f, .5134f, .8304f, .6696f, .9063f
    };

    @Test
    void overlapsOfTheLesson() {
        float[] anchors = Anchors.grids(4).corners();
        double[][] rows = {
            {0, .0091, .0922, 0, 0, .0315, .3985, 0},
            {.0356, .0549, .0103, 0, .2598, .4538, .0653, 0},
            {0, 0, 0, .1897, 0, 0, 0, 0}
        };
        for (int t = 0; t < 3; t++) {
            for (int a = 0; a < 8; a++) {
                assertThat(Overlap.iou(THINGS, 4 * t, anchors, 4 * (a + 8)))
                        .isEqualTo((float) rows[t][a], within(1e-4f));
                assertThat(Overlap.iou(THINGS, 4 * t, anchors, 4 * a)).isZero();
            }
        }
    }

    @Test
    void matchesOfTheLesson() {
        Matching m = Matching.of(THINGS, Anchors.grids(4).corners(), 0.4);
        double[] overlap = {.0356, .0549, .0922, 1.99, .2598, 1.99, 1.99, 0};
        for (int a = 0; a < 8; a++) {
            assertThat(m.overlap()[a + 8]).isEqualTo((float) overlap[a], within(1e-4f));
        }
        assertThat(Arrays.copyOfRange(m.thing(), 8, 16)).containsExactly(1, 1, 0, 2, 1, 1, 0, 0);
        assertThat(IntStream.range(0, 16).filter(m::counts)).containsExactly(11, 13, 14);
        assertThat(m.count()).isEqualTo(3);
    }

    @Test
    void theLaterThingTakesTheAnchorAndTheThresholdIsNotReachedByEquality() {
        float[] things = {0, 0, .25f, .25f, 0, 0, .24f, .25f};
        Matching m = Matching.of(things, Anchors.grids(4).corners(), 0.4);
        assertThat(m.thing()[0]).isEqualTo(1);
        assertThat(m.count()).isEqualTo(1);
        float[] half = {0, 0, .25f, .5f};
        Matching two = Matching.of(half, Anchors.grids(4).corners(), 0.5);
        assertThat(two.overlap()[1]).isEqualTo(.5f);
        assertThat(two.counts(0)).as("forced").isTrue();
        assertThat(two.counts(1)).as("equal to the threshold").isFalse();
        assertThat(Matching.of(half, Anchors.grids(4).corners(), 0.49).count()).isEqualTo(2);
    }

    @Test
    void nothingMatchesNothing() {
        assertThat(Matching.of(new float[0], Anchors.grids(4).corners(), 0.4).count())
                .isZero();
    }
}
