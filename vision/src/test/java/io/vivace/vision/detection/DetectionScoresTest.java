package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.detection.DetectionScores.Curve;
import io.vivace.vision.detection.Thing.Note;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionScoresTest {
    private static final Size PICTURE = Size.of(200, 200);

    /** Seed, VOC at eleven points and as area, COCO's mean, at .5, at .75, small, medium, large; from an independent program. */
    private static final double[][] RANDOM = {
        {1, 0.5524399843, 0.5285186044, 0.2697866215, 0.5140871230, 0.2409240924, 0.3371837184, 0.2416671905, Double.NaN
        },
        {2, 0.3095238095, 0.2761904762, 0.1469464089, 0.2732201792, 0.0823825240, 0.3762376238, 0.1229372937, Double.NaN
        },
        {3, 0.2661227661, 0.2350427350, 0.1860258169, 0.2622505108, 0.2360521766, 0.0000000000, 0.2198592716, 0.8},
        {4, 0.1821152704, 0.1888032991, 0.0965095774, 0.1879084967, 0.0824435385, 0.0336633663, 0.2335658566, Double.NaN
        },
        {5, 0.2454545455, 0.2428030303, 0.1385245191, 0.2257975798, 0.1254446278, 0.1125852585, 0.1585849180, 0.9},
        {6, 0.3088782562, 0.2899248120, 0.0971737174, 0.2850568390, 0.0398889889, 0.1477447745, 0.1260726073, Double.NaN
        },
        {7, 0.2439874940, 0.2102439741, 0.1559300765, 0.2139190109, 0.2009534287, 0.0224422442, 0.2924477448, Double.NaN
        },
        {8, 0.1313131313, 0.1230158730, 0.0769201920, 0.1208120812, 0.0892089209, 0.0128712871, 0.1139902562, Double.NaN
        }
    };

    @Test
    void randomPicturesAgreeWithAnIndependentProgram() {
        for (double[] expected : RANDOM) {
            DetectionScores s = random((long) expected[0]);
            DetectionScores.Coco c = s.coco();
            double[] got = {
                s.voc(.5, Curve.ELEVEN_POINTS),
                s.voc(.5, Curve.AREA),
                c.mean(),
                c.half(),
                c.threeQuarters(),
                c.small(),
                c.medium(),
                c.large()
            };
            for (int i = 0; i < got.length; i++) {
                assertThat(got[i]).as("seed %s, number %d", expected[0], i).isEqualTo(expected[i + 1], within(1e-9));
            }
        }
    }

    /** Twelve pictures with things of three classes, some difficult or crowds, and finds near them, with equal scores. */
    private static DetectionScores random(long seed) {
        var draw = new Draw(seed);
        var scores = new DetectionScores(3);
        for (int p = 0; p < 12; p++) {
            List<Thing> truth = new ArrayList<>();
            for (int k = draw.below(5); k > 0; k--) {
                Box b = draw.box();
                int label = draw.below(3);
                int note = draw.below(8);
                truth.add(Thing.of(b, label, note == 0 ? Note.DIFFICULT : note == 1 ? Note.CROWD : Note.USUAL));
            }
            List<Thing> found = new ArrayList<>();
            for (int k = draw.below(9); k > 0; k--) {
                Box b;
                int label;
                if (!truth.isEmpty() && draw.next() < .7) {
                    Thing near = truth.get(draw.below(truth.size()));
                    b = draw.near(near.box());
                    label = draw.next() < .8 ? near.label() : draw.below(3);
                } else {
                    b = draw.box();
                    label = draw.below(3);
                }
                found.add(Thing.found(b, label, draw.below(20) / 20.0));
            }
            scores.add(new Boxes(PICTURE, truth), new Boxes(PICTURE, found));
        }
        return scores;
    }

    /** The numbers of C's old rand, which other programs can draw, too. */
    private static final class Draw {
        private long state;

        Draw(long seed) {
            state = seed;
        }

        double next() {
            state = (state * 1103515245 + 12345) % (1L << 31);
            return state / (double) (1L << 31);
        }

        int below(int n) {
            return (int) (next() * n);
        }

        Box box() {
            int top = below(60);
            int left = below(60);
            int height = 4 + below(100);
            int width = 4 + below(100);
            return new Box(top, left, top + height - 1, left + width - 1);
        }

        Box near(Box b) {
            int[] d = new int[4];
            for (int i = 0; i < 4; i++) {
                d[i] = below(9) - 4;
            }
            double top = b.top() + d[0];
            double left = b.left() + d[1];
            return new Box(top, left, Math.max(b.bottom() + d[2], top + 1), Math.max(b.right() + d[3], left + 1));
        }
    }

    @Test
    void onePictureByHand() {
        var scores = new DetectionScores(1);
        Box a = new Box(0, 0, 9, 9);
        Box b = new Box(50, 50, 59, 59);
        scores.add(
                Boxes.of(PICTURE, Thing.of(a, 0), Thing.of(b, 0)),
                Boxes.of(
                        PICTURE,
                        Thing.found(a, 0, .9),
                        Thing.found(new Box(100, 100, 109, 109), 0, .8),
                        Thing.found(a, 0, .7), // a second time: wrong
                        Thing.found(b, 0, .6)));
        // right, wrong, wrong, right: recall .5 at precision 1, recall 1 at precision .5
        assertThat(scores.voc(.5, Curve.AREA)).isEqualTo(.75, within(1e-12));
        assertThat(scores.voc(.5, Curve.ELEVEN_POINTS)).isEqualTo((6 + 5 * .5) / 11, within(1e-12));
        assertThat(scores.coco().mean()).isEqualTo((51 + 50 * .5) / 101, within(1e-9));
    }

    @Test
    void difficultThingsAndCrowdsAreNeitherRightNorWrong() {
        var scores = new DetectionScores(2);
        Box hard = new Box(0, 0, 99, 99);
        Box plain = new Box(100, 100, 149, 149);
        scores.add(
                Boxes.of(PICTURE, Thing.of(hard, 0, Note.DIFFICULT), Thing.of(plain, 0), Thing.of(hard, 1, Note.CROWD)),
                Boxes.of(
                        PICTURE,
                        Thing.found(hard, 0, .9),
                        Thing.found(plain, 0, .5),
                        Thing.found(new Box(0, 0, 49, 49), 1, .9)));
        assertThat(scores.vocByClass(.5, Curve.AREA)[0]).isEqualTo(1);
        assertThat(scores.vocByClass(.5, Curve.AREA)[1]).as("no thing to find").isNaN();
        assertThat(scores.coco().mean()).isEqualTo(1, within(1e-9));
    }

    @Test
    void nothingThereIsNaNAndNothingFoundIsZero() {
        var scores = new DetectionScores(1);
        assertThat(scores.voc(.5, Curve.AREA)).isNaN();
        assertThat(scores.coco().mean()).isNaN();
        scores.add(Boxes.of(PICTURE, Thing.of(new Box(0, 0, 9, 9), 0)), Boxes.of(PICTURE));
        assertThat(scores.voc(.5, Curve.AREA)).isZero();
        assertThat(scores.coco().mean()).isZero();
        scores.reset();
        assertThat(scores.pictures()).isZero();
    }

    @Test
    void mistakesAreExplained() {
        var scores = new DetectionScores(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores.add(Boxes.of(PICTURE), Boxes.of(Size.of(1, 1))))
                .withMessageContaining("the same");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scores.add(Boxes.of(PICTURE, Thing.of(Box.NONE, 1)), Boxes.of(PICTURE)))
                .withMessageContaining("class 1");
    }

    @Test
    void asAMetricItCountsBatches() {
        try (var scope = Scope.open()) {
            Anchors anchors = Anchors.grids(2);
            SsdDecoder decoder = SsdDecoder.of(s -> anchors, 2);
            var metrics = List.of(
                    MeanPrecision.voc(decoder, 2),
                    MeanPrecision.vocElevenPoints(decoder, 2),
                    MeanPrecision.coco(decoder, 2));
            float[] said = new float[2 * 4 * 7];
            java.util.Arrays.fill(said, -9);
            for (int at : new int[] {0, 7 * 5}) { // first anchor of the first picture, second of the other
                java.util.Arrays.fill(said, at, at + 4, 0);
                said[at + 4 + (at == 0 ? 0 : 1)] = 5;
            }
            Tensor output = Tensor.of(said, 2, 4, 7);
            Size shown = Size.of(100, 100);
            List<Tensor> targets = Truths.collate(List.of(
                    Boxes.of(shown, Thing.of(new Box(0, 0, 50, 50), 0)),
                    Boxes.of(shown, Thing.of(new Box(50, 50, 99, 99), 1))));
            for (MeanPrecision m : metrics) {
                m.add(output, targets);
                assertThat(m.value()).as(m.name()).isEqualTo(.5, within(1e-6));
                m.reset();
                assertThat(m.value()).isNaN();
                said[3] = Float.NaN;
                m.add(Tensor.of(said, 2, 4, 7), targets);
                assertThat(m.value()).as("a NaN was among the outputs").isNaN();
                said[3] = 0;
                m.reset();
                m.add(output, targets);
                assertThat(m.value()).isEqualTo(.5, within(1e-6));
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> metrics.get(0).add(output, targets.get(0)))
                    .withMessageContaining("four targets");
        }
    }
}
