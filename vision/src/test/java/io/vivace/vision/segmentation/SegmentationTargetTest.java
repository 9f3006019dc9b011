package io.vivace.vision.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import io.vivace.metric.ConfusionMatrix;
import io.vivace.metric.Metric;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.Canvas;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import io.vivace.vision.transform.Transforms;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SegmentationTargetTest {
    private static final SegmentationTarget THREE = new SegmentationTarget(List.of("a", "b", "void"), 2, false);
    private static final SegmentationTarget BINARY = new SegmentationTarget(List.of("no", "yes"), -1, true);
    private static final Size SIZE = Size.of(2, 2);

    private static Mask mask(int... classes) {
        byte[] c = new byte[classes.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = (byte) classes[i];
        }
        return new Mask(SIZE, c);
    }

    @Test
    void voidPixelsNeitherTrainNorCount() {
        try (var scope = Scope.open()) {
            // scores of three classes: pixels say a, b, b, void
            Tensor output = Tensor.of(new float[] {2, 0, 0, 0, /**/ 0, 2, 2, 0, /**/ 0, 0, 0, 2}, 1, 3, 2, 2);
            List<Tensor> target = THREE.collate(List.of(mask(0, 1, 0, 2)));
            double right = -Math.log(Math.exp(2) / (Math.exp(2) + 2));
            double wrong = -Math.log(1 / (Math.exp(2) + 2));
            assertThat((double) THREE.loss().of(output, target).item())
                    .isCloseTo((2 * right + wrong) / 3, offset(1e-6));
            List<Metric> metrics = THREE.metrics();
            metrics.forEach(m -> m.add(output, target));
            assertThat(metrics).extracting(Metric::name).containsExactly("foreground_acc", "mean_iou");
            assertThat(metrics.get(0).value()).isCloseTo(2 / 3.0, offset(1e-12));
            assertThat(metrics.get(1).value()).isCloseTo((1 / 2.0 + 1 / 2.0) / 2, offset(1e-12));
        }
    }

    /** A class that is said where something else is known counts as a mistake there, but has no score of its own if it is void. */
    @Test
    void theVoidClassHasNoPartInTheMean() {
        try (var scope = Scope.open()) {
            Tensor output = Tensor.of(new float[] {2, 0, 0, 0, /**/ 0, 2, 0, 0, /**/ 0, 0, 2, 2}, 1, 3, 2, 2);
            Metric iou = THREE.metrics().get(1);
            iou.add(output, THREE.collate(List.of(mask(0, 1, 0, 2))));
            assertThat(iou.value()).isCloseTo((1 / 2.0 + 1) / 2, offset(1e-12));
        }
    }

    @Test
    void likeliestClassesAreSaid() {
        try (var scope = Scope.open()) {
            Tensor scores = Tensor.of(new float[] {2, 0, 0, 0, /**/ 0, 2, 2, 0, /**/ 0, 0, 0, 2}, 3, 2, 2);
            assertThat(THREE.decode(scores, SIZE)).isEqualTo(mask(0, 1, 1, 2));
            Tensor sure = Tensor.of(new float[] {0.4f, 0.5f, 0.6f, 0}, 1, 2, 2);
            assertThat(BINARY.decode(sure, SIZE)).isEqualTo(mask(0, 1, 1, 0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> THREE.decode(sure, SIZE))
                    .withMessageContaining("expected [3, 2, 2]");
        }
    }

    /** Recipe F2: predictions 1011, targets 1101: 2·2/6. */
    @Test
    void binaryMasksAreJudgedByDice() {
        try (var scope = Scope.open()) {
            Tensor output = Tensor.of(new float[] {1, -1, 1, 1}, 1, 1, 2, 2);
            List<Tensor> target = BINARY.collate(List.of(mask(1, 1, 0, 1)));
            List<Metric> metrics = BINARY.metrics();
            metrics.forEach(m -> m.add(output, target));
            assertThat(metrics.get(0).value()).isEqualTo(0.5);
            assertThat(metrics.get(1).name()).isEqualTo("dice");
            assertThat(metrics.get(1).value()).isCloseTo(0.666667, offset(1e-6));
            assertThat((double) BINARY.loss().of(output, target).item()).isPositive();
        }
    }

    @Test
    void whatIsSaidIsPutBackIntoTheFilesPicture() {
        // the middle of a wide picture, twice as large
        var framing =
                Transforms.none().resize(Resize.CROP).border(Border.REFLECT).framing(Size.of(4, 4));
        var sketch = framing.sketch(Size.of(2, 6));
        Mask said = new Mask(Size.of(4, 4), new byte[] {0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0});
        assertThat(THREE.placed(said, sketch).classes()).containsExactly(2, 2, 0, 1, 2, 2, 2, 2, 1, 0, 2, 2);
        assertThat(BINARY.placed(said, sketch).classes()).containsExactly(0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0);
        Mask whole = new Mask(Size.of(2, 6), new byte[] {2, 2, 0, 1, 2, 2, 2, 2, 1, 0, 2, 2});
        assertThat(THREE.transform(whole, sketch)).isEqualTo(said);
    }

    /** Where a picture is made three times smaller, its mask has the middle pixel of each 3×3. */
    @Test
    void smallerMasksHaveMiddlePixels() {
        byte[] c = new byte[9 * 12];
        for (int i = 0; i < c.length; i++) {
            c[i] = (byte) i;
        }
        var sketch = Transforms.none().framing(Size.of(3, 4)).sketch(Size.of(9, 12));
        List<String> classes =
                IntStream.range(0, c.length).mapToObj(i -> "class " + i).toList();
        Mask small = new SegmentationTarget(classes, -1, false).transform(new Mask(Size.of(9, 12), c), sketch);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(small.at(row, column)).isEqualTo((3 * row + 1) * 12 + 3 * column + 1);
            }
        }
    }

    @Test
    void targetsAreMadeAgain() {
        assertThat(THREE.plan().build()).isEqualTo(THREE);
        assertThat(BINARY.plan().build()).isEqualTo(BINARY);
    }

    @Test
    void masksAreToldAndDrawn() {
        assertThat(THREE.text(mask(0, 1, 1, 1))).isEqualTo("b 75%, a 25%");
        var canvas = new Canvas(Image.of(SIZE, Color.GREY, new byte[4]));
        THREE.draw(canvas, mask(0, 1, 1, 2));
        assertThat(mask(0, 1, 1, 3).counts()).containsExactly(1, 2, 0, 1);
        assertThat(mask(0, 1, 1, 3).at(1, 0)).isEqualTo(1);
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SegmentationTarget(List.of("a"), 1, false))
                .withMessageContaining("one of the 1 classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SegmentationTarget(List.of("a", "b", "c"), -1, true))
                .withMessageContaining("binary masks have two classes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SegmentationTarget(List.of(), -1, false))
                .withMessageContaining("1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Mask(SIZE, new byte[3]))
                .withMessageContaining("has 4 classes, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mask.of(Image.of(SIZE, Color.RGB, new byte[12])))
                .withMessageContaining("grey");
    }

    @Test
    void confusionLeavesVoidOutAndKnowsBinaryMasks() {
        try (var scope = Scope.open()) {
            var three = new ConfusionMatrix();
            Tensor scores = Tensor.of(new float[] {2, 0, 0, 0, /**/ 0, 2, 2, 0, /**/ 0, 0, 0, 2}, 1, 3, 2, 2);
            THREE.count(three, scores, THREE.collate(List.of(mask(0, 1, 0, 2))));
            assertThat(three.counts()).isDeepEqualTo(new long[][] {{1, 1, 0}, {0, 1, 0}, {0, 0, 0}});
            var two = new ConfusionMatrix();
            Tensor yes = Tensor.of(new float[] {.9f, .6f, .2f, .1f}, 1, 1, 2, 2);
            BINARY.count(two, yes, BINARY.collate(List.of(mask(1, 0, 0, 1))));
            assertThat(two.counts()).isDeepEqualTo(new long[][] {{1, 1}, {1, 1}});
        }
    }
}
