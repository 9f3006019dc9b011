package io.vivace.vision.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.tensor.Rng;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bright rectangle in a dark picture, its mask, its corners and its box must stay together whatever is done to the picture. */
class EverythingMovesTogetherTest {
    private static final int DARK = 20;
    private static final int BRIGHT = 230;

    /** What a jitter of the magnitude below moves in half pictures of at most 70 pixels. */
    private static final double JITTER = 0.02;

    static Stream<Transform> moving() {
        return Stream.of(
                new Flip(0.5),
                new Dihedral(),
                new Rotate(45, 1),
                new Zoom(0.7, 1.5, 1),
                new ZoomToMiddle(0.7, 1.5, 1),
                new ZoomSquish(2, 0.75, 1.33),
                new Squish(0.6, 1.6, 1),
                new Stretch(0.4, 1),
                new Warp(0.3, 1),
                new PerspectiveWarp(0.25, 1),
                new Skew(0.4, 1),
                new Tilt(0.4, 1),
                new Jitter(JITTER, 1),
                new RandomCrop(0),
                new RandomCrop(6),
                new RandomCrop(6, true),
                new RandomScale(1.6, 1),
                new RandomResizedCrop(0.3, 0.75),
                new GoogLeNetCrop(0.3, 0.75, 4 / 3.0),
                OneOf.orNone(new Rotate(20, 1), new ZoomToMiddle(1, 1.3, 1), new Stretch(0.3, 1)),
                new Blur(List.of(3), 1));
    }

    @ParameterizedTest
    @MethodSource("moving")
    void underEveryTransform(Transform piece) {
        int seen = 0;
        for (int seed = 0; seed < 80; seed++) {
            seen += new Scene(seed, List.of(piece)).check() ? 1 : 0;
        }
        assertThat(seen).as("pictures with something of the rectangle left").isGreaterThan(40);
    }

    @Test
    void underTransformsOneAfterTheOther() {
        List<Transform> all = moving().toList();
        for (int seed = 0; seed < 1500; seed++) {
            var rng = new Rng(seed + 1000);
            List<Transform> some = new ArrayList<>();
            for (int i = 2 + rng.nextInt(3); i > 0; i--) {
                some.add(all.get(rng.nextInt(all.size())));
            }
            Transforms t = Transforms.none();
            for (Transform piece : some) {
                t = t.and(piece);
            }
            new Scene(seed, t.pieces()).check();
        }
    }

    @Test
    void changesOfValuesMoveNothing() {
        Size s = Size.of(21, 34);
        List<Transform> still = Transforms.none()
                .lighting(0.5)
                .saturation(0.5)
                .hue(0.5)
                .blur(3)
                .cutout(2, 9, 1)
                .erasing()
                .rgbRandomize(0.3)
                .and(new Lighting(0.1, 0.1))
                .pieces();
        for (Transform piece : still) {
            var sketch = new Sketch(s, s, s, Border.REFLECT);
            piece.draw(new Rng(4), sketch);
            assertThat(sketch.mapping().toResult(3, 5)).containsExactly(3, 5);
        }
    }

    /** One picture and what was drawn for it. */
    private static final class Scene {
        private final String name;
        private final Size size;
        private final double[] box;
        private final byte[] labels;
        private final Image picture;
        private final Border border;
        private final Sketch sketch;
        private final Mapping m;
        private final int room;
        private final boolean jittered;
        private final byte[] ofPicture;

        Scene(int seed, List<Transform> pieces) {
            var rng = new Rng(seed);
            size = Size.of(25 + rng.nextInt(60), 25 + rng.nextInt(60));
            Size out = rng.chance(0.4)
                    ? Size.square(20 + rng.nextInt(50))
                    : Size.of(20 + rng.nextInt(50), 20 + rng.nextInt(50));
            int h = size.height() / 3 + rng.nextInt(size.height() / 3);
            int w = size.width() / 3 + rng.nextInt(size.width() / 3);
            int top = rng.nextInt(size.height() - h);
            int left = rng.nextInt(size.width() - w);
            box = new double[] {top, left, top + h, left + w};
            labels = new byte[size.height() * size.width()];
            byte[] px = new byte[labels.length];
            for (int i = 0; i < px.length; i++) {
                int r = i / size.width();
                int c = i % size.width();
                labels[i] = (byte) (r >= top && r < top + h && c >= left && c < left + w ? 1 : 0);
                px[i] = (byte) (labels[i] == 1 ? BRIGHT : DARK);
            }
            picture = Image.of(size, Color.GREY, px);
            border = rng.chance(0.5) ? Border.REFLECT : Border.EDGE;
            sketch = new Framing(out, Resize.values()[seed % 4], 0, border).sketch(size);
            pieces.forEach(p -> p.draw(rng, sketch));
            m = sketch.mapping();
            byte[] ones = new byte[labels.length];
            Arrays.fill(ones, (byte) 1);
            ofPicture = m.mask(ones, 0);
            jittered = pieces.stream().anyMatch(Jitter.class::isInstance);
            room = jittered ? 4 : pieces.stream().anyMatch(Blur.class::isInstance) ? 2 : 1;
            name = "seed " + seed + ": " + size + " to " + out + ", " + pieces + ", " + sketch;
        }

        /** A rectangle that reaches beyond the horizon of a perspective has no box. */
        boolean check() {
            pictureAgreesWith(m.mask(labels));
            byte[] mask = m.mask(labels, 0);
            if (Math.abs(m.box(box)[0]) < 1e5 && m.box(box)[2] - m.box(box)[0] < 1e5) {
                boxHolds(mask);
                cornersAreCornersOf(mask);
            }
            for (byte b : mask) {
                if (b == 1) {
                    return true;
                }
            }
            return false;
        }

        /** A pixel of picture and mask may differ only where both labels are nearby. */
        private void pictureAgreesWith(byte[] mask) {
            Image shown = sketch.moved(picture);
            assertThat(shown.size()).as(name).isEqualTo(m.result());
            for (int i = 0; i < mask.length; i++) {
                int seen = (shown.pixels()[i] & 0xff) > (DARK + BRIGHT) / 2 ? 1 : 0;
                if (seen != mask[i]) {
                    assertThat(both(mask, i / shown.width(), i % shown.width()))
                            .as("%s, pixel %d", name, i)
                            .isTrue();
                }
            }
        }

        /** Whether both labels are shown nearby, or would be outside of the result. */
        private boolean both(byte[] mask, int row, int column) {
            boolean[] found = new boolean[2];
            Size out = m.result();
            for (int r = row - room; r <= row + room; r++) {
                for (int c = column - room; c <= column + room; c++) {
                    double[] p = m.toPicture(r + 0.5, c + 0.5);
                    int y = border.index((int) Math.floor(p[0]), size.height());
                    int x = border.index((int) Math.floor(p[1]), size.width());
                    found[labels[y * size.width() + x]] = true;
                    if (r >= 0 && c >= 0 && r < out.height() && c < out.width()) {
                        found[mask[r * out.width() + c]] = true;
                    }
                }
            }
            return found[0] && found[1];
        }

        /** Each pixel of the mask lies in the box with its middle; the painted box is the mask's own. */
        private void boxHolds(byte[] mask) {
            double slack = jittered ? room : 1e-6;
            double[] b = m.box(box);
            double[] first = {Double.MAX_VALUE, Double.MAX_VALUE, -1, -1};
            for (int i = 0; i < mask.length; i++) {
                if (mask[i] == 1) {
                    double r = i / m.result().width();
                    double c = i % m.result().width();
                    assertThat(r + 0.5).as(name).isBetween(b[0] - slack, b[2] + slack);
                    assertThat(c + 0.5).as(name).isBetween(b[1] - slack, b[3] + slack);
                    first[0] = Math.min(first[0], r);
                    first[1] = Math.min(first[1], c);
                    first[2] = Math.max(first[2], r);
                    first[3] = Math.max(first[3], c);
                }
            }
            assertThat(m.paintedBox(box)).as(name).isEqualTo(first[2] < 0 ? new double[4] : first);
            Optional<double[]> clipped = m.box(box, 0);
            if (first[2] >= 0 && !jittered) {
                assertThat(clipped).as(name).isPresent();
            }
        }

        /** A little inside of a corner there is the rectangle, a little outside there is not. */
        private void cornersAreCornersOf(byte[] mask) {
            double[] middle = {(box[0] + box[2]) / 2, (box[1] + box[3]) / 2};
            for (int k = 0; k < 4; k++) {
                double row = box[k / 2 * 2];
                double column = box[1 + k % 2 * 2];
                double[] p = m.toResult(row, column);
                double[] in = m.toResult(middle[0], middle[1]);
                double away = Math.hypot(p[0] - in[0], p[1] - in[1]);
                double step = 2.5 * room / away;
                if (away > 8 * room && Math.abs(p[0]) < 500 && Math.abs(p[1]) < 500) {
                    label(mask, p[0] + step * (p[0] - in[0]), p[1] + step * (p[1] - in[1]), 0);
                    inside(mask, p, in, step);
                }
            }
        }

        private void inside(byte[] mask, double[] p, double[] in, double step) {
            double[] place = {p[0] - step * (p[0] - in[0]), p[1] - step * (p[1] - in[1])};
            double[] from = m.toPicture(place[0], place[1]);
            // Corners may be so sharp that a pixel there has its middle outside: look only where it must be inside.
            double rows = Math.min(from[0] - box[0], box[2] - from[0]);
            double columns = Math.min(from[1] - box[1], box[3] - from[1]);
            double pixel = pixel(place);
            if (Math.min(rows, columns) > pixel * room) {
                label(mask, place[0], place[1], 1);
            }
        }

        /** {@return the side of a pixel of the result in the picture, at most} */
        private double pixel(double[] p) {
            double[] here = m.toPicture(p[0], p[1]);
            double most = 0;
            for (double[] d : new double[][] {{1, 0}, {0, 1}, {1, 1}, {1, -1}}) {
                double[] there = m.toPicture(p[0] + d[0], p[1] + d[1]);
                most = Math.max(most, Math.max(Math.abs(there[0] - here[0]), Math.abs(there[1] - here[1])));
            }
            return most;
        }

        private void label(byte[] mask, double row, double column, int wanted) {
            boolean shown = row >= 0
                    && column >= 0
                    && row < m.result().height()
                    && column < m.result().width();
            if (shown && ofPicture[(int) row * m.result().width() + (int) column] == 1) {
                assertThat(mask[(int) row * m.result().width() + (int) column])
                        .as("%s, place %s %s", name, row, column)
                        .isEqualTo((byte) wanted);
            }
        }
    }
}
