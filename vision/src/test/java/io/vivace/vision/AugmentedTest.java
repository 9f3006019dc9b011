package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.data.Batch;
import io.vivace.data.Loader;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentedTest {
    @TempDir
    Path dir;

    @BeforeEach
    void draw() throws IOException {
        Pictures.write(dir, 4, 3);
    }

    private ImageDataBunch data(Transforms transforms) {
        return ImageList.fromFolder(dir)
                .splitByFolder()
                .labelByFolder()
                .transform(transforms, Size.square(20))
                .batch(6)
                .workers(0)
                .normalize(Stats.IMAGENET);
    }

    private static Image picture(ImageDataBunch data, Loader loader, int item) {
        try (var e = loader.epoch(0);
                Batch b = e.next()) {
            return data.stats().picture(b.x(), item);
        }
    }

    @Test
    void cornersAreEnlargedAndMirrored() throws IOException {
        var data = data(Transforms.none().flip().zoom(1.1));
        List<Loader> eight = Augmented.corners(data, 1.25);
        Image read = ImageReader.of(data.color()).read(dir.resolve("valid/square/001.png"));
        Size frame = data.framing().sketch(read.size()).frame();
        Image scaled = read.resize(frame);
        List<Image> wanted = IntStream.range(0, 8)
                .mapToObj(i -> {
                    int top = (i & 1) == 0 ? 0 : scaled.height() - 16;
                    int left = (i & 2) == 0 ? 0 : scaled.width() - 16;
                    Image corner =
                            scaled.crop(top, left, Size.square(16), Border.ZERO).resize(Size.square(20));
                    return (i & 4) == 0 ? corner : corner.flipHorizontally();
                })
                .toList();

        assertThat(eight).hasSize(8);
        for (int i = 0; i < 8; i++) {
            Image seen = picture(data, eight.get(i), 4);
            int nearest = IntStream.range(0, 8)
                    .boxed()
                    .min(Comparator.comparingDouble(k -> difference(seen, wanted.get(k))))
                    .orElseThrow();
            assertThat(nearest).isEqualTo(i);
            assertThat(difference(seen, wanted.get(i))).isLessThan(10);
        }
    }

    private static double difference(Image a, Image b) {
        double sum = 0;
        for (int k = 0; k < a.pixels().length; k++) {
            sum += Math.abs((a.pixels()[k] & 0xff) - (b.pixels()[k] & 0xff));
        }
        return sum / a.pixels().length;
    }

    @Test
    void passesAsInTrainingDifferFromEachOtherAndAreTheSameAgain() {
        var data = data(Transforms.standard().rotate(40).lighting(0.5));
        List<Loader> passes = Augmented.asInTraining(data, 4);

        assertThat(passes).hasSize(4);
        Image first = picture(data, passes.get(0), 2);
        assertThat(picture(data, passes.get(1), 2)).isNotEqualTo(first);
        assertThat(picture(data, Augmented.asInTraining(data, 4).get(0), 2)).isEqualTo(first);
        assertThat(picture(data, data.valid(), 2)).isNotEqualTo(first);
    }
}
