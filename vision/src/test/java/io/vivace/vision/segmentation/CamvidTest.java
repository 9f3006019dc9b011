package io.vivace.vision.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.vision.SharedData;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reference run R4 makes pictures small in its own way; ours are the same to the last bit. */
class CamvidTest {
    private static final Size SMALL = Size.of(120, 160);

    @Test
    void picturesAreMeansAndMasksMiddlesOfThreeByThree() throws IOException {
        Path data = SharedData.folder("camvid");
        List<String> codes = Files.readAllLines(data.resolve("codes.txt"));
        var target = new SegmentationTarget(codes, codes.indexOf("Unlabelled"), false);
        for (String name : List.of("0001TP_006690", "0016E5_08640")) {
            Image large = ImageReader.of(Color.RGB).read(data.resolve("train/" + name + ".jpg"));
            Image small = large.shrink(SMALL);
            Mask mask = Mask.of(ImageReader.of(Color.GREY).readLabels(data.resolve("trainannot/" + name + ".png")));
            Mask middles =
                    target.transform(mask, Transforms.none().framing(SMALL).sketch(large.size()));
            for (int r = 0; r < 120; r++) {
                for (int c = 0; c < 160; c++) {
                    assertThat(middles.at(r, c)).isEqualTo(mask.at(3 * r + 1, 3 * c + 1));
                    for (int k = 0; k < 3; k++) {
                        assertThat(small.at(r, c, k)).isEqualTo((int) Math.rint(sum(large, r, c, k) / 9.0));
                    }
                }
            }
            assertThat(mask.counts()).hasSizeLessThanOrEqualTo(12);
        }
    }

    private static int sum(Image large, int row, int column, int channel) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += large.at(3 * row + i / 3, 3 * column + i % 3, channel);
        }
        return sum;
    }
}
