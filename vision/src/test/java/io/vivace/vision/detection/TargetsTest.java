package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.memory.Shape;
import io.vivace.metric.Metric;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Target;
import io.vivace.vision.TargetPlan;
import io.vivace.vision.detection.Thing.Note;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Sketch;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "fox");
    private static final Size SMALL = Size.of(64, 128);

    @Test
    void theJointLossOfTheRecipe() {
        try (var scope = Scope.open()) {
            Size shown = Size.square(224);
            var target = OneThing.painted(java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> "c" + i)
                    .toList());
            List<Tensor> targets = target.collate(List.of(Boxes.of(shown, Thing.of(new Box(96, 155, 269, 350), 7))));
            Tensor loss = target.loss().of(Tensor.zeros(1, 24), targets);
            assertThat((double) loss.item()).isEqualTo(173.414645, within(2e-5));
        }
    }

    /** Values of the same loss written in PyTorch, on pictures that are not square. */
    @Test
    void theJointLossAndItsGradient() {
        try (var scope = Scope.open()) {
            var target = OneThing.painted(List.of("a", "b", "c", "d"));
            List<Tensor> targets = target.collate(List.of(
                    Boxes.of(SMALL, Thing.of(new Box(10, 20, 90, 110), 1)),
                    Boxes.of(SMALL, Thing.of(new Box(0, 0, 59, 99), 3)),
                    Boxes.of(SMALL, Thing.of(new Box(30, 5, 40, 50), 0))));
            float[] v = new float[24];
            for (int i = 0; i < 24; i++) {
                v[i] = (float) (2 * Math.sin(i * .7 + .3) - Math.cos(i * .013));
            }
            Tensor out = Tensor.of(v, 3, 8).requiresGrad();
            Tensor loss = target.loss().of(out, targets);
            loss.backward();
            float[] g = out.grad().toFloatArray();
            double weighted = 0;
            for (int i = 0; i < 24; i++) {
                weighted += g[i] * Math.sin(i);
            }
            assertThat((double) loss.item()).isEqualTo(67.05095086037454, within(1e-4));
            assertThat(weighted).isEqualTo(0.7534256330474896, within(1e-5));
            assertThat(target.loss().ofItems(out, targets).shape()).isEqualTo(Shape.of(3));
            for (Metric m : target.metrics()) {
                m.add(out, targets);
            }
            assertThat(target.metrics()).extracting(Metric::name).containsExactly("accuracy", "pixels");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> target.loss().of(out, targets.subList(0, 1)))
                    .withMessageContaining("three targets");
        }
    }

    @Test
    void boxAndClassAreReadOffTheOutput() {
        try (var scope = Scope.open()) {
            var target = OneThing.painted(CLASSES);
            Boxes b = target.decode(Tensor.of(new float[] {0, 0, 9, 9, 1, 3, 2}, 7), SMALL);
            Thing t = b.things().get(0);
            assertThat(t.label()).isEqualTo(1);
            assertThat(t.score()).isEqualTo(0.665241, within(1e-6));
            assertThat(t.box().top()).isEqualTo(32);
            assertThat(t.box().left()).isEqualTo(64);
            assertThat(t.box().bottom()).isEqualTo(63.99, within(1e-2));
            assertThat(target.text(b)).isEqualTo("dog 0.67");
            assertThat(target.agrees(b, Boxes.of(SMALL, Thing.of(Box.NONE, 1)))).isTrue();
            var box = OneBox.painted();
            assertThat(box.decode(Tensor.of(new float[] {1, 2, 3, 4}, 4), SMALL)
                            .things()
                            .get(0)
                            .box())
                    .isEqualTo(new Box(1, 2, 3, 4));
            assertThat(box.text(Boxes.of(SMALL, Thing.of(new Box(1, 2, 3, 4), 0))))
                    .isEqualTo("1 2 3 4");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> box.collate(List.of(Boxes.of(SMALL))))
                    .withMessageContaining("has no thing");
        }
    }

    @Test
    void batchesOfManyThingsAreFilledUpInFront() {
        try (var scope = Scope.open()) {
            var target = ManyThings.painted(CLASSES);
            List<Boxes> values = List.of(
                    Boxes.of(
                            SMALL,
                            Thing.of(new Box(0, 0, 32, 64), 0, Note.DIFFICULT),
                            Thing.of(new Box(16, 32, 64, 128), 2)),
                    Boxes.of(SMALL),
                    Boxes.of(SMALL, Thing.of(new Box(8, 8, 16, 16), 0)));
            List<Tensor> t = target.collate(values);
            assertThat(t.get(0).shape()).isEqualTo(Shape.of(3, 2, 4));
            assertThat(t.get(0).toFloatArray())
                    .startsWith(0, 0, .5f, .5f, .25f, .25f, 1, 1)
                    .endsWith(.125f, .0625f, .25f, .125f);
            assertThat(t.get(1).toLongArray()).containsExactly(0, 2, -1, -1, -1, 0);
            assertThat(t.get(2).toLongArray()).containsExactly(1, 0, 0, 0, 0, 0);
            assertThat(t.get(3).toFloatArray()).containsExactly(64, 128, 64, 128, 64, 128);
            Truths truths = Truths.of(t);
            for (int i = 0; i < 3; i++) {
                assertThat(truths.all(i)).isEqualTo(values.get(i));
            }
            assertThat(truths.labels(0)).containsExactly(2);
            assertThat(target.collate(List.of(Boxes.of(SMALL))).get(0).shape()).isEqualTo(Shape.of(1, 1, 4));
            assertThatIllegalStateException().isThrownBy(target::loss).withMessageContaining("net.loss()");
        }
    }

    @Test
    void boxesFollowTheirPictures() {
        Boxes value = Boxes.of(
                SMALL,
                Thing.of(new Box(8, 16, 15, 31), 0),
                Thing.of(new Box(0, 100, 3, 127), 1),
                Thing.of(new Box(60, 0, 63, 4), 2));
        var half = new Sketch(SMALL, Size.of(32, 64), Size.of(32, 64), Border.REFLECT);
        half.flipHorizontally();
        Boxes cut = ManyThings.clipped(CLASSES, .5).transform(value, half);
        assertThat(cut.picture()).isEqualTo(Size.of(32, 64));
        assertThat(cut.things().get(0).box()).isEqualTo(new Box(4, 48, 7, 55));
        assertThat(cut.things()).hasSize(3);
        // painted without their last row and column: rows 8 to 14 and columns 16 to 30 of the picture
        Boxes painted = ManyThings.painted(CLASSES).transform(value, half);
        assertThat(painted.things().get(0).box().top()).isEqualTo(4);
        assertThat(painted.things().get(0).box().right()).isEqualTo(55);
        assertThat(painted.things().get(0).box().bottom()).isBetween(6d, 7d);
        assertThat(ManyThings.clipped(CLASSES, 0)
                        .placed(cut, half)
                        .things()
                        .get(0)
                        .box())
                .isEqualTo(new Box(8, 16, 15, 31));
    }

    @Test
    void whatNoAnchorCanOverlapIsNotTrainedOn() {
        try (var scope = Scope.open()) {
            Boxes value = Boxes.of(
                    SMALL,
                    Thing.of(Box.ofColumnsFirst(60, 50, 20, .8), 0),
                    Thing.of(new Box(50, 60, 60, 60), 1),
                    Thing.of(new Box(16, 32, 48, 96), 2));
            Truths truths = Truths.of(ManyThings.clipped(CLASSES, 0).collate(List.of(value)));
            assertThat(truths.labels(0)).containsExactly(2);
            assertThat(truths.boxes(0)).containsExactly(.25f, .25f, .75f, .75f);
            assertThat(truths.all(0).things()).as("known nevertheless").hasSize(3);
        }
    }

    @Test
    void boxesOfAPictureOfAnotherSizeAreRefused() {
        Boxes value = Boxes.of(Size.of(375, 500), Thing.of(new Box(8, 16, 150, 310), 0));
        for (Size is : List.of(Size.of(188, 250), Size.of(500, 375))) { // scaled, turned
            var sketch = new Sketch(is, Size.square(64), Size.square(64), Border.REFLECT);
            for (Target<Boxes> target : List.of(
                    OneBox.painted(),
                    OneThing.clipped(CLASSES),
                    ManyThings.painted(CLASSES),
                    ManyThings.clipped(CLASSES, .5))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> target.transform(value, sketch))
                        .withMessageContaining("375x500")
                        .withMessageContaining(is.toString());
            }
        }
    }

    @Test
    void whatIsNoNumberIsNoThing() {
        try (var scope = Scope.open()) {
            for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                Boxes box = OneBox.painted().decode(Tensor.of(new float[] {1, bad, 3, 4}, 4), SMALL);
                assertThat(box).isEqualTo(Boxes.of(SMALL));
                assertThat(OneBox.painted().text(box)).isEqualTo("nothing");
                var target = OneThing.painted(CLASSES);
                for (int at : new int[] {2, 5}) {
                    float[] said = {0, 0, 9, 9, 1, 3, 2};
                    said[at] = bad;
                    Boxes thing = target.decode(Tensor.of(said, 7), SMALL);
                    assertThat(thing).isEqualTo(Boxes.of(SMALL));
                    assertThat(target.text(thing)).isEqualTo("nothing");
                    assertThat(target.agrees(thing, Boxes.of(SMALL, Thing.of(Box.NONE, 1))))
                            .isFalse();
                }
            }
            float[] two = {Float.NaN, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9, 0};
            assertThat(SsdDecoder.of(s -> Anchors.grids(List.of(Size.of(1, 2))), 1)
                            .decode(Tensor.of(two, 2, 6), SMALL)
                            .things())
                    .hasSize(1);
        }
    }

    @Test
    void whatLeavesThePictureIsGoneOrZeros() {
        Boxes value = Boxes.of(SMALL, Thing.of(new Box(0, 100, 20, 127), 1), Thing.of(new Box(10, 10, 30, 50), 2));
        var left = new Sketch(SMALL, SMALL, Size.of(64, 64), Border.REFLECT);
        left.cropAt(0, 0);
        assertThat(ManyThings.painted(CLASSES).transform(value, left).things())
                .extracting(Thing::label)
                .containsExactly(2);
        assertThat(ManyThings.clipped(CLASSES, 0).transform(value, left).things())
                .extracting(Thing::label)
                .containsExactly(2);
        assertThat(OneThing.painted(CLASSES).transform(value, left).things().get(0))
                .isEqualTo(Thing.of(Box.NONE, 1));
        assertThat(OneBox.clipped().transform(value, left).things().get(0).box())
                .isEqualTo(Box.NONE);
        var narrow = new Sketch(SMALL, SMALL, Size.of(64, 30), Border.REFLECT);
        narrow.cropAt(0, 0);
        assertThat(ManyThings.clipped(CLASSES, .4)
                        .transform(value, narrow)
                        .things()
                        .get(0)
                        .box())
                .isEqualTo(new Box(10, 10, 30, 29));
        assertThat(ManyThings.clipped(CLASSES, .6).transform(value, narrow).things())
                .as("20 of 41 columns are left")
                .isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManyThings.clipped(CLASSES, 2))
                .withMessageContaining("0 to 1");
    }

    @Test
    void targetsAreMadeAgainFromTheirPlans() {
        assertThat(new TargetPlan("things", CLASSES, java.util.Map.of()).build())
                .isInstanceOf(ManyThings.class);
        assertThat(OneThing.painted(CLASSES).plan().build().outputs()).isEqualTo(7);
        assertThat(OneBox.painted().plan().build()).isInstanceOf(OneBox.class);
    }
}
