package io.vivace.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MappingTest {
    private static Sketch plain(int rows, int columns) {
        Size s = Size.of(rows, columns);
        return new Sketch(s, s, s, Border.REFLECT);
    }

    private static double[] box(double... edges) {
        return edges;
    }

    // ---------------------------------------------------------------------------------------------- points

    @Test
    void nothingNotedLeavesPlacesAlone() {
        Mapping m = plain(30, 40).mapping();

        assertThat(m.toPicture(3.5, 7.25)).containsExactly(3.5, 7.25);
        assertThat(m.toResult(3.5, 7.25)).containsExactly(3.5, 7.25);
        assertThat(m.box(box(1, 2, 3, 4))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void flipsAndTranspositionMovePointsAsTheyMovePixels() {
        Sketch s = plain(10, 10);
        s.transpose();
        s.flipHorizontally();

        // Row 2, column 3 goes to row 3, column 2 and then to column 7, counted in pixels.
        assertThat(s.mapping().toResult(2.5, 3.5)).containsExactly(3.5, 7.5);
        assertThat(s.mapping().toPicture(3.5, 7.5)).containsExactly(2.5, 3.5);
    }

    @Test
    void scalesAndCutsMovePointsByHand() {
        // 100x200 is scaled to 50x100, of which rows 10 to 40 and columns 30 to 70 are cut out of the middle.
        var s = new Sketch(Size.of(100, 200), Size.of(50, 100), Size.of(30, 40), Border.REFLECT);

        assertThat(s.mapping().toResult(60, 100)).containsExactly(20, 20);
        assertThat(s.mapping().toPicture(0, 0)).containsExactly(20, 60);
    }

    @Test
    void zoomsAndQuarterTurnsMovePointsByHand() {
        Sketch zoomed = plain(40, 40);
        zoomed.zoom(2, 0, 1);
        assertThat(zoomed.mapping().toResult(5, 30)).containsExactly(10, 20);

        Sketch turned = plain(40, 40);
        turned.bend(new double[] {0, -1, 0, 1, 0, 0, 0, 0, 1});
        double[] p = turned.mapping().toResult(10, 35);
        assertThat(p[0]).isCloseTo(5, within(1e-9));
        assertThat(p[1]).isCloseTo(10, within(1e-9));
    }

    @Test
    void thereAndBackIsTheSamePlace() {
        for (int seed = 0; seed < 300; seed++) {
            Mapping m = RandomSketches.any(seed).mapping();
            var rng = new Rng(seed);
            double row = rng.uniform(0, m.result().height());
            double column = rng.uniform(0, m.result().width());
            double[] there = m.toPicture(row, column);
            double[] back = m.toResult(there[0], there[1]);
            assertThat(back[0]).as("seed " + seed).isCloseTo(row, within(1e-6));
            assertThat(back[1]).as("seed " + seed).isCloseTo(column, within(1e-6));
        }
    }

    @Test
    void displacedPointsAreFound() {
        Sketch s = plain(40, 60);
        float[] rows = new float[12];
        float[] columns = new float[12];
        var rng = new Rng(3);
        for (int i = 0; i < 12; i++) {
            rows[i] = (float) rng.uniform(-3, 3);
            columns[i] = (float) rng.uniform(-3, 3);
        }
        s.zoom(1.2, 0.3, 0.6);
        s.displace(Size.of(3, 4), rows, columns);
        Mapping m = s.mapping();
        for (int i = 0; i < 50; i++) {
            double row = rng.uniform(0, 40);
            double column = rng.uniform(0, 60);
            double[] there = m.toPicture(row, column);
            double[] back = m.toResult(there[0], there[1]);
            assertThat(back[0]).isCloseTo(row, within(1e-4));
            assertThat(back[1]).isCloseTo(column, within(1e-4));
        }
        // The middle of a cell moves by exactly its amount: cell 1,2 of 3x4 has its middle at row 20, column 37.5.
        Sketch alone = plain(40, 60);
        alone.displace(Size.of(3, 4), rows, columns);
        double[] moved = alone.mapping().toPicture(20, 37.5);
        assertThat(moved[0]).isCloseTo(20 + rows[6], within(1e-6));
        assertThat(moved[1]).isCloseTo(37.5 + columns[6], within(1e-6));
    }

    @Test
    void whatLiesBeyondTheHorizonIsFarAway() {
        Sketch s = plain(100, 100);
        s.bend(new double[] {1, 0, 0, 0, 1, 0, 0, 0.012, 1});
        double[] p = s.mapping().toResult(5000, 50);

        assertThat(Math.abs(p[0])).isGreaterThan(1e5).isLessThan(Double.POSITIVE_INFINITY);
    }

    // ---------------------------------------------------------------------------------------------- boxes

    @Test
    void boxesAreCutOffOrDroppedWhenTheyLeave() {
        var s = new Sketch(Size.square(100), Size.square(100), Size.of(100, 50), Border.ZERO);
        s.cropAt(0, 0);
        Mapping m = s.mapping();

        assertThat(m.box(box(10, 40, 20, 60))).containsExactly(10, 40, 20, 60);
        assertThat(m.box(box(10, 40, 20, 60), 0.5)).get().isEqualTo(box(10, 40, 20, 50));
        assertThat(m.box(box(10, 40, 20, 60), 0.51)).isEmpty();
        assertThat(m.box(box(10, 50, 20, 60), 0)).isEmpty();
        assertThat(m.box(box(10, 40, 10, 60), 0)).isEmpty();
        assertThat(m.box(box(10, 45, 20, 145), 0.1)).isEqualTo(Optional.empty());
    }

    @Test
    void paintedBoxesEndWithTheirLastPixel() {
        assertThat(plain(100, 100).mapping().paintedBox(box(10, 20, 30, 40))).containsExactly(10, 20, 29, 39);
        assertThat(plain(100, 100).mapping().paintedBox(box(10.9, 20, 11.2, 40)))
                .containsExactly(10, 20, 10, 39);
        assertThat(plain(100, 100).mapping().paintedBox(box(10, 20, 10, 40))).containsExactly(0, 0, 0, 0);
        assertThat(plain(100, 100).mapping().paintedBox(box(100, 20, 120, 40))).containsExactly(0, 0, 0, 0);
        Sketch flipped = plain(100, 100);
        flipped.flipHorizontally();
        assertThat(flipped.mapping().paintedBox(box(10, 20, 30, 40))).containsExactly(10, 60, 29, 79);
    }

    @Test
    void paintedBoxesAreWhatPaintingGives() {
        int left = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Mapping m = RandomSketches.any(seed).mapping();
            var rng = new Rng(seed + 7);
            Size p = m.picture();
            int top = rng.nextInt(p.height());
            int column = rng.nextInt(p.width());
            double[] b = box(
                    top, column, top + rng.nextInt(1 + p.height() - top), column + rng.nextInt(1 + p.width() - column));
            double[] wanted = byPainting(m, b);
            assertThat(m.paintedBox(b)).as("seed " + seed).isEqualTo(wanted);
            left += wanted[2] > 0 ? 1 : 0;
        }
        assertThat(left).isBetween(1000, 2990);
    }

    private static double[] byPainting(Mapping m, double[] b) {
        byte[] canvas = new byte[m.picture().height() * m.picture().width()];
        for (int r = (int) b[0]; r < b[2]; r++) {
            for (int c = (int) b[1]; c < b[3]; c++) {
                canvas[r * m.picture().width() + c] = 1;
            }
        }
        byte[] shown = m.mask(canvas, 0);
        double[] found = {1e9, 1e9, -1, -1};
        for (int i = 0; i < shown.length; i++) {
            if (shown[i] == 1) {
                int r = i / m.result().width();
                int c = i % m.result().width();
                found = box(Math.min(found[0], r), Math.min(found[1], c), Math.max(found[2], r), Math.max(found[3], c));
            }
        }
        return found[2] < 0 ? new double[4] : found;
    }

    // ---------------------------------------------------------------------------------------------- masks

    private static Image noise(Size s, long seed) {
        byte[] px = new byte[s.height() * s.width()];
        var rng = new Rng(seed);
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) rng.nextInt(256);
        }
        return Image.of(s, Color.GREY, px);
    }

    @Test
    void masksThatAreOnlyCutAndTurnedHaveThePixelsOfTheirPicture() {
        for (int seed = 0; seed < 200; seed++) {
            var rng = new Rng(seed);
            Size image = Size.of(5 + rng.nextInt(30), 5 + rng.nextInt(30));
            Size out = Size.square(4 + rng.nextInt(40));
            var s = new Sketch(image, image, out, Border.values()[seed % 4]);
            s.cropAt(rng.nextInt(5), rng.chance(0.5), rng.nextDouble(), rng.nextDouble());
            new Dihedral().draw(rng, s);
            Image picture = noise(image, seed);

            assertThat(s.mapping().mask(picture.pixels()))
                    .as("seed " + seed)
                    .isEqualTo(s.moved(picture).pixels());
        }
    }

    @Test
    void outsideOfThePictureIsWhatYouSay() {
        var s = new Sketch(Size.square(2), Size.square(2), Size.square(4), Border.REFLECT);
        byte[] labels = {1, 2, 3, 4};

        assertThat(s.mapping().mask(labels, 255))
                .containsExactly(-1, -1, -1, -1, -1, 1, 2, -1, -1, 3, 4, -1, -1, -1, -1, -1);
        assertThat(s.mapping().mask(labels)).containsExactly(1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4);
        assertThatThrownBy(() -> s.mapping().mask(new byte[3], 0)).hasMessageContaining("2x2 pixels, got 3 labels");
    }

    @Test
    void masksComeBackToTheirPicture() {
        var s = new Sketch(Size.of(40, 60), Size.of(80, 120), Size.of(80, 100), Border.ZERO);
        s.cropAt(0.5, 0);
        s.flipHorizontally();
        byte[] labels = noise(Size.of(40, 60), 9).pixels();

        byte[] back = s.mapping().maskToPicture(s.mapping().mask(labels, 0), 7);
        for (int i = 0; i < back.length; i++) {
            assertThat(back[i]).isEqualTo(i % 60 < 50 ? labels[i] : 7);
        }
    }
}
