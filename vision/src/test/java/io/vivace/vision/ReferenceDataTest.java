package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Batch;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Transforms;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The inputs of the reference runs can be said in a few words. */
class ReferenceDataTest {
    @Test
    void mnist() {
        Path folder = SharedData.folder("mnist");
        assertThat(ImageList.isIdx(folder)).isTrue();
        var data = ImageList.fromIdx(folder)
                .splitByFolder("train", "t10k")
                .labelByFolder()
                .transform(Transforms.none())
                .batch(128)
                .normalize(Stats.MNIST);

        assertThat(data.classes())
                .containsExactly(
                        IntStream.range(0, 10).mapToObj(Integer::toString).toArray(String[]::new));
        assertThat(data.train().items()).isEqualTo(60_000);
        assertThat(data.train().batches()).isEqualTo(468);
        assertThat(data.valid().items()).isEqualTo(10_000);
        try (var e = data.train().epoch(0);
                Batch b = e.next()) {
            assertThat(b.x().shape().toArray()).containsExactly(128, 1, 28, 28);
            var seen = Stats.of(b.x());
            assertThat(seen.mean()[0]).isCloseTo(0, within(0.1f));
            assertThat(seen.std()[0]).isCloseTo(1, within(0.1f));
        }
    }

    @Test
    void cifar10() {
        var data = ImageList.fromFolder(SharedData.folder("cifar10"))
                .splitByFolder("train", "test")
                .labelByFolder()
                .transform(Transforms.none().padCrop(4).flip())
                .batch(128)
                .dropLast(false)
                .normalize(Stats.CIFAR10);

        assertThat(data.train().batches()).isEqualTo(79);
        assertThat(data.valid().items()).isEqualTo(2000);
        try (var e = data.train().epoch(0);
                Batch b = e.next()) {
            assertThat(b.x().shape().toArray()).containsExactly(128, 3, 32, 32);
        }
    }

    @Test
    void catsAndDogs() {
        var data = ImageList.fromFolder(SharedData.folder("catsdogs"))
                .splitByFolder("train", "valid")
                .labelByFolder()
                .transform(Transforms.none().shortSide(128).flip(), Size.square(112))
                .batch(64)
                .normalize(Stats.IMAGENET);

        assertThat(data.train().items()).isEqualTo(1080);
        assertThat(data.train().batches()).isEqualTo(16);
        assertThat(data.valid().items()).isEqualTo(320);
        try (var e = data.train().epoch(0);
                Batch b = e.next()) {
            assertThat(b.x().shape().toArray()).containsExactly(64, 3, 112, 112);
        }
    }
}
