package io.vivace.vision;

import static io.vivace.nn.Layers.flatten;
import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.learn.Checkpoint;
import io.vivace.learn.Learner;
import io.vivace.nn.AdaptivePool2d;
import io.vivace.nn.BatchNorm2d;
import io.vivace.nn.Conv2d;
import io.vivace.nn.Linear;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Precision;
import io.vivace.vision.image.Size;
import io.vivace.vision.transform.Rotate;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that workers read and change at random, then larger ones: killed in the middle of an epoch of either. */
class ResumedImagesTest {
    private static final String MIDDLE = "fit-000-batch-%09d.safetensors";

    @TempDir
    Path folder;

    private static ImageDataBunch data(Path pictures, int size, int workers) {
        return ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.standard().with(new Rotate(20, 1)), Size.square(size))
                .batch(5)
                .workers(workers)
                .normalize(Stats.IMAGENET);
    }

    private static List<String> train(Path pictures, Path checkpoints, int workers) {
        var net = sequential(
                Conv2d.of(3, 4, 3).stride(4),
                BatchNorm2d.of(4),
                relu(),
                AdaptivePool2d.avg(1),
                flatten(),
                Linear.of(4, 2));
        var small = data(pictures, 16, workers);
        var large = data(pictures, 24, 1 - workers);
        try (var learn = Learner.of(small, net)
                .precision(Precision.BF16)
                .checkpoint(
                        Checkpoint.in(checkpoints).everyBatches(1).keep(1000).resume())
                .silent()
                .build()) {
            learn.fit(
                    TrainPhase.epochs(1.4).lr(1e-2),
                    TrainPhase.epochs(1.5).lr(1e-2, 1e-3).data(large));
            List<String> seen = new ArrayList<>();
            learn.model().state().forEach((name, t) -> seen.add(name + Arrays.toString(t.toFloatArray())));
            learn.recorder().batches().forEach(b -> seen.add(b.toString()));
            return seen;
        }
    }

    @Test
    void goesOnWithTheSamePictures() throws IOException {
        Path pictures = folder.resolve("pictures");
        Pictures.write(pictures, 12, 3);
        List<String> whole = train(pictures, folder.resolve("whole"), 1);
        for (int batch : new int[] {2, 5, 6, 9, 11}) {
            String name = String.format(MIDDLE, batch);
            Path one = Files.createDirectory(folder.resolve("from" + batch));
            Files.copy(folder.resolve("whole").resolve(name), one.resolve(name));
            assertThat(train(pictures, one, batch % 2))
                    .as("from batch %d", batch)
                    .isEqualTo(whole);
        }
    }
}
