package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.io.FileException;
import io.vivace.io.Fuzz;
import io.vivace.nn.Module;
import io.vivace.tensor.Rng;
import io.vivace.vision.image.Border;
import io.vivace.vision.image.Color;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Framing;
import io.vivace.vision.transform.Resize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged exported models are refused, or are models of their classes. */
class PredictorFuzzTest {
    @TempDir
    Path folder;

    @Test
    void exportedModels() throws IOException {
        Path file = folder.resolve("whole");
        var plan = new NetPlan(
                Architecture.parse("simple_cnn:channels=3,classes=10,norm=true,widths=4+6"),
                Head.standard().hidden(0.5, 5),
                10,
                2);
        var framing = new Framing(Size.of(24, 20), Resize.CROP, 30, Border.REFLECT);
        var task = new Task(new CategoryTarget(List.of("cat", "dog")), Color.RGB, framing, Stats.IMAGENET);
        try (Module net = plan.build()) {
            net.init(new Rng(11));
            Predictor.save(file, new ModelManifest(plan, task), net);
        }
        byte[] whole = Files.readAllBytes(file);
        byte[] plain = Fuzz.withoutChecksum(whole);
        Image picture = Image.of(Size.of(30, 40), Color.RGB, new byte[30 * 40 * 3]);
        Fuzz.of("predictor", folder, FileException.class)
                .givingBackLater()
                .atMost(256 << 20, 512 << 20)
                .run(
                        f -> {
                            try (var model = Predictor.load(f)) {
                                assertThat(model.predict(picture)
                                                .probabilities()
                                                .keySet())
                                        .containsExactlyElementsOf(model.classes());
                            }
                        },
                        whole,
                        plain,
                        plain);
    }
}
