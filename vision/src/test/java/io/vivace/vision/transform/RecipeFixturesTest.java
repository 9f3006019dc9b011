package io.vivace.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Size;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where things go, in the coordinates −1 to 1 that fastai 1 gives its matrices in; half a side of the frame below is 30 and 50 pixels. */
class RecipeFixturesTest {
    private static final Size FRAME = Size.of(60, 100);

    /** {@return x and y that are seen at x and y} */
    private static double[] seen(Consumer<Sketch> change, double x, double y) {
        var s = new Sketch(FRAME, FRAME, FRAME, Border.REFLECT);
        change.accept(s);
        double[] p = s.mapping().toPicture(30 + 30 * y, 50 + 50 * x);
        return new double[] {(p[1] - 50) / 50, (p[0] - 30) / 30};
    }

    private static void sees(Consumer<Sketch> change, double x, double y, double seenX, double seenY) {
        double[] p = seen(change, x, y);
        assertThat(p[0]).isCloseTo(seenX, within(1e-9));
        assertThat(p[1]).isCloseTo(seenY, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"2,0.5,0.5", "1.25,0,1", "1.1,0.25,0.75", "0.8,1,0"})
    void zoomsScaleByTheInverseAndMoveToTheirPoint(double s, double row, double column) {
        double dx = (1 - 1 / s) * (2 * column - 1);
        double dy = (1 - 1 / s) * (2 * row - 1);

        sees(k -> k.zoom(s, row, column), 0.5, -0.7, 0.5 / s + dx, -0.7 / s + dy);
    }

    @Test
    void rotationsHaveTheirMatrixScaledToTheShapeOfTheFrame() {
        double a = Math.toRadians(30);
        double ratio = 60 / 100.0;

        sees(
                k -> k.bend(new double[] {Math.cos(a), -Math.sin(a), 0, Math.sin(a), Math.cos(a), 0, 0, 0, 1}),
                0.4,
                -0.3,
                Math.cos(a) * 0.4 - Math.sin(a) * ratio * -0.3,
                Math.sin(a) / ratio * 0.4 + Math.cos(a) * -0.3);
    }

    @Test
    void squishesScaleColumnsUpToOneAndRowsAbove() {
        sees(k -> k.bend(Squish.matrix(0.8)), 0.5, 0.5, 0.4, 0.5);
        sees(k -> k.bend(Squish.matrix(1.25)), 0.5, 0.5, 0.5, 0.4);
    }

    @Test
    void flipsAndSymmetriesChangeSignsAndThenAxes() {
        sees(Sketch::flipHorizontally, 0.5, 0.25, -0.5, 0.25);
        sees(Sketch::flipVertically, 0.5, 0.25, 0.5, -0.25);
    }

    @Test
    void symmetricWarpsMoveTheCornersOfThePicture() {
        double[] m = {0.1, 0.2, -0.1, 0.15};
        Consumer<Sketch> warp = k -> Corners.move(k, Warp.corners(m));

        sees(warp, -1 - m[3], -1 - m[1], -1, -1);
        sees(warp, -1 - m[2], 1 + m[1], -1, 1);
        sees(warp, 1 + m[3], -1 - m[0], 1, -1);
        sees(warp, 1 + m[2], 1 + m[0], 1, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "0,-1.3,-1,-1,-1", "1,-1,-1.3,-1,-1", "2,-1.3,1,-1,1", "3,-1,1.3,-1,1",
        "4,1.3,-1,1,-1", "5,1,-1.3,1,-1", "6,1.3,1,1,1", "7,1,1.3,1,1"
    })
    void skewsMoveOneCornerAlongOneAxis(int direction, double x, double y, double cornerX, double cornerY) {
        Consumer<Sketch> skew = k -> Corners.move(k, Skew.corners(direction, 0.3));

        sees(skew, x, y, cornerX, cornerY);
        sees(skew, -cornerX, -cornerY, -cornerX, -cornerY);
    }

    @ParameterizedTest
    @CsvSource({
        "0,1,-1.2,1,-1,1,1.2,1,1", "1,-1,-1.2,-1,-1,-1,1.2,-1,1",
        "2,-1.2,1,-1,1,1.2,1,1,1", "3,-1.2,-1,-1,-1,1.2,-1,1,-1"
    })
    void tiltsMoveTheTwoCornersOfASide(
            int direction, double x, double y, double cx, double cy, double x2, double y2, double cx2, double cy2) {
        Consumer<Sketch> tilt = k -> Corners.move(k, Tilt.corners(direction, 0.2));

        sees(tilt, x, y, cx, cy);
        sees(tilt, x2, y2, cx2, cy2);
        sees(tilt, -cx, -cy, -cx, -cy);
    }

    @ParameterizedTest
    @CsvSource({"60,100,50,0,0,0,0", "64,70,60,0.5,1,2,10", "64,70,60,0.99,0.999,4,10", "60,60,60,1,1,0,0"})
    void cutsBeginAtTheWholePartOfTheSparePlacesAndOne(
            int h, int w, int size, double row, double column, int top, int left) {
        var s = new Sketch(Size.of(h, w), Size.of(h, w), Size.square(size), Border.ZERO);
        s.cropAt(row, column);

        assertThat(s.mapping().toPicture(0, 0)).containsExactly(top, left);
    }

    @Test
    void randomCutsOfTheOldVersionLeaveOutTheLastPlace() {
        var s = new Sketch(Size.of(64, 70), Size.of(64, 70), Size.square(60), Border.ZERO);
        s.cropAt(0, false, 0.9999, 0.9999);

        assertThat(s.mapping().toPicture(0, 0)).containsExactly(3, 9);
    }

    @ParameterizedTest
    @CsvSource({"10,7,2", "11,7,2", "12,7,3", "224,299,38"})
    void middlesBeginAtHalfTheSpareRoundedUp(int have, int want, int top) {
        if (want > have) {
            var missing = new Sketch(Size.square(have), Size.square(have), Size.square(want), Border.ZERO);
            assertThat(missing.mapping().toPicture(0, 0)).containsExactly(-top, -top);
        } else {
            var spare = new Sketch(Size.square(have), Size.square(have), Size.square(want), Border.ZERO);
            assertThat(spare.mapping().toPicture(0, 0)).containsExactly(top, top);
        }
    }
}
