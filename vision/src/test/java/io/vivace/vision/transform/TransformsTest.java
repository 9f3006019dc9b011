package io.vivace.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformsTest {
    private static Image noise(int rows, int columns) {
        byte[] px = new byte[rows * columns * 3];
        var rng = new Rng(5);
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) rng.nextInt(256);
        }
        return Image.of(Size.of(rows, columns), Color.RGB, px);
    }

    /** A smooth picture, so that what moves by a fraction of a pixel changes little. */
    private static Image smooth(int rows, int columns) {
        byte[] px = new byte[rows * columns * 3];
        for (int y = 0, p = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                px[p++] = (byte) (40 + 150 * x / columns);
                px[p++] = (byte) (40 + 150 * y / rows);
                px[p++] = (byte) (128 + 60 * Math.sin(x * 0.1) * Math.cos(y * 0.13));
            }
        }
        return Image.of(Size.of(rows, columns), Color.RGB, px);
    }

    private static Rendered train(Transforms t, @Nullable Size size, Image image, long seed) {
        Sketch s = t.framing(size).sketch(image.size());
        var rng = new Rng(seed);
        t.pieces().forEach(p -> p.draw(rng, s));
        return s.render(image);
    }

    private static Image valid(Transforms t, @Nullable Size size, Image image) {
        return t.framing(size).sketch(image.size()).render(image).image();
    }

    // ---------------------------------------------------------------------------------------------- size

    @ParameterizedTest
    @CsvSource({
        "CROP,375,500,224,224,224,299",
        "PAD,375,500,224,224,168,224",
        "SQUISH,375,500,224,224,224,224",
        "NONE,375,500,224,224,375,500",
        "CROP,100,100,30,60,60,60"
    })
    void framesAreAsTheWayToSizeSays(Resize how, int h, int w, int outH, int outW, int frameH, int frameW) {
        Sketch s = Transforms.none().resize(how).framing(Size.of(outH, outW)).sketch(Size.of(h, w));

        assertThat(s.frame()).isEqualTo(Size.of(frameH, frameW));
        assertThat(s.out()).isEqualTo(Size.of(outH, outW));
        assertThat(s.render(noise(h, w)).image().size()).isEqualTo(Size.of(outH, outW));
    }

    @Test
    void theShorterSideIsScaledAndTheLongerRoundedDown() {
        var t = Transforms.none().shortSide(128);

        assertThat(t.framing(null).sketch(Size.of(101, 150)).out()).isEqualTo(Size.of(128, 190));
        assertThat(t.framing(Size.square(112)).sketch(Size.of(200, 128)).frame())
                .isEqualTo(Size.of(200, 128));
    }

    @ParameterizedTest
    @CsvSource({"128,171,8,30", "129,128,9,8", "112,113,0,1"})
    void theMiddleIsCutAtHalfTheSpareRoundedUp(int h, int w, int top, int left) {
        Image i = noise(h, w);

        assertThat(valid(Transforms.none().shortSide(Math.min(h, w)), Size.square(112), i))
                .isEqualTo(i.crop(top, left, Size.square(112), Border.ZERO));
    }

    @Test
    void paddingIsPutAroundTheMiddle() {
        Image i = noise(4, 10);

        assertThat(valid(Transforms.none().resize(Resize.PAD).border(Border.ZERO), Size.square(10), i))
                .isEqualTo(i.crop(-3, 0, Size.square(10), Border.ZERO));
    }

    @Test
    void strongShrinkingGoesByAreaFirst() {
        byte[] stripes = new byte[512 * 512];
        for (int p = 0; p < stripes.length; p++) {
            stripes[p] = (byte) (p % 2 == 0 ? 255 : 0);
        }
        Image i = Image.of(Size.square(512), Color.GREY, stripes);

        byte[] small = valid(Transforms.none(), Size.square(33), i).pixels();
        for (byte b : small) {
            assertThat(b & 0xff).isBetween(110, 145);
        }
    }

    // ---------------------------------------------------------------------------------------------- exact copies

    @Test
    void nothingRandomLeavesPicturesAsTheyAre() {
        assertThat(valid(Transforms.none(), null, noise(28, 28))).isEqualTo(noise(28, 28));
        assertThat(train(Transforms.none(), null, noise(28, 28), 1).image()).isEqualTo(noise(28, 28));
    }

    @Test
    void paddedCutsAreOneOfTheSixtyFourPlacesTwiceAndExact() {
        Image i = noise(32, 32);
        var t = Transforms.none().padCrop(4).flip();
        Set<Image> possible = new HashSet<>();
        for (int y = -4; y < 4; y++) {
            for (int x = -4; x < 4; x++) {
                Image cut = i.crop(y, x, Size.square(32), Border.REFLECT);
                possible.add(cut);
                possible.add(cut.flipHorizontally());
            }
        }
        Set<Image> seen = new HashSet<>();
        for (int seed = 0; seed < 2000; seed++) {
            seen.add(train(t, null, i, seed).image());
        }
        assertThat(seen).isEqualTo(possible).hasSize(128);
    }

    @Test
    void randomCutsReachEveryPlace() {
        Image i = noise(6, 8);
        var t = Transforms.none().resize(Resize.NONE);
        Set<Image> seen = new HashSet<>();
        for (int seed = 0; seed < 500; seed++) {
            seen.add(train(t, Size.square(5), i, seed).image());
        }
        assertThat(seen).hasSize(2 * 4).contains(i.crop(1, 3, Size.square(5), Border.ZERO));
    }

    @Test
    void theEightSymmetriesAreExact() {
        Image i = noise(16, 16);
        Set<Image> seen = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            seen.add(train(Transforms.none().dihedral(), null, i, seed).image());
        }
        Image t = i.transpose();
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        i,
                        i.flipHorizontally(),
                        i.flipVertically(),
                        i.flipVertically().flipHorizontally(),
                        t,
                        t.flipHorizontally(),
                        t.flipVertically(),
                        t.flipVertically().flipHorizontally());
    }

    @Test
    void aTurnedWarpIsTheWarpTurned() {
        Image i = smooth(40, 40);
        for (int turn = 0; turn < 8; turn++) {
            Sketch plain = new Sketch(i.size(), i.size(), i.size(), Border.REFLECT);
            Sketch turned = new Sketch(i.size(), i.size(), i.size(), Border.REFLECT);
            double[] bend = Matrix.product(Matrix.move(2, -1), Matrix.scale(0.8, 0.9));
            plain.bend(bend);
            turned.bend(bend);
            Image wanted = plain.render(i).image();
            if ((turn & 4) != 0) {
                turned.transpose();
                wanted = wanted.transpose();
            }
            if ((turn & 1) != 0) {
                turned.flipHorizontally();
                wanted = wanted.flipHorizontally();
            }
            if ((turn & 2) != 0) {
                turned.flipVertically();
                wanted = wanted.flipVertically();
            }
            assertThat(difference(turned.render(i).image(), wanted))
                    .as("turn " + turn)
                    .isLessThan(1);
        }
    }

    // ---------------------------------------------------------------------------------------------- geometry

    @Test
    void rotatingByNinetyDegreesIsExactEnough() {
        Image i = smooth(30, 30);
        Sketch s = new Sketch(i.size(), i.size(), i.size(), Border.REFLECT);
        s.bend(new double[] {0, -1, 0, 1, 0, 0, 0, 0, 1});

        assertThat(difference(s.render(i).image(), i.transpose().flipVertically()))
                .isLessThan(0.5);
    }

    @Test
    void whatIsBentLastIsNearestToThePicture() {
        Image i = smooth(40, 40);
        Sketch s = new Sketch(i.size(), i.size(), i.size(), Border.REFLECT);
        s.bend(Matrix.scale(0.5, 0.5));
        s.bend(Matrix.move(8, -4));

        Image wanted = i.crop(10 - 4, 10 + 8, Size.square(20), Border.ZERO).resize(i.size());
        assertThat(difference(s.render(i).image(), wanted)).isLessThan(1.5);
    }

    @Test
    void geometryIsTheSameWhateverTheScaleAroundIt() {
        Image big = smooth(200, 300);
        Sketch s = Transforms.none().framing(Size.of(100, 150)).sketch(big.size());
        s.zoom(1.25, 0, 1);

        Image wanted = big.crop(0, 60, Size.of(160, 240), Border.ZERO).resize(Size.of(100, 150));
        assertThat(difference(s.render(big).image(), wanted)).isLessThan(1.5);
    }

    @Test
    void warpsMoveCornersWhereTheRecipeSays() {
        double[] h = Matrix.homography(
                new double[][] {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}},
                new double[][] {{-1.1, -0.8}, {-0.9, 1.2}, {1.3, -1}, {1, 1}});

        double w = h[6] * -1 + h[7] + h[8];
        assertThat((-h[0] + h[1] + h[2]) / w).isCloseTo(-0.9, within(1e-12));
        assertThat((-h[3] + h[4] + h[5]) / w).isCloseTo(1.2, within(1e-12));
        assertThatThrownBy(() -> Matrix.homography(
                        new double[][] {{0, 0}, {1, 1}, {2, 2}, {3, 3}},
                        new double[][] {{0, 0}, {1, 1}, {2, 2}, {3, 3}}))
                .hasMessageContaining("on a line");
    }

    @Test
    void randomResizedCropsStayInsideAndHaveTheWantedShares() {
        Size s = Size.of(60, 90);
        var piece = new RandomResizedCrop(0.2, 0.75);
        for (int seed = 0; seed < 200; seed++) {
            Sketch sketch = new Sketch(s, s, Size.square(32), Border.REFLECT);
            piece.draw(new Rng(seed), sketch);
            assertThat(sketch.render(noise(60, 90)).image().size()).isEqualTo(Size.square(32));
        }
    }

    @Test
    void theSameSeedGivesTheSamePixels() {
        Image i = noise(50, 70);
        var t = Transforms.standard().cutout(1, 8, 1);

        for (int seed = 0; seed < 10; seed++) {
            assertThat(train(t, Size.square(40), i, seed).toImage())
                    .isEqualTo(train(t, Size.square(40), i, seed).toImage());
        }
        assertThat(train(t, Size.square(40), i, 1).toImage())
                .isNotEqualTo(train(t, Size.square(40), i, 2).toImage());
    }

    // ---------------------------------------------------------------------------------------------- values

    private static double at(Tone tone, double v) {
        DoubleUnaryOperator f = tone.of(() -> 0.4);
        return f.applyAsDouble(v);
    }

    @Test
    void lightIsAsTheRecipeSays() {
        assertThat(at(Brightness.to(0.4), 0.5)).isCloseTo(0.4, within(1e-12));
        assertThat(at(Brightness.to(0.6), 0.25)).isCloseTo(1 / 3.0, within(1e-4));
        assertThat(at(Contrast.by(2), 0.75)).isCloseTo(0.9, within(1e-12));
        assertThat(at(Contrast.by(0.8), 0.9)).isCloseTo(0.85293, within(1e-5));
        assertThat(at(Lighting.of(0.05, 1.5), 0.6)).isCloseTo(0.4 + 0.3 + 0.05, within(1e-12));
        assertThat(at(Lighting.of(0.05, 3), 0.9)).isEqualTo(1);
    }

    @Test
    void lightOfTheMeanUsesTheMeanOfThePicture() {
        Image half = Image.of(Size.of(1, 2), Color.GREY, new byte[] {51, (byte) 153});
        Sketch s = new Sketch(half.size(), half.size(), half.size(), Border.ZERO);
        s.tone(Tone.of(v -> v + 0.1));
        s.tone(Lighting.of(0, 2));

        float[] v = s.render(half).toFloats(new float[] {0}, new float[] {1}, null);
        assertThat(v[0]).isCloseTo(0.1f, within(1e-6f));
        assertThat(v[1]).isCloseTo(0.9f, within(1e-6f));
    }

    @Test
    void holesAreBlackWhateverTheLightAndNormalisation() {
        Image i = noise(8, 8);
        Sketch s = new Sketch(i.size(), i.size(), i.size(), Border.ZERO);
        s.tone(Brightness.to(0.9));
        s.hole(-2, 6, 3, 12);

        Rendered r = s.render(i);
        float[] v = r.toFloats(new float[] {0.5f}, new float[] {0.25f}, null);
        assertThat(v[(0 * 8 + 7) * 3 + 1]).isEqualTo(-2);
        assertThat(r.toImage().at(2, 6, 0)).isZero();
        assertThat(r.toImage().at(3, 6, 0)).isGreaterThan(0);
    }

    @Test
    void yourOwnFunctionsTakePart() {
        Image i = noise(8, 8);
        var t = Transforms.none().with((rng, sketch) -> sketch.pixels(Image::flipVertically));

        assertThat(train(t, null, i, 1).image()).isEqualTo(i.flipVertically());
    }

    // ---------------------------------------------------------------------------------------------- descriptions

    @Test
    void namingAChangeAgainReplacesIt() {
        var t = Transforms.standard().rotate(30).lighting(0.4);

        assertThat(t.pieces())
                .containsExactly(
                        new RandomCrop(0),
                        new Flip(0.5),
                        new Warp(0.2, 0.75),
                        new Zoom(1, 1.1, 0.75),
                        new Rotate(30, 0.75),
                        new Brightness(0.4, 0.75),
                        new Contrast(0.4, 0.75));
        assertThat(t.without(Warp.class).pieces()).hasSize(6);
        assertThat(Transforms.topDown().pieces())
                .isEqualTo(List.of(new RandomCrop(0), new Rotate(10, 0.75), new Lighting(0.05, 0.05), new Dihedral()));
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> Transforms.none().padCrop(-1)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> Transforms.none().rotate(Double.NaN)).hasMessageContaining("got NaN");
        assertThatThrownBy(() -> Transforms.none().cutout(1, -8, 0.5)).hasMessageContaining("1 of -8");
        assertThatThrownBy(() -> Transforms.none().randomScale(1e9)).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> Transforms.none().zoom(0.5))
                .hasMessageContaining("zoom")
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> Transforms.none().lighting(1)).hasMessageContaining("lighting");
        assertThatThrownBy(() -> Transforms.none().shortSide(0)).hasMessageContaining("shortSide");
    }

    private static double difference(Image a, Image b) {
        assertThat(a.size()).isEqualTo(b.size());
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
        }
        return sum / a.pixels().length;
    }
}
