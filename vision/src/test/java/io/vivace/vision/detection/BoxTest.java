package io.vivace.vision.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.vision.detection.Thing.Note;
import io.vivace.vision.image.Size;
import org.junit.jupiter.api.Test;

class BoxTest {
    @Test
    void filesOfBothKindsNameTheSamePixels() {
        Box car = Box.ofColumnsFirst(155, 96, 196, 174);
        assertThat(car).isEqualTo(new Box(96, 155, 269, 350)).isEqualTo(Box.ofVoc(156, 97, 351, 270));
        assertThat(car.toColumnsFirst()).containsExactly(155, 96, 196, 174);
        assertThat(car.area()).isEqualTo(196 * 174);
    }

    @Test
    void aBoxOfOnePixelHasOne() {
        Box one = new Box(3, 4, 3, 4);
        assertThat(one.height()).isEqualTo(1);
        assertThat(one.area()).isEqualTo(1);
        assertThat(one.iou(new Box(3, 4, 3, 5))).isEqualTo(0.5);
        assertThat(one.iou(new Box(4, 4, 4, 4))).isZero();
    }

    @Test
    void sharedPixelsAreCounted() {
        Box a = new Box(0, 0, 3, 3);
        Box b = new Box(2, 2, 5, 5);
        assertThat(a.shared(b)).isEqualTo(4);
        assertThat(a.iou(b)).isEqualTo(4 / 28.0, within(1e-12));
        assertThat(new Box(5, 5, 2, 2).area()).isZero();
    }

    @Test
    void edgesAreScaledNotPixels() {
        assertThat(new Box(0, 0, 3, 5).scaled(2, 0.5)).isEqualTo(new Box(0, 0, 7, 2));
        assertThat(new Box(1, 1, 2, 2).moved(3, -1)).isEqualTo(new Box(4, 0, 5, 1));
        assertThat(new Box(-4, 2, 9, 30).clipped(Size.of(8, 10))).isEqualTo(new Box(0, 2, 7, 9));
        assertThat(new Box(20, 0, 30, 5).clipped(Size.of(8, 10)).area()).isZero();
    }

    @Test
    void endlessEdgesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Box(0, 0, Double.NaN, 1))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Thing.of(Box.NONE, -1))
                .withMessageContaining("from 0");
    }

    @Test
    void theLargestIsByTheLessonsRule() {
        Thing small = Thing.of(new Box(0, 0, 3, 3), 0);
        Thing wide = Thing.of(new Box(0, 0, 1, 9), 1);
        Thing alike = Thing.of(new Box(9, 9, 10, 18), 2);
        Thing hard = Thing.of(new Box(0, 0, 20, 20), 3, Note.DIFFICULT);
        var boxes = Boxes.of(Size.of(30, 30), small, wide, alike, hard);
        assertThat(boxes.largest()).contains(small); // 9 and 9: the first of equals, though the second has more pixels
        assertThat(Boxes.of(Size.of(30, 30), hard).largest()).isEmpty();
        assertThat(boxes.onlyLargest().things()).containsExactly(small);
    }
}
