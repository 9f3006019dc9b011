package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.data.Batch;
import io.vivace.vision.detection.Annotations;
import io.vivace.vision.detection.Detection;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Resize;
import io.vivace.vision.transform.Transforms;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real annotated photos, where they are at hand. */
class DetectionDataTest {
    @Test
    void fruit() {
        check("fruit_voc", 300, 582, List.of("apple", "banana", "orange"));
    }

    @Test
    void cards() {
        check("cards_voc", 363, 670, List.of("ace", "jack", "king", "nine", "queen", "ten"));
    }

    private static void check(String name, int pictures, int things, List<String> classes) {
        Path folder = SharedData.folder(name);
        Annotations told = Detection.voc(folder.resolve("Annotations"));
        assertThat(told.problems()).isEmpty();
        assertThat(told.classes()).isEqualTo(classes);
        assertThat(told.pictures()).hasSize(pictures);
        assertThat(told.pictures().values().stream()
                        .mapToInt(b -> b.things().size())
                        .sum())
                .isEqualTo(things);
        var data = ImageList.fromFolder(folder.resolve("JPEGImages"))
                .splitRandom(0.2, 42)
                .label(told)
                .transform(Transforms.sideOn().resize(Resize.SQUISH), Size.square(64))
                .batch(16)
                .normalize(Stats.IMAGENET);
        assertThat(data.classes()).isEqualTo(classes);
        try (var epoch = data.train().epoch(0);
                Batch b = epoch.next()) {
            assertThat(b.targets()).hasSize(4);
            float[] boxes = b.targets().get(0).toFloatArray();
            for (float edge : boxes) {
                assertThat(edge).isBetween(0f, 1f);
            }
        }
    }
}
