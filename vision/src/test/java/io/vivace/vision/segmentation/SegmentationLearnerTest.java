package io.vivace.vision.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.nn.Conv2d;
import io.vivace.nn.Layers;
import io.vivace.optim.Adam;
import io.vivace.vision.ImageDataBunch;
import io.vivace.vision.ImageList;
import io.vivace.vision.Prediction;
import io.vivace.vision.Predictor;
import io.vivace.vision.Stats;
import io.vivace.vision.VisionLearner;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Masks from files to a model that others use. */
class SegmentationLearnerTest {
    private static final Size SIZE = Size.of(24, 32);

    @TempDir
    Path folder;

    /** A bright rectangle, class 1, before something dark, class 0; its border is void, class 2. */
    private void write(int i) {
        byte[] px = new byte[24 * 32 * 3];
        byte[] mask = new byte[24 * 32];
        int top = 2 + i % 8;
        int left = 3 + i * 5 % 12;
        for (int r = 0; r < 24; r++) {
            for (int c = 0; c < 32; c++) {
                int p = r * 32 + c;
                boolean in = r >= top && r < top + 9 && c >= left && c < left + 12;
                boolean edge = in && (r == top || c == left);
                mask[p] = (byte) (edge ? 2 : in ? 1 : 0);
                for (int k = 0; k < 3; k++) {
                    px[3 * p + k] = (byte) ((in ? 200 : 40) + (p * 7 + i) % 30);
                }
            }
        }
        Image.of(SIZE, Color.RGB, px).writePng(folder.resolve("images/p" + i + ".png"));
        Image.of(SIZE, Color.GREY, mask).writePng(folder.resolve("masks/p" + i + ".png"));
    }

    @Test
    void masksAreLearntShownExportedAndSaid() throws IOException {
        for (int i = 0; i < 20; i++) {
            write(i);
        }
        Architecture.register(
                "tiny-for-pixels",
                a -> Layers.sequential(
                        Conv2d.of(a.whole("channels", 3), 8, 3),
                        Layers.relu(),
                        Conv2d.of(8, a.whole("classes", 1), 3)));
        ImageDataBunch data = ImageList.fromFolder(folder.resolve("images"))
                .splitRandom(0.2, 1)
                .label(Masks.in(folder.resolve("masks"), List.of("dark", "bright", "void"))
                        .voidClass("void"))
                .transform(Transforms.none().flip(), SIZE)
                .batch(4)
                .normalize(Stats.IMAGENET);
        data.showBatch(folder.resolve("batch.png"));
        Path model = folder.resolve("model.vivace");
        try (var learn = VisionLearner.of(data, Architecture.of("tiny-for-pixels"))
                .optimizer(Adam.defaults())
                .silent()
                .build()) {
            learn.fitOneCycle(8, 0.03);
            var metrics = learn.validate().metrics();
            assertThat(metrics.get("foreground_acc")).isGreaterThan(0.98);
            assertThat(metrics.get("mean_iou")).isGreaterThan(0.95);
            learn.showResults(folder.resolve("results.png"));
            learn.interpret().topLosses(2).plot(folder.resolve("worst.png"));
            try (var seen = learn.interpret()) {
                seen.plotConfusionMatrix(folder.resolve("confusion.png"));
                long[][] pixels = seen.confusionMatrix().counts();
                assertThat(pixels[2]).as("void pixels").containsOnly(0);
                assertThat(pixels[1][1]).isPositive();
            }
            learn.export(model);
        }
        assertThat(List.of("batch.png", "results.png", "worst.png", "confusion.png"))
                .allSatisfy(name -> assertThat(Files.size(folder.resolve(name))).isPositive());
        try (var use = Predictor.load(model)) {
            assertThat(use.classes()).containsExactly("dark", "bright", "void");
            Mask said = use.predict(folder.resolve("images/p3.png"), Mask.class);
            assertThat(said.picture()).isEqualTo(SIZE);
            assertThat(said.at(5 + 4, 3 + 15 % 12 + 6)).isEqualTo(1);
            assertThat(said.at(23, 31)).isZero();
            // twice as large: the mask is that of the file's own pixels
            Image large = Image.of(Size.of(48, 64), Color.RGB, new byte[48 * 64 * 3]);
            assertThat(use.predict(large, Mask.class).picture()).isEqualTo(Size.of(48, 64));
            assertThatThrownBy(() -> use.predict(large, Prediction.class)).hasMessageContaining("Mask");
        }
    }

    @Test
    void pixelsOfBinaryMasksAreCounted() {
        for (int i = 0; i < 5; i++) {
            write(i);
        }
        ImageDataBunch data = ImageList.fromFolder(folder.resolve("images"))
                .splitByIndex(3, 4)
                .label(Masks.binary(folder.resolve("masks"), "bright", 1))
                .transform(Transforms.none(), SIZE)
                .batch(3)
                .normalize(Stats.IMAGENET);
        try (var learn = VisionLearner.of(data, Layers.sequential(Conv2d.of(3, 1, 3)))
                        .silent()
                        .build();
                var seen = learn.interpret()) {
            long[][] pixels = seen.confusionMatrix().counts();
            assertThat(pixels[1][0] + pixels[1][1]).isEqualTo(2 * 9 * 12);
            assertThat(pixels[0][0] + pixels[0][1]).isEqualTo(2 * (24 * 32 - 9 * 12));
        }
    }
}
