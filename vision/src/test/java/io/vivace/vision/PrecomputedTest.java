package io.vivace.vision;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.EpochRecord;
import io.vivace.learn.Predictions;
import io.vivace.memory.MemoryStats;
import io.vivace.nn.LayerGroups.FrozenNorm;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.transform.Resize;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrecomputedTest {
    @TempDir
    static Path pictures;

    @BeforeAll
    static void draw() throws IOException {
        Pictures.write(pictures, 30, 8);
    }

    private static ImageDataBunch data(Transforms transforms) {
        return ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(transforms.resize(Resize.SQUISH), Size.square(32)) // cutting out is random in training
                .batch(12)
                .normalize(Stats.IMAGENET);
    }

    private static VisionLearner learner(ImageDataBunch data) {
        return VisionLearner.cnn(data, Architecture.parse("simple_cnn:widths=8+16,norm=true"))
                .head(Head.standard().hidden(0.5, 32))
                .frozenNorm(FrozenNorm.RESTS)
                .frozen(true)
                .metrics(accuracy())
                .silent()
                .build();
    }

    /** The numbers of a frozen, resting body on pictures as they are: the head, its dropout and the order go the same way. */
    @Test
    void theHeadLearnsWhatItLearnsOnAFrozenBody() {
        try (var once = learner(data(Transforms.none()));
                var frozen = learner(data(Transforms.none()))) {
            try (Precomputed pre = once.precompute()) {
                assertThat(pre.data().train().items()).isEqualTo(60);
                assertThat(pre.data().train().epoch(0).next().x().shape().toArray())
                        .as("maxima and means of 10 channels")
                        .containsExactly(12, 20);
                pre.learner().fitOneCycle(3, 1e-2);
                frozen.fitOneCycle(3, 1e-2);
                List<EpochRecord> a = pre.learner().recorder().epochs();
                List<EpochRecord> b = frozen.recorder().epochs();
                for (int e = 0; e < 3; e++) {
                    assertThat(a.get(e).trainLoss()).isCloseTo(b.get(e).trainLoss(), within(1e-5));
                    assertThat(a.get(e).validLoss()).isCloseTo(b.get(e).validLoss(), within(1e-5));
                    assertThat(a.get(e).metrics()).isEqualTo(b.get(e).metrics());
                }
                assertThat(pre.learner().validate().loss())
                        .isCloseTo(once.validate().loss(), within(1e-6));
            }
            // and the whole nets go on alike: weights, random numbers, body
            once.unfreeze();
            frozen.unfreeze();
            once.fitOneCycle(1, 1e-3);
            frozen.fitOneCycle(1, 1e-3);
            assertThat(once.model().parameters().keySet())
                    .isEqualTo(frozen.model().parameters().keySet());
            assertThat(once.validate().loss()).isCloseTo(frozen.validate().loss(), within(0.05));
        }
    }

    @Test
    void randomChangesTakePartOnlyWithTheWholeNet() {
        try (var learn = learner(data(Transforms.none().flip().rotate(30)))) {
            double[] seen = new double[2];
            for (int i = 0; i < 2; i++) {
                try (Precomputed pre = learn.precompute()) {
                    seen[i] =
                            pre.data().trainInOrder().epoch(0).next().x().sum().item();
                }
            }
            assertThat(seen[0]).isEqualTo(seen[1]);
            learn.fitOneCycle(1, 1e-3);
            assertThat(learn.recorder().epochs()).hasSize(1);
        }
    }

    @Test
    void otherPicturesArePredictedAsTheWholeNetDoes() {
        ImageDataBunch data = data(Transforms.none());
        try (var scope = Scope.open();
                var learn = learner(data);
                Precomputed pre = learn.precompute();
                Tensor seen = pre.activations(data.test(ImageList.fromFolder(pictures.resolve("valid"))));
                Predictions whole = learn.getPreds(data.test(ImageList.fromFolder(pictures.resolve("valid"))))) {
            Tensor said = pre.predict(seen);
            assertThat(said.shape().toArray()).containsExactly(16, 2);
            assertThat(said.sub(whole.outputs()).abs().max().item()).isLessThan(1e-5f);
        }
    }

    @Test
    void memoryIsBoundedAndGivenBack() {
        try (var learn = learner(data(Transforms.none()))) {
            assertThatThrownBy(() -> learn.precompute(1000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the activations of 76 pictures, [1, 20] for each, take 6.1 kB")
                    .hasMessageContaining("was allowed 1.0 kB");
            learn.precompute().close();
            long before = MemoryStats.now().inUse();
            learn.precompute().close();
            assertThat(MemoryStats.now().inUse()).isEqualTo(before);
            learn.validate(); // the net is still there
        }
    }

    @Test
    void onlyABodyWithAHeadHasActivationsToKeep() {
        ImageDataBunch data = data(Transforms.none());
        try (var learn = VisionLearner.of(data, Architecture.parse("simple_cnn:widths=8+16"))
                .silent()
                .build()) {
            assertThatThrownBy(learn::precompute)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("precompute is for learners made by cnn(...)");
        }
        var odd = ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none())
                .batch(1)
                .normalize(Stats.IMAGENET);
        try (var learn = learner(odd)) {
            assertThatThrownBy(learn::precompute).hasMessageContaining("precompute needs pictures of one size");
        }
    }
}
