package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.learn.Step;
import io.vivace.plot.Picture;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionPicturesTest {
    @TempDir
    Path folder;

    /** Keeps the pictures of the last training batch and of all validation batches. */
    private static final class Keep implements Callback {
        List<Picture> trained = List.of();
        final List<Picture> validated = new ArrayList<>();

        @Override
        public void afterBatch(Step step) {
            if (step.isTraining()) {
                trained = PredictionPictures.of(step);
            } else {
                validated.addAll(PredictionPictures.of(step));
            }
        }
    }

    @Test
    void tellWhatTheNetSaysAndWhatThePicturesAre() throws IOException {
        Pictures.write(folder, 15, 4);
        var data = ImageList.fromFolder(folder)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none(), Size.square(28))
                .batch(5)
                .normalize(Stats.IMAGENET);
        var keep = new Keep();
        try (var learn = VisionLearner.of(data, Architecture.of("simple_cnn"))
                .callbacks(keep)
                .silent()
                .build()) {
            learn.fit(1, 1e-3);
            assertThat(keep.trained).hasSize(5);
            assertThat(keep.validated).hasSize(8);
            try (var seen = learn.interpret()) {
                for (int i = 0; i < 8; i++) {
                    var c = seen.cases().get(i);
                    Picture p = keep.validated.get(i);
                    assertThat(p.caption())
                            .startsWith("says " + c.predicted() + ", " + Math.round(100 * c.probability()) + "\u00a0%")
                            .endsWith("\nis " + c.actual());
                    assertThat(p.verdict() == Picture.Verdict.RIGHT).isEqualTo(c.isRight());
                    assertThat(p.image().getWidth()).isEqualTo(28);
                    assertThat(p.image().getRGB(14, 14) & 0xffffff)
                            .isEqualTo(data.framing()
                                            .sketch(data.validImage(i).size())
                                            .render(data.validImage(i))
                                            .image()
                                            .toBufferedImage()
                                            .getRGB(14, 14)
                                    & 0xffffff);
                }
            }
        }
    }

    @Test
    void otherDataAreRefused() {
        try (var scope = io.vivace.tensor.Scope.open();
                var data = io.vivace.data.TensorBunch.of(
                                io.vivace.tensor.Tensor.zeros(20, 3), io.vivace.tensor.Tensor.of(new long[20]))
                        .splitRandom(0.2, 1)
                        .batch(5)
                        .build();
                var learn = Learner.of(data, io.vivace.nn.Linear.of(3, 2))
                        .callbacks(new Keep())
                        .silent()
                        .build()) {
            assertThatThrownBy(() -> learn.fit(1, 1e-3)).hasMessageContaining("not an ImageDataBunch");
        }
    }
}
