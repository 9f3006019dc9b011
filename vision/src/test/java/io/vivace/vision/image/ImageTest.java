package io.vivace.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.tensor.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageTest {
    @TempDir
    Path dir;

    /** Grey, value = 10·row + column. */
    private static Image grid(int rows, int columns) {
        byte[] px = new byte[rows * columns];
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) (10 * (i / columns) + i % columns);
        }
        return Image.of(Size.of(rows, columns), Color.GREY, px);
    }

    private static Image noise(int rows, int columns, long seed) {
        byte[] px = new byte[rows * columns * 3];
        var rng = new Rng(seed);
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) rng.nextInt(256);
        }
        return Image.of(Size.of(rows, columns), Color.RGB, px);
    }

    private static byte[] bytes(int... v) {
        byte[] b = new byte[v.length];
        for (int i = 0; i < v.length; i++) {
            b[i] = (byte) v[i];
        }
        return b;
    }

    @Test
    void aPictureHasTheBytesItsSizeNeeds() {
        assertThatThrownBy(() -> Image.of(Size.of(2, 3), Color.RGB, new byte[6]))
                .hasMessageContaining("RGB picture of 2x3 has 18 bytes, got 6");
        assertThatThrownBy(() -> Size.of(0, 3)).hasMessageContaining("0 x 3");
    }

    @Test
    void partsAreCopiedExactly() {
        assertThat(grid(3, 4).crop(1, 2, Size.of(2, 2), Border.ZERO).pixels()).isEqualTo(bytes(12, 13, 22, 23));
        assertThat(grid(3, 4).crop(0, 0, Size.of(3, 4), Border.ZERO)).isEqualTo(grid(3, 4));
    }

    @Test
    void bordersLookAsTheySay() {
        Image row = grid(1, 4);
        Size wide = Size.of(1, 10);

        assertThat(row.crop(0, -3, wide, Border.REFLECT).pixels()).isEqualTo(bytes(2, 1, 0, 0, 1, 2, 3, 3, 2, 1));
        assertThat(row.crop(0, -3, wide, Border.MIRROR).pixels()).isEqualTo(bytes(3, 2, 1, 0, 1, 2, 3, 2, 1, 0));
        assertThat(row.crop(0, -3, wide, Border.EDGE).pixels()).isEqualTo(bytes(0, 0, 0, 0, 1, 2, 3, 3, 3, 3));
        assertThat(row.crop(0, -3, wide, Border.ZERO).pixels()).isEqualTo(bytes(0, 0, 0, 0, 1, 2, 3, 0, 0, 0));
        assertThat(grid(4, 1).crop(-2, 0, Size.of(8, 1), Border.REFLECT).pixels())
                .isEqualTo(bytes(10, 0, 0, 10, 20, 30, 30, 20));
    }

    @ParameterizedTest
    @EnumSource(Border.class)
    void warpingSeesTheSameBordersAsCutting(Border border) {
        Image i = noise(5, 7, 1);
        double[] move = {1, 0, -9, 0, 1, -6, 0, 0, 1};

        assertThat(i.warp(move, Size.of(20, 25), border)).isEqualTo(i.crop(-6, -9, Size.of(20, 25), border));
    }

    @Test
    void flipsAndTranspositionMovePixels() {
        assertThat(grid(2, 3).flipHorizontally().pixels()).isEqualTo(bytes(2, 1, 0, 12, 11, 10));
        assertThat(grid(2, 3).flipVertically().pixels()).isEqualTo(bytes(10, 11, 12, 0, 1, 2));
        assertThat(grid(2, 3).transpose().pixels()).isEqualTo(bytes(0, 10, 1, 11, 2, 12));
        assertThat(noise(4, 5, 2).transpose().transpose()).isEqualTo(noise(4, 5, 2));
    }

    @Test
    void scalingPutsPixelCentresAtHalves() {
        Image two = Image.of(Size.of(1, 2), Color.GREY, bytes(0, 100));

        assertThat(two.resize(Size.of(1, 4)).pixels()).isEqualTo(bytes(0, 25, 75, 100));
        assertThat(grid(4, 4).shrink(Size.of(2, 2)).pixels()).isEqualTo(bytes(6, 8, 26, 28));
    }

    @Test
    void warpingByAScaleIsScaling() {
        Image i = noise(12, 16, 3);
        Size to = Size.of(18, 40);
        double[] m = {16.0 / 40, 0, 0, 0, 12.0 / 18, 0, 0, 0, 1};

        byte[] scaled = i.resize(to).pixels();
        byte[] warped = i.warp(m, to, Border.EDGE).pixels();
        for (int k = 0; k < scaled.length; k++) {
            assertThat(warped[k] & 0xff).isBetween((scaled[k] & 0xff) - 12, (scaled[k] & 0xff) + 12);
        }
    }

    @Test
    void perspectiveAgreesWithAffineWhenThereIsNone() {
        Image i = noise(20, 20, 4);
        double a = 0.3;
        double[] affine = {Math.cos(a), -Math.sin(a), 3, Math.sin(a), Math.cos(a), -2, 0, 0, 1};
        double[] barely = affine.clone();
        barely[6] = 1e-12;

        byte[] x = i.warp(affine, i.size(), Border.REFLECT).pixels();
        byte[] y = i.warp(barely, i.size(), Border.REFLECT).pixels();
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += Math.abs((x[k] & 0xff) - (y[k] & 0xff));
        }
        assertThat(sum / x.length).isLessThan(2);
    }

    @Test
    void pngFilesBringThePixelsBack() throws Exception {
        Image i = noise(9, 11, 5);
        i.writePng(dir.resolve("a.png"));

        assertThat(ImageReader.of(Color.RGB).read(dir.resolve("a.png"))).isEqualTo(i);
        assertThat(Image.of(i.toBufferedImage(), Color.RGB)).isEqualTo(i);
        byte[] read = ImageReader.of(Color.GREY).read(dir.resolve("a.png")).pixels();
        byte[] made = Image.of(i.toBufferedImage(), Color.GREY).pixels();
        for (int k = 0; k < read.length; k++) {
            assertThat(read[k] & 0xff).isBetween((made[k] & 0xff) - 1, (made[k] & 0xff) + 1);
        }
        try (var files = Files.list(dir)) {
            assertThat(files).hasSize(1);
        }
    }
}
