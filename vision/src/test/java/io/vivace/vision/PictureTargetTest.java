package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.Batch;
import io.vivace.data.DataProblems;
import io.vivace.learn.LossFunction;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
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
}
