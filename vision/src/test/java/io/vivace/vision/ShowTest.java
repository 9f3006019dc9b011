package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
    @TempDir
    Path dir;

    private ImageDataBunch data(Transforms t) throws IOException {
        Pictures.write(dir.resolve("data"), 15, 4);
        return ImageList.fromFolder(dir.resolve("data"))
                .splitByFolder()
                .labelByFolder()
                .transform(t, Size.square(28))
                .batch(30)
                .normalize(Stats.IMAGENET);
    }

    @Test
    void aBatchIsDrawn() throws IOException {
        data(Transforms.standard()).showBatch(dir.resolve("pictures/batch.png"));

        Image drawn = ImageReader.of(Color.RGB).read(dir.resolve("pictures/batch.png"));
        assertThat(drawn.width()).isEqualTo(5 * (140 + 10) + 10);
        assertThat(drawn.at(0, 0, 0)).isEqualTo(255);
        assertThat(drawn.at(60, 60, 0)).isLessThan(255);
    }

    @Test
    void normalisingIsUndone() throws IOException {
        var data = data(Transforms.none());
        try (var e = data.valid().epoch(0);
                var b = e.next()) {
            Image seen = data.stats().picture(b.x(), 2);
            Image read = ImageReader.of(Color.RGB).read(dir.resolve("data/valid/disc/002.png"));
            assertThat(seen)
                    .isEqualTo(data.framing().sketch(read.size()).render(read).image());
        }
    }

    @Test
    void theSummaryDescribesARealBatch() throws IOException {
        assertThat(data(Transforms.standard()).summary())
                .contains("30 items, 1 batches of 30")
                .contains("one of 2 classes: disc (15), square (15)")
                .contains("f32 [30, 3, 28, 28]")
                .contains("i64 [30], 0.000 to 1.000, mean 0.500");
    }
}
