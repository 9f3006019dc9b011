package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanvasTest {
    @TempDir
    Path dir;

    private static Image grey(int rows, int columns, int value) {
        byte[] px = new byte[rows * columns];
        Arrays.fill(px, (byte) value);
        return Image.of(Size.of(rows, columns), io.vivace.vision.image.Color.GREY, px);
    }

    private static Color at(Canvas c, int row, int column) {
        return new Color(c.drawn().getRGB(column, row));
    }

    private static int count(Canvas c, Color color) {
        int n = 0;
        for (int y = 0; y < c.drawn().getHeight(); y++) {
            for (int x = 0; x < c.drawn().getWidth(); x++) {
                n += at(c, y, x).equals(color) ? 1 : 0;
            }
        }
        return n;
    }

    @Test
    void placesAreThoseOfThePictureHoweverLargeItIsShown() {
        var small = new Canvas(grey(32, 32, 90));
        small.box(8, 4, 24, 28, Color.RED, "");
        // Enlarged four times: the left edge is at column 16, the lower one at row 96.
        assertThat(small.drawn().getWidth()).isEqualTo(128);
        assertThat(at(small, 64, 16)).isEqualTo(Color.RED);
        assertThat(at(small, 96, 60)).isEqualTo(Color.RED);
        assertThat(at(small, 64, 60)).isEqualTo(new Color(90, 90, 90));

        var large = new Canvas(grey(320, 640, 90));
        large.box(100, 200, 300, 600, Color.RED, "");
        // Reduced to half.
        assertThat(large.drawn().getHeight()).isEqualTo(160);
        assertThat(at(large, 100, 100)).isEqualTo(Color.RED);
        assertThat(at(large, 50, 200)).isEqualTo(Color.RED);
        assertThat(at(large, 100, 300)).isEqualTo(Color.RED);
        assertThat(at(large, 100, 200)).isEqualTo(new Color(90, 90, 90));
    }

    @Test
    void wordsAreWhiteWithBlackAroundThemWhateverIsBehind() {
        for (int behind : new int[] {0, 128, 255}) {
            var plain = new Canvas(grey(128, 128, behind));
            int white = count(plain, Color.WHITE);
            int black = count(plain, Color.BLACK);
            var c = new Canvas(grey(128, 128, behind));
            c.box(40, 20, 100, 110, Color.GREEN, "dog 0.9");

            if (behind != 255) {
                assertThat(count(c, Color.WHITE)).as("white on " + behind).isGreaterThan(white + 50);
            }
            if (behind != 0) {
                assertThat(count(c, Color.BLACK)).as("black on " + behind).isGreaterThan(black + 100);
            }
        }
    }

    @Test
    void whatLeavesThePictureIsNoError() {
        var c = new Canvas(grey(20, 20, 0));
        c.box(-50, -50, 500, 10, Color.RED, "a long name of a thing that is not there");
        c.point(-3, 400, Color.RED);
        c.line(-10, -10, 1e6, 1e6, Color.BLUE);

        assertThat(count(c, Color.BLUE)).isGreaterThan(100);
    }

    @Test
    void pointsAndLinesAreWhereTheySay() {
        var c = new Canvas(grey(64, 64, 200));
        c.point(10, 50, Color.MAGENTA);
        c.line(40, 10, 40, 60, Color.BLUE);

        assertThat(at(c, 20, 100)).isEqualTo(Color.MAGENTA);
        assertThat(at(c, 80, 60)).isEqualTo(Color.BLUE);
        assertThat(at(c, 60, 60)).isEqualTo(new Color(200, 200, 200));
    }

    @Test
    void masksColourTheirPixelsHalf() {
        var c = new Canvas(grey(2, 2, 100));
        c.mask(new int[] {0, 1, -1, 21});

        Color first = Canvas.color(0);
        assertThat(at(c, 10, 10).getRed()).isBetween((100 + first.getRed()) / 2 - 2, (100 + first.getRed()) / 2 + 2);
        assertThat(at(c, 100, 10)).isEqualTo(new Color(100, 100, 100));
        assertThat(at(c, 100, 100)).isEqualTo(at(c, 10, 100));
        assertThatThrownBy(() -> c.mask(new int[3])).hasMessageContaining("3 pixels does not fit a picture of 2x2");
    }

    @Test
    void gridsShowWhatWasDrawn() throws IOException {
        var c = new Canvas(grey(128, 128, 0));
        c.box(32, 32, 96, 96, Color.YELLOW, "");
        var grid = new ImageGrid();
        grid.add(c, "one box", ImageGrid.Mark.RIGHT);
        grid.writePng(dir.resolve("grid.png"));

        Image i = ImageReader.of(io.vivace.vision.image.Color.RGB).read(dir.resolve("grid.png"));
        assertThat(i.at(10 + 32, 10 + 64, 0)).isEqualTo(255);
        assertThat(i.at(10 + 32, 10 + 64, 1)).isEqualTo(255);
        assertThat(i.at(10 + 32, 10 + 64, 2)).isZero();
    }
}
