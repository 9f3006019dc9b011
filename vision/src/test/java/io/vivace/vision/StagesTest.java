package io.vivace.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.BatchRecord;
import io.vivace.nn.Module;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.ResNet;
import io.vivace.vision.transform.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagesTest {
    private static final Stage.Course CONSTANT = Schedules::constant;

    @Test
    void gradualUnfreezingIsTheLessons() {
        List<Stage> s = Stages.gradual(2e-2).stages();

        assertThat(s).extracting(Stage::from).containsExactly(-1, -2, 0);
        assertThat(s).extracting(Stage::epochs).containsExactly(1.0, 1.0, 2.0);
        assertThat(s.get(0).peak(3)).isEqualTo(Lr.of(2e-2));
        double[] rates = s.get(1).peak(3).resolve(3);
        assertThat(rates[0]).isCloseTo(4e-6, within(1e-12));
        assertThat(rates[1]).isCloseTo(4e-5, within(1e-12));
        assertThat(rates[2]).isCloseTo(4e-3, within(1e-12));
        // nets with other numbers of groups keep the ends
        assertThat(s.get(2).peak(2).resolve(2)).containsExactly(2e-2 / 5000, 2e-2 / 5);
        assertThat(s.get(2).peak(1)).isEqualTo(Lr.of(2e-2 / 5));
    }

    @Test
    void lengthsAreSharedAsTheyWere() {
        Stages s = Stages.boxAndClass(1e-2);
        assertThat(s.epochs()).isEqualTo(18);
        assertThat(s.lasting(9).stages()).extracting(Stage::epochs).containsExactly(1.5, 2.5, 5.0);
        assertThat(s.then(Stages.grid(1)).epochs()).isEqualTo(23);
        assertThat(s.afterHead()).hasSize(2);
        assertThat(Stages.manyLabels(2e-2).epochs()).isEqualTo(8);
        assertThat(Stages.box(2e-3).epochs()).isEqualTo(8);
        assertThat(Stages.scales(1e-2).epochs()).isEqualTo(20);
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stage("x", 0, 1, List.of(), CONSTANT))
                .withMessageContaining("stage \"x\" needs learning rates above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Stage("x", 0, 1, List.of(-1.0), CONSTANT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stage("x", 0, Double.NaN, List.of(1.0), CONSTANT))
                .withMessageContaining("at least 0 epochs");
        assertThatIllegalArgumentException().isThrownBy(Stages::of).withMessageContaining("at least one stage");
    }

    @Test
    void batchNormRestsInStagesThatSaySo(@TempDir Path pictures) throws IOException {
        assertThat(Stages.pixels(4e-2).lasting(1).stages())
                .extracting(Stage::normRests)
                .containsExactly(false, true);
        assertThat(Stages.pixels(4e-2).stages()).extracting(Stage::from).containsExactly(1, 0);
        Pictures.write(pictures, 12, 3);
        var data = ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none(), Size.square(32))
                .batch(12)
                .normalizeByBatch();
        var stages = Stages.of(
                new Stage("learns", 0, 1, List.of(1e-3), CONSTANT),
                new Stage("rests", 0, 1, List.of(1e-3), CONSTANT).restingNorm(),
                new Stage("learns again", 0, 1, List.of(1e-3), CONSTANT));
        try (var learn = VisionLearner.of(data, Architecture.parse("simple_cnn:norm=true"))
                .silent()
                .build()) {
            Module norm = learn.model().modules().values().stream()
                    .filter(m -> m.ownBuffers().containsKey("running_mean"))
                    .findFirst()
                    .orElseThrow();
            List<float[]> means = new ArrayList<>();
            List<float[]> scales = new ArrayList<>();
            stages.train(learn, s -> {
                means.add(norm.state().get("running_mean").toFloatArray());
                scales.add(norm.state().get("weight").toFloatArray());
            });
            means.add(norm.state().get("running_mean").toFloatArray());

            assertThat(means.get(1)).isNotEqualTo(means.get(0));
            assertThat(means.get(2)).isEqualTo(means.get(1));
            assertThat(means.get(3)).isNotEqualTo(means.get(2));
            assertThat(scales.get(2)).isNotEqualTo(scales.get(1));
            Stages.of(new Stage("the only group", 1, 1, List.of(1e-3), CONSTANT))
                    .train(learn);
            assertThat(learn.model().parameters().values()).allMatch(p -> p.isTrainable());
            means.set(3, norm.state().get("running_mean").toFloatArray());
            learn.restNorm(true);
            stages.train(learn);
            assertThat(norm.state().get("running_mean").toFloatArray()).isEqualTo(means.get(3));
            assertThat(learn.learner().normRests()).isTrue();
        }
    }

    @Test
    void stagesFreezeAndTrain(@TempDir Path pictures) throws IOException {
        Pictures.write(pictures, 12, 3);
        var data = ImageList.fromFolder(pictures)
                .splitByFolder()
                .labelByFolder()
                .transform(Transforms.none(), Size.square(32))
                .batch(12)
                .normalizeByBatch();
        List<String> told = new ArrayList<>();
        try (var learn = VisionLearner.cnn(data, ResNet.resnet18().architecture())
                .head(Head.standard().hidden(0.5))
                .silent()
                .build()) {
            assertThat(learn.learner().groups().size()).isEqualTo(3);
            Stages.gradual(1e-2).train(learn, s -> told.add(s.name()));

            assertThat(told).containsExactly("head", "last two groups", "all");
            List<BatchRecord> last = learn.recorder().batches().stream()
                    .filter(b -> b.fit() == 2)
                    .toList();
            assertThat(last).hasSize(4);
            assertThat(last.get(1).lr()).hasSize(3);
            assertThat(learn.model().parameters().values()).allMatch(p -> p.isTrainable());
        }
    }
}
