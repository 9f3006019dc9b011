package io.vivace.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.vivace.data.TensorBunch;
import io.vivace.gan.models.Dcgan;
import io.vivace.learn.Callback;
import io.vivace.learn.Checkpoint;
import io.vivace.learn.FitResult;
import io.vivace.learn.Learner;
import io.vivace.learn.LearnerBuilder;
import io.vivace.learn.LossFunction;
import io.vivace.learn.Step;
import io.vivace.memory.Settled;
import io.vivace.memory.Shape;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.optim.Optimizer;
import io.vivace.optim.RmsProp;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training a critic and a generator against each other. */
class WganTest {
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Wgan small() {
        return Wgan.of(
                Dcgan.generator(5, 16).features(2).extraLayers(1),
                Dcgan.critic(16).features(2).extraLayers(1));
    }

    /** Pictures 8×8 whose left halves are bright and right halves dark, by some amount. */
    private static TensorBunch halves(int n) {
        float[] v = new float[n * 64];
        Rng rng = new Rng(7);
        for (int i = 0; i < n; i++) {
            double bright = rng.uniform(0.5, 0.9);
            for (int p = 0; p < 64; p++) {
                v[i * 64 + p] = (float) (p % 8 < 4 ? bright : -bright);
            }
        }
        return TensorBunch.of(Tensor.of(v, n, 1, 8, 8), Tensor.zeros(n))
                .batch(16)
                .dropLast()
                .build();
    }

    private static Wgan ofHalves() {
        return Wgan.of(
                Dcgan.generator(4, 8).channels(1).features(8),
                Dcgan.critic(8).channels(1).features(8).extraLayers(1));
    }

    private static LearnerBuilder learner(Wgan wgan, TensorBunch data, int criticSteps) {
        return wgan.learner(data)
                .step(WganStep.of(wgan).criticSteps(CriticSteps.always(criticSteps)))
                .silent();
    }

    // ---------------------------------------------------------------------------------------------- one step

    @Test
    void lossesOfFourRoundsAreThoseOfPyTorch() throws IOException {
        JsonNode losses = Golden.of("training").get("losses");
        Wgan wgan = small();
        Waves.fill(wgan.critic());
        Waves.fill(wgan.generator());
        Optimizer critic = RmsProp.lr(1e-4).over(wgan.critic().parameters());
        Optimizer generator = RmsProp.lr(1e-4).over(wgan.generator().parameters());
        for (int i = 0; i < losses.size(); i++) {
            wgan.clampCritic(0.1);
            Tensor real = Waves.of(0.31 + 0.01 * i, 4, 3, 16, 16);
            Tensor ofCritic =
                    wgan.criticGap(real, Waves.of(0.7 + 0.1 * i, 4, 5, 1, 1)).mean();
            ofCritic.backward();
            critic.step();
            critic.zeroGrad();
            Tensor ofGenerator = wgan.generatorLoss(Waves.of(0.75 + 0.1 * i, 4, 5, 1, 1));
            ofGenerator.backward();
            generator.step();
            generator.zeroGrad();
            assertThat((double) ofCritic.item())
                    .as("critic's loss " + i)
                    .isCloseTo(losses.get(i).get(0).asDouble(), offset(2e-5));
            assertThat((double) ofGenerator.item())
                    .as("generator's loss " + i)
                    .isCloseTo(losses.get(i).get(1).asDouble(), offset(2e-5));
        }
    }

    @Test
    void eachLossReachesItsNetAlone() {
        Wgan wgan = small();
        wgan.init(new Rng(1));
        Tensor z = wgan.noise(3);
        wgan.criticGap(Waves.of(0.3, 3, 3, 16, 16), z).mean().backward();
        assertThat(gradients(wgan.critic()))
                .isEqualTo(wgan.critic().parameters().size());
        assertThat(gradients(wgan.generator())).isZero();
        wgan.zeroGrad();
        wgan.generatorLoss(z).backward();
        assertThat(gradients(wgan.critic())).isZero();
        assertThat(gradients(wgan.generator()))
                .isEqualTo(wgan.generator().parameters().size());
        assertThat(wgan.parameters().values()).allMatch(Parameter::isTrainable);
    }

    private static long gradients(Module net) {
        return net.parameters().values().stream().filter(p -> p.grad() != null).count();
    }

    @Test
    void clampingReachesEveryParameterOfTheCritic() {
        Wgan wgan = small();
        wgan.init(new Rng(1));
        Map<String, float[]> before = values(wgan);
        wgan.clampCritic(0.01);
        values(wgan).forEach((name, now) -> {
            float[] was = before.get(name);
            for (int i = 0; i < now.length; i++) {
                float inside = Math.max(-0.01f, Math.min(0.01f, was[i]));
                assertThat(now[i]).as(name).isEqualTo(name.startsWith("critic") ? inside : was[i]);
            }
        });
    }

    private static Map<String, float[]> values(Module net) {
        Map<String, float[]> values = new HashMap<>();
        net.parameters().forEach((name, p) -> values.put(name, p.value().toFloatArray()));
        return values;
    }

    // ---------------------------------------------------------------------------------------------- schedules

    @Test
    void criticsAreTrainedAsOftenAsPublished() {
        CriticSteps first = CriticSteps.thorough();
        assertThat(List.of(first.before(0), first.before(24), first.before(25), first.before(499), first.before(500)))
                .containsExactly(100, 100, 5, 5, 100);
        CriticSteps later = CriticSteps.refreshing();
        assertThat(List.of(later.before(0), later.before(1), later.before(1000)))
                .containsExactly(100, 5, 100);
    }

    @Test
    void theGeneratorStepsWhenTheCriticHasAndCountsAnewInEachFit() {
        Wgan wgan = ofHalves();
        List<String> events = new ArrayList<>();
        Map<String, float[]> last = new HashMap<>();
        Callback watch = new Callback() {
            @Override
            public void afterStep(Step step) {
                Map<String, float[]> now = values(wgan);
                String moved = "";
                for (String net : List.of("critic", "generator")) {
                    String weight = net + ".final.weight";
                    moved += java.util.Arrays.equals(now.get(weight), last.get(weight)) ? "" : net + " ";
                }
                events.add(moved.strip());
                last.putAll(now);
            }

            @Override
            public void beforeBatch(Step step) {
                last.putAll(values(wgan));
            }
        };
        WganStep step = WganStep.of(wgan).criticSteps(CriticSteps.always(3));
        try (var data = halves(7 * 16);
                Learner learn =
                        wgan.learner(data).step(step).callbacks(watch).silent().build()) {
            learn.fit(1, 1e-3);
            assertThat(events)
                    .containsExactly(
                            "critic",
                            "critic",
                            "critic",
                            "generator",
                            "critic",
                            "critic",
                            "critic",
                            "generator",
                            "critic");
            events.clear();
            learn.fit(1, 1e-3);
            assertThat(events.subList(0, 4)).containsExactly("critic", "critic", "critic", "generator");
            assertThat(step.generatorSteps()).isEqualTo(2);
        }
    }

    // ---------------------------------------------------------------------------------------------- learning

    @Test
    void itLearnsWhatThePicturesLookLike() {
        for (Precision precision : Precision.values()) {
            Wgan wgan = ofHalves();
            try (var data = halves(256);
                    Learner learn = learner(wgan, data, 5).precision(precision).build()) {
                float before = contrast(wgan);
                FitResult first = learn.fit(5, 1e-3);
                learn.fit(55, 1e-3);
                float after = contrast(wgan);
                assertThat(first.epochs().get(4).trainLoss())
                        .as("the critic tells them apart")
                        .isNegative();
                assertThat(Math.abs(before)).as(precision + " before").isLessThan(0.3f);
                assertThat(after).as(precision + " after").isBetween(0.35f, 1f);
            }
        }
    }

    /** How much brighter the left half of generated pictures is than the right one, half of the difference. */
    private static float contrast(Wgan wgan) {
        try (var scope = Scope.open()) {
            Tensor x = wgan.sample(64);
            assertThat(x.shape()).isEqualTo(Shape.of(64, 1, 8, 8));
            return (x.narrow(3, 0, 4).mean().item() - x.narrow(3, 4, 4).mean().item()) / 2;
        }
    }

    @Test
    void equalSeedsGiveEqualBitsAndMemoryStaysFlat() {
        List<float[]> ends = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Wgan wgan = ofHalves();
            try (var data = halves(64);
                    Learner learn = learner(wgan, data, 2).build()) {
                FitResult result = learn.fit(2, 1e-3);
                assertThat(result.last().metrics()).containsKey(WganStep.GENERATOR_LOSS);
                long live = Settled.stats().live();
                learn.fit(10, 1e-3);
                assertThat(Settled.stats().live()).isLessThanOrEqualTo(live);
                ends.add(wgan.generator()
                        .parameters()
                        .get("final.weight")
                        .value()
                        .toFloatArray());
            }
        }
        assertThat(ends.get(0)).isEqualTo(ends.get(1));
    }

    @Test
    void validationSeesTheCriticsLossOfOtherPictures() {
        Wgan wgan = ofHalves();
        Tensor x = Tensor.randn(new Rng(1), 64, 1, 8, 8).clamp(-1, 1);
        try (var data = TensorBunch.of(x, Tensor.zeros(64)).splitRandom(0.5, 1).build();
                Learner learn = learner(wgan, data, 1).build()) {
            learn.fit(1, 1e-3);
            assertThat(learn.validate().loss()).isFinite();
            assertThat(learn.getPreds().outputs().shape()).isEqualTo(Shape.of(32));
        }
    }

    // ---------------------------------------------------------------------------------------------- errors

    @Test
    void wrongCallsAreExplained() {
        Wgan wgan = small();
        assertThatThrownBy(() -> wgan.noise(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rng(new Rng(seed))");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wgan.clampCritic(0))
                .withMessageContaining("above 0, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WganStep.of(wgan).clamp(Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WganStep.of(wgan).pictures(0))
                .withMessageContaining("at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CriticSteps.always(0))
                .withMessageContaining("at least 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wgan.of(wgan.generator(), wgan.critic(), 0))
                .withMessageContaining("at least 1");
        try (var data = halves(32);
                Learner learn = Learner.of(data, ofHalves())
                        .loss(LossFunction.of((a, b) -> a.mean()))
                        .step(WganStep.of(wgan))
                        .silent()
                        .build()) {
            assertThatThrownBy(() -> learn.fit(1, 1e-3)).hasMessageContaining("another GAN");
        }
    }

    // ---------------------------------------------------------------------------------------------- checkpoints

    private static List<String> twoFits(Checkpoint checkpoint, int pauseAt) {
        Wgan wgan = ofHalves();
        Callback pause = new Callback() {
            @Override
            public void afterBatch(Step step) {
                if (step.isTraining() && step.fit().batch() == pauseAt) {
                    step.fit().pause("a test");
                }
            }
        };
        List<String> outcome = new ArrayList<>();
        try (var data = halves(96);
                var learn = learner(wgan, data, 4)
                        .callbacks(pause)
                        .checkpoint(checkpoint.resume())
                        .build()) {
            for (int i = 0; i < 2; i++) {
                FitResult result = learn.fit(1.5, 1e-3);
                outcome.add(result.epochs().stream()
                        .map(e -> e.trainLoss() + " " + e.metrics())
                        .toList()
                        .toString());
                if ("a test".equals(result.stopReason())) {
                    return List.of();
                }
            }
            wgan.state().forEach((name, t) -> outcome.add(name + Arrays.toString(t.toFloatArray())));
        }
        return outcome;
    }

    @Test
    void aRoundGoesOnAfterACheckpoint(@TempDir Path folder) {
        List<String> whole = twoFits(Checkpoint.in(folder.resolve("whole")), -1);
        for (int at = 0; at < 9; at++) {
            Checkpoint checkpoint = Checkpoint.in(folder.resolve("paused" + at));
            assertThat(twoFits(checkpoint, at)).isEmpty();
            assertThat(twoFits(checkpoint, -1)).as("paused at batch %d", at).isEqualTo(whole);
        }
    }
}
