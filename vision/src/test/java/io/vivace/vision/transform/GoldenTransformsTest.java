package io.vivace.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pictures that PyTorch 1.13 and torchvision made of the same numbers. */
class GoldenTransformsTest {
    private static Image picture(int rows, int columns) {
        byte[] px = new byte[rows * columns];
        for (int i = 0; i < px.length; i++) {
            int y = i / columns;
            int x = i % columns;
            px[i] = (byte) Math.floor(128 + 60 * Math.sin(0.5 * x) * Math.cos(0.4 * y) + 2 * x + 0.5);
        }
        return Image.of(Size.of(rows, columns), Color.GREY, px);
    }

    /** Every second row and every third column of what grid_sample made. */
    private static double[] gridSample(Border border) {
        return switch (border) {
            case ZERO ->
                new double[] {
                    0.0, 163.9, 97.2, 100.3, 0.0, 73.0, 157.3, 152.8, 149.9, 157.5, 117.1, 182.9, 188.2, 104.1, 124.9,
                    60.8, 168.9, 161.8, 84.0, 101.4, 0.0, 0.0, 0.0, 50.2, 18.2
                };
            case EDGE ->
                new double[] {
                    159.4, 163.9, 97.2, 145.4, 181.4, 110.0, 157.3, 152.8, 149.9, 157.5, 117.1, 182.9, 188.2, 104.1,
                    124.9, 146.9, 168.9, 161.8, 84.0, 128.0, 152.4, 165.4, 142.3, 116.0, 128.0
                };
            default ->
                new double[] {
                    158.8, 163.9, 97.2, 145.4, 178.4, 110.0, 157.3, 152.8, 149.9, 157.5, 117.1, 182.9, 188.2, 104.1,
                    124.9, 146.9, 168.9, 161.8, 84.0, 128.0, 150.5, 188.4, 143.3, 116.0, 128.0
                };
        };
    }

    /**
     * A warp, a zoom to a point and a rotation of a frame of another shape, cut out and mirrored. The expected values come from a grid
     * in the coordinates −1 to 1 of the recipe, put together point by point.
     */
    @ParameterizedTest
    @EnumSource(names = {"ZERO", "EDGE", "REFLECT"})
    void composedGeometryIsThatOfGridSample(Border border) {
        var s = new Sketch(Size.of(12, 16), Size.of(11, 15), Size.of(9, 14), border);
        s.cropAt(0.4, 0.9);
        Corners.move(s, Warp.corners(new double[] {0.1, -0.15, 0.2, 0.05}));
        s.zoom(0.75, 0.3, 0.8);
        double a = Math.toRadians(17);
        s.bend(new double[] {Math.cos(a), -Math.sin(a), 0, Math.sin(a), Math.cos(a), 0, 0, 0, 1});
        s.flipHorizontally();

        Image seen = s.moved(picture(12, 16));
        double[] wanted = gridSample(border);
        // OpenCV rounds places to 1/32 of a pixel, and neighbours differ by up to 40; black beside 150 makes that more.
        double room = border == Border.ZERO ? 4.5 : 2;
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) seen.at(i / 5 * 2, i % 5 * 3, 0))
                    .as("place " + i)
                    .isCloseTo(wanted[i], within(room));
        }
    }

    /** The same by lookup, with places that nothing moves. */
    @ParameterizedTest
    @EnumSource(names = {"ZERO", "EDGE", "REFLECT", "MIRROR"})
    void fieldsAreLookedUpAsMatricesAre(Border border) {
        var plain = new Sketch(Size.of(12, 16), Size.of(11, 15), Size.of(9, 14), border);
        var field = new Sketch(Size.of(12, 16), Size.of(11, 15), Size.of(9, 14), border);
        for (Sketch s : new Sketch[] {plain, field}) {
            s.zoom(0.75, 0.3, 0.8);
            s.bend(new double[] {0.9, -0.2, 0, 0.3, 1, 0, 0, 0, 1});
            if (s == field) {
                s.displace(Size.of(2, 2), new float[] {1, 1, 1, 1}, new float[] {-2, -2, -2, -2});
            } else {
                s.bend(Matrix.move(-2, 1));
            }
            s.flipVertically();
        }
        byte[] wanted = plain.moved(picture(12, 16)).pixels();
        byte[] seen = field.moved(picture(12, 16)).pixels();
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) (seen[i] & 0xff)).as("pixel " + i).isCloseTo(wanted[i] & 0xff, within(5.0));
        }
    }

    private static final int[] COLORS = {
        200, 30, 60, 10, 200, 100, 50, 60, 250, 120, 120, 120, 255, 255, 0, 0, 0, 0, 90, 180, 20, 255, 10, 200
    };

    private static void changes(UnaryOperator<Image> f, double... wanted) {
        byte[] px = new byte[COLORS.length];
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) COLORS[i];
        }
        Image seen = f.apply(Image.of(Size.of(1, 8), Color.RGB, px));
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) (seen.pixels()[i] & 0xff)).as("value " + i).isCloseTo(wanted[i], within(0.51));
        }
    }

    @Test
    void huesAreThoseOfTorchvision() {
        changes(
                i -> Hue.of(i, 0.1),
                200,
                102,
                30,
                10,
                186,
                200,
                160,
                50,
                250,
                120,
                120,
                120,
                102,
                255,
                0,
                0,
                0,
                0,
                20,
                180,
                46,
                255,
                10,
                53);
        changes(
                i -> Hue.of(i, -0.3),
                34,
                30,
                200,
                200,
                138,
                10,
                50,
                250,
                80,
                120,
                120,
                120,
                255,
                0,
                204,
                0,
                0,
                0,
                180,
                20,
                58,
                10,
                151,
                255);
    }

    @Test
    void saturationIsThatOfTorchvision() {
        changes(
                i -> Saturation.of(i, 1.5),
                255,
                2.88,
                47.89,
                0,
                234.11,
                84.11,
                35.67,
                50.67,
                255,
                120.01,
                120.01,
                120.01,
                255,
                255,
                0,
                0,
                0,
                0,
                67.58,
                202.58,
                0,
                255,
                0,
                247.56);
        changes(
                i -> Saturation.of(i, 0.4),
                130.54,
                62.54,
                74.54,
                83.07,
                159.07,
                119.07,
                67.2,
                71.2,
                147.2,
                120,
                120,
                120,
                237.54,
                237.54,
                135.54,
                0,
                0,
                0,
                116.9,
                152.9,
                88.9,
                164.93,
                66.93,
                142.93);
    }

    @Test
    void greyPicturesHaveNoColoursToChange() {
        Image grey = picture(4, 5);

        assertThat(Hue.of(grey, 0.2)).isSameAs(grey);
        assertThat(Saturation.of(grey, 2)).isSameAs(grey);
    }

    @Test
    void blurIsTheMeanOfASquareInAMirroredPicture() {
        Image seen = picture(6, 7).blur(5);
        double[] wanted = {157.2, 172.88, 169.68, 149.04, 161.08, 159.96, 134.08, 139.32, 141.96};
        for (int i = 0; i < wanted.length; i++) {
            assertThat((double) seen.at(i / 3 * 2, i % 3 * 3, 0)).isCloseTo(wanted[i], within(0.51));
        }
    }
}
