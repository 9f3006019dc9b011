package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.Batch;
import io.vivace.data.DataProblems;
import io.vivace.learn.LossFunction;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.tensor.Resize;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Sketch;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTargetTest {
    private static final Size SIZE = Size.of(12, 16);

    @TempDir
    Path folder;

    private static Image picture(int seed) {
        byte[] px = new byte[12 * 16 * 3];
        for (int i = 0; i < px.length; i++) {
            px[i] = (byte) (i * 7 + seed * 31);
        }
        return Image.of(SIZE, Color.RGB, px);
    }

    private ImageDataBunch data(PictureTarget target, Stats stats) {
        for (int i = 0; i < 4; i++) {
            picture(i).writePng(folder.resolve("x/p" + i + ".png"));
            picture(i).writePng(folder.resolve("y/p" + i + ".png"));
        }
        return ImageList.fromFolder(folder.resolve("x"))
                .splitByIndex(3)
                .label(target.in(folder.resolve("y")))
                .transform(Transforms.none().flip().rotate(20).padCrop(2), SIZE)
                .batch(3)
                .workers(0)
                .normalize(stats);
    }

    @Test
    void bothPicturesMoveAsOne() {
        for (Stats stats : new Stats[] {Stats.NONE, Stats.IMAGENET}) {
            ImageDataBunch data = data(PictureTarget.of(Color.RGB).normalized(stats), stats);
            try (var epoch = data.train().epoch(1);
                    Batch b = epoch.next()) {
                assertThat(b.y().shape()).isEqualTo(b.x().shape());
                assertThat(b.y().sub(b.x()).abs().max().item()).isLessThan(1e-6f);
            }
        }
    }

    @Test
    void picturesAreReadOffOutputsAndPutBack() {
        var target = PictureTarget.of(Color.RGB).normalized(Stats.IMAGENET).losing(LossFunction.l1());
        assertThat(target.loss().name()).isEqualTo("mean absolute error");
        try (var scope = Scope.open()) {
            Tensor batch = target.collate(java.util.List.of(picture(5))).get(0);
            assertThat(target.decode(batch.select(0, 0), SIZE)).isEqualTo(picture(5));
        }
        var sketch = Transforms.none().framing(SIZE).sketch(SIZE);
        assertThat(target.placed(picture(2), sketch)).isEqualTo(picture(2));
        var half = Transforms.none().framing(Size.of(6, 8)).sketch(SIZE);
        Image flat = Image.of(Size.of(6, 8), Color.GREY, new byte[48]);
        assertThat(PictureTarget.of(Color.GREY).placed(flat, half).size()).isEqualTo(SIZE);
        var again = (PictureTarget) target.plan().build();
        assertThat(again.stats()).isEqualTo(Stats.IMAGENET);
        assertThat(again.color()).isEqualTo(Color.RGB);
        assertThat(PictureTarget.of(Color.GREY).metrics()).hasSize(1);
        assertThat(target.metrics()).isEmpty();
    }

    /** A picture whose values grow evenly from left to right and from top to bottom, whatever its size. */
    private static Image slope(int factor) {
        int h = 12 * factor;
        int w = 16 * factor;
        byte[] px = new byte[h * w];
        for (int i = 0; i < px.length; i++) {
            double row = (i / w + 0.5) / h;
            double column = (i % w + 0.5) / w;
            px[i] = (byte) Math.round(20 + 150 * column + 80 * row);
        }
        return Image.of(Size.of(h, w), Color.GREY, px);
    }

    /** Crops, flips and turns move pictures of any size alike: their means over the input's pixels are the input. */
    @Test
    void largerAndSmallerPicturesMoveWithTheirInput() {
        Size shown = Size.of(8, 8);
        var transforms = Transforms.none()
                .dihedral()
                .randomResizedCrop(0.5)
                .rotate(15)
                .zoom(1.4)
                .warp(0.2)
                .jitter(0.1);
        for (int seed = 0; seed < 40; seed++) {
            Sketch sketch = transforms.framing(shown).sketch(SIZE);
            var rng = new Rng(seed);
            for (var piece : transforms.pieces()) {
                piece.draw(rng, sketch);
            }
            Image input = sketch.moved(slope(1));
            for (int file : new int[] {1, 2, 4}) {
                Image large = PictureTarget.of(Color.GREY).larger(4).transform(slope(file), sketch);
                assertThat(large.size()).isEqualTo(Size.of(32, 32));
                alike(large.shrink(shown), input, seed);
                Image small = PictureTarget.of(Color.GREY).smaller(2).transform(slope(file), sketch);
                assertThat(small.size()).isEqualTo(Size.of(4, 4));
                alike(small, input.shrink(Size.of(4, 4)), seed);
            }
        }
        Image half = slope(1).shrink(Size.of(6, 8));
        Sketch plain = Transforms.none().framing(SIZE).sketch(SIZE);
        alike(PictureTarget.of(Color.GREY).smaller(2).transform(half, plain), half, 0);
    }

    /** Beyond the edges a slope is mirrored, so that neighbours of edges differ a little with the size of pixels. */
    private static void alike(Image is, Image expected, int seed) {
        assertThat(is.size()).isEqualTo(expected.size());
        double sum = 0;
        for (int i = 0; i < is.pixels().length; i++) {
            int miss = Math.abs((is.pixels()[i] & 0xff) - (expected.pixels()[i] & 0xff));
            assertThat(miss).as("pixel %s, seed %s", i, seed).isLessThan(12);
            sum += miss;
        }
        assertThat(sum / is.pixels().length).as("seed %s", seed).isLessThan(2.5);
    }

    @Test
    void copiesOfFourPixelsStayCopies() {
        var target = PictureTarget.of(Color.RGB).larger(2);
        for (int i = 0; i < 4; i++) {
            picture(i).writePng(folder.resolve("x/p" + i + ".png"));
            repeated(picture(i)).writePng(folder.resolve("y/p" + i + ".png"));
        }
        ImageDataBunch data = ImageList.fromFolder(folder.resolve("x"))
                .splitByIndex(3)
                .label(target.in(folder.resolve("y")))
                .transform(Transforms.none().flip().padCrop(3), SIZE)
                .batch(3)
                .workers(0)
                .normalize(Stats.NONE);
        for (int e = 0; e < 5; e++) {
            try (var scope = Scope.open();
                    var epoch = data.train().epoch(e);
                    Batch b = epoch.next()) {
                assertThat(b.y().shape().toArray()).containsExactly(3, 3, 24, 32);
                Tensor repeated = Resize.nearest(b.x(), 24, 32);
                assertThat(b.y().sub(repeated).abs().max().item()).isLessThan(1e-6f);
            }
        }
        Module net = Layers.sequential(Conv2d.of(3, 12, 3), Layers.pixelShuffle(2));
        try (var learn = VisionLearner.of(data, net).silent().build()) {
            assertThat(learn.fit(1, 1e-3).batches()).isEqualTo(1);
            assertThat(learn.validate().metrics()).containsKey("psnr");
            Path shown = folder.resolve("results.png");
            learn.showResults(shown);
            assertThat(shown).isNotEmptyFile();
            assertThat(learn.predict(picture(7), Image.class).size()).isEqualTo(Size.of(24, 32));
        }
    }

    private static Image repeated(Image small) {
        int w = small.width() * 2;
        byte[] px = new byte[small.pixels().length * 4];
        for (int i = 0; i < px.length; i++) {
            int row = i / 3 / w / 2;
            int column = i / 3 % w / 2;
            px[i] = small.pixels()[(row * small.width() + column) * 3 + i % 3];
        }
        return Image.of(small.size().times(2), Color.RGB, px);
    }

    @Test
    void factorsAreKeptAndChecked() {
        var again = (PictureTarget) PictureTarget.of(Color.RGB).larger(3).plan().build();
        assertThat(again.larger()).isEqualTo(3);
        assertThat(((PictureTarget)
                                PictureTarget.of(Color.GREY).smaller(2).plan().build())
                        .smaller())
                .isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureTarget.of(Color.RGB).larger(17))
                .withMessageContaining("a factor from 1 to 16, got 17 times larger");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureTarget.of(Color.RGB).smaller(0));
        Sketch odd = Transforms.none().framing(Size.of(9, 8)).sketch(SIZE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PictureTarget.of(Color.GREY).smaller(2).transform(slope(1), odd))
                .withMessageContaining("got 9x8; give 10x8");
        assertThat(Size.of(375, 15).roundedTo(32)).isEqualTo(Size.of(384, 32));
    }

    @Test
    void picturesWithoutLabelsMakeBatchesWithoutTargets() {
        for (int i = 0; i < 4; i++) {
            picture(i).writePng(folder.resolve("x/p" + i + ".png"));
        }
        ImageDataBunch data = ImageList.fromFolder(folder.resolve("x"))
                .splitByIndex(3)
                .labelNothing()
                .transform(Transforms.none(), SIZE)
                .batch(3)
                .workers(0)
                .normalize(Stats.NONE);
        assertThat(data.summary()).contains("target       nothing");
        data.showBatch(folder.resolve("batch.png"));
        assertThat(folder.resolve("batch.png")).isNotEmptyFile();
        Module net = Conv2d.of(3, 3, 3);
        LossFunction bright = new LossFunction() {
            @Override
            public String name() {
                return "brightness";
            }

            @Override
            public Tensor of(Tensor output, java.util.List<Tensor> targets) {
                assertThat(targets).isEmpty();
                return output.mean();
            }
        };
        try (var learn = VisionLearner.of(data, net).loss(bright).silent().build()) {
            learn.fit(3, 1e-1);
            var losses = learn.recorder().batches();
            assertThat(losses.get(2).loss()).isLessThan(losses.get(0).loss());
        }
        assertThatThrownBy(() ->
                        VisionLearner.of(data, Conv2d.of(3, 3, 3)).silent().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only a loss of your own");
    }

    @Test
    void mistakesAreNamed() throws IOException {
        var target = PictureTarget.of(Color.RGB);
        data(target, Stats.NONE);
        Files.delete(folder.resolve("y/p1.png"));
        assertThatThrownBy(() -> ImageList.fromFolder(folder.resolve("x"))
                        .splitByIndex(3)
                        .label(target.in(folder.resolve("y")))
                        .transform(Transforms.none())
                        .batch(1))
                .isInstanceOf(DataProblems.class)
                .hasMessageContaining("there is no file " + folder.resolve("y/p1.png"));
        var sketch = Transforms.none().framing(SIZE).sketch(Size.of(5, 5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target.transform(picture(1), sketch))
                .withMessageContaining("is 12x16, that which it is made from 5x5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target.decode(Tensor.zeros(1, 4, 4), Size.of(4, 4)))
                .withMessageContaining("expected [3, height, width]");
    }

    @Test
    void filesTellWhatTheLossMakesOfOutputs() {
        try (var scope = Scope.open()) {
            Tensor zero = Tensor.of(new float[] {0, 0, 0}, 1, 3, 1, 1);
            var target = PictureTarget.of(Color.RGB);
            var scored = (PictureTarget)
                    target.losing(LossFunction.bceWithLogits()).plan().build();
            assertThat(scored.loss().activate(zero).toFloatArray()).containsOnly(0.5f);
            var plain = (PictureTarget) target.losing(LossFunction.l1()).plan().build();
            assertThat(plain.loss().activate(zero).toFloatArray()).containsOnly(0);
            var classes = target.losing(LossFunction.crossEntropy());
            assertThatThrownBy(classes::plan)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("what the loss cross-entropy makes of outputs");
        }
    }
}
