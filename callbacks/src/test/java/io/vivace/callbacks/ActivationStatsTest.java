package io.vivace.callbacks;

import static io.vivace.nn.Layers.relu;
import static io.vivace.nn.Layers.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.learn.Step;
import io.vivace.nn.Linear;
import io.vivace.nn.Module;
import io.vivace.nn.Relu;
import io.vivace.optim.Sgd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationStatsTest {
    @TempDir
    Path folder;

    private static Module net() {
        return sequential(Linear.of(3, 8), relu(), Linear.of(8, 2)).init(new Rng(2));
    }

    private static Learner learner(TensorBunch data, Module net, Callback... callbacks) {
        return Learner.of(data, net)
                .optimizer(Sgd.plain())
                .callbacks(callbacks)
                .silent()
                .build();
    }

    /** Computes outputs of the first layer, and the gradient of the last, by hand. */
    private static final class ByHand implements Callback {
        final List<float[]> first = new ArrayList<>();
        final List<float[]> last = new ArrayList<>();

        @Override
        public void afterForward(Step step) {
            if (step.isTraining()) {
                Module layer = step.model().children().get("0");
                Tensor w = layer.ownParameters().get("weight").value();
                Tensor b = layer.ownParameters().get("bias").value();
                first.add(step.batch().x().matmul(w.t()).add(b).toFloatArray());
                float[] p = step.output().softmax(1).toFloatArray();
                long[] y = step.batch().y().toLongArray();
                for (int i = 0; i < y.length; i++) {
                    p[2 * i + (int) y[i]] -= 1;
                }
                for (int i = 0; i < p.length; i++) {
                    p[i] /= y.length;
                }
                last.add(p);
            }
        }
    }

    private static double mean(float[] v) {
        double sum = 0;
        for (float x : v) {
            sum += x;
        }
        return sum / v.length;
    }

    private static double std(float[] v) {
        double mean = mean(v);
        double sum = 0;
        for (float x : v) {
            sum += (x - mean) * (x - mean);
        }
        return Math.sqrt(sum / (v.length - 1));
    }

    @Test
    void notesEveryTrainingBatchOfEveryLayerWithParameters() {
        var stats = ActivationStats.every(1).gradients();
        var byHand = new ByHand();
        try (var data = Tiny.data(16);
                var learn = learner(data, net(), stats, byHand)) {
            learn.fit(2, 0.5);
        }
        assertThat(stats.layers()).containsExactly("0", "2");
        assertThat(stats.batches()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        for (int i = 0; i < 6; i++) {
            Distribution first = stats.activationsOf("0").get(i);
            assertThat(first.mean()).isCloseTo(mean(byHand.first.get(i)), within(1e-6));
            assertThat(first.std()).isCloseTo(std(byHand.first.get(i)), within(1e-6));
            Distribution gradient = stats.gradientsOf("2").get(i);
            assertThat(gradient.mean()).isCloseTo(mean(byHand.last.get(i)), within(1e-6));
            assertThat(gradient.std()).isCloseTo(std(byHand.last.get(i)), within(1e-6));
        }
    }

    @Test
    void looksAtChosenLayersEverySoOften() {
        var stats = ActivationStats.every(4).layersWhere(m -> m instanceof Relu).bins(Bins.even(5, 0, 5));
        try (var data = Tiny.data(16);
                var learn = learner(data, net(), stats)) {
            learn.fit(3, 0.5);
            assertThat(stats.batches()).containsExactly(0L, 4L, 8L);
            assertThat(stats.layers()).containsExactly("1");
            Distribution d = stats.activationsOf("1").get(2);
            assertThat(d.counts()).hasSize(5);
            assertThat(java.util.Arrays.stream(d.counts()).sum()).isEqualTo(16 * 8);
            assertThat(d.nearZero()).isBetween(0.2, 0.9);
            assertThat(stats.gradientsOf("1").get(0).mean()).isNaN();
            learn.fit(1, 0.5);
            assertThat(stats.batches()).as("a fit starts anew").containsExactly(0L);
        }
    }

    @Test
    void trainingGivesTheSameBits() {
        float[] plain = trained();
        assertThat(trained(ActivationStats.every(2).gradients())).isEqualTo(plain);
    }

    private static float[] trained(Callback... callbacks) {
        try (var data = Tiny.data(16);
                var learn = learner(data, net(), callbacks)) {
            learn.fit(3, 0.5);
            return learn.model().parameters().get("2.weight").value().toFloatArray();
        }
    }

    @Test
    void hooksAreGoneOnEveryExit() {
        var fails = new Callback() {
            @Override
            public void afterLoss(Step step) {
                throw new IllegalStateException("on purpose");
            }
        };
        try (var data = Tiny.data(16);
                var learn = learner(data, net(), ActivationStats.every(1).gradients(), fails)) {
            assertThatThrownBy(() -> learn.fit(1, 0.5)).hasMessageContaining("on purpose");
            learn.model()
                    .modules()
                    .values()
                    .forEach(m -> assertThat(m.hasHooks()).isFalse());
        }
        try (var data = Tiny.data(16);
                var learn = learner(data, net(), ActivationStats.every(1).gradients(), StopAfterBatches.of(1))) {
            learn.fit(1, 0.5);
            learn.model()
                    .modules()
                    .values()
                    .forEach(m -> assertThat(m.hasHooks()).isFalse());
        }
    }

    @Test
    void drawsPanelsAndLines() throws IOException {
        var stats = ActivationStats.every(1).gradients();
        try (var data = Tiny.data(16);
                var learn = learner(data, net(), stats)) {
            learn.fit(4, 0.5);
        }
        stats.plotHistograms(folder.resolve("activations.png"));
        stats.plotGradientHistograms(folder.resolve("gradients.png"));
        stats.plotLines(folder.resolve("lines.png"));
        for (String name : List.of("activations.png", "gradients.png", "lines.png")) {
            BufferedImage image = ImageIO.read(folder.resolve(name).toFile());
            assertThat(image.getWidth()).isGreaterThan(600);
            long colors = java.util.Arrays.stream(
                            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                    .distinct()
                    .count();
            assertThat(colors).as(name).isGreaterThan(20);
        }
    }

    @Test
    void wrongWishesAreNamed() {
        assertThatThrownBy(() -> ActivationStats.every(0)).hasMessageContaining("1 or more batches");
        var stats = ActivationStats.every(1);
        assertThatThrownBy(() -> stats.plotHistograms(folder.resolve("x.png"))).hasMessageContaining("train first");
        assertThatThrownBy(() -> stats.plotGradientHistograms(folder.resolve("x.png")))
                .hasMessageContaining(".gradients()");
        assertThatThrownBy(() -> stats.activationsOf("conv1")).hasMessageContaining("was not watched");
        try (var data = Tiny.data(16);
                var learn = learner(data, net(), ActivationStats.every(1).layersWhere(m -> false))) {
            assertThatThrownBy(() -> learn.fit(1, 0.5)).hasMessageContaining("no layer of the net is chosen");
        }
    }
}
