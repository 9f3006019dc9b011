package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AverageWeightsTest {
    /** Notes the weights after each update, when validated and when saved. */
    private static final class Notes implements Callback {
        final List<float[]> trained = new ArrayList<>();
        float[] validated = {};
        float[] saved = {};

        @Override
        public void afterStep(Step step) {
            trained.add(Tiny.weights(step.learner()));
        }

        @Override
        public void afterValidate(Epoch epoch) {
            validated = Tiny.weights(epoch.fit().learner());
        }

        @Override
        public void afterEpoch(Epoch epoch) {
            saved = Tiny.weights(epoch.fit().learner());
        }
    }

    @Test
    void averagesAreValidatedSavedAndLeftInTheNet() {
        var notes = new Notes();
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, AverageWeights.decay(0.5), notes)) {
            float[] average = Tiny.weights(learn);
            learn.fit(2, 0.5);
            assertThat(notes.trained).hasSize(6);
            for (float[] w : notes.trained) {
                for (int i = 0; i < average.length; i++) {
                    average[i] = 0.5f * average[i] + 0.5f * w[i];
                }
            }
            assertThat(Tiny.weights(learn)).containsExactly(average, Offset.offset(1e-6f));
            assertThat(notes.validated).containsExactly(average, Offset.offset(1e-6f));
            assertThat(notes.saved).containsExactly(average, Offset.offset(1e-6f));
        }
    }

    /** Training itself goes on from its own weights. */
    @Test
    void trainingDoesNotSeeThem() {
        var plain = new Notes();
        var averaged = new Notes();
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(data, plain);
                var other = Tiny.learner(data, AverageWeights.decay(0.9), averaged)) {
            learn.fit(3, 0.5);
            other.fit(3, 0.5);
        }
        assertThat(averaged.trained.get(2)).containsExactly(plain.trained.get(2), Offset.offset(1e-6f));
    }

    @Test
    void validationOutsideOfAFitChangesNothing() {
        var notes = new Notes();
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(data, AverageWeights.decay(0.9), notes)) {
            learn.validate();
            learn.fit(2, 0.5);
            float[] after = Tiny.weights(learn);
            learn.validate();
            assertThat(Tiny.weights(learn)).isEqualTo(after);
        }
        var plain = new Notes();
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(data, plain)) {
            learn.fit(2, 0.5);
        }
        assertThat(notes.trained.get(1)).containsExactly(plain.trained.get(1), Offset.offset(1e-6f));
    }

    @Test
    void theBestOneIsLoadedOverTheAverage(@TempDir Path folder) {
        Path file = folder.resolve("best.safetensors");
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(
                        data,
                        SaveBest.to(file).on("train_loss").higherIsBetter().loadAtEnd(),
                        AverageWeights.decay(0.5))) {
            learn.fit(3, 0.5); // the first epoch has the highest loss
            float[] left = Tiny.weights(learn);
            learn.load(file);
            assertThat(Tiny.weights(learn)).isEqualTo(left);
        }
    }

    @Test
    void refusesADecayThatForgetsNothing() {
        assertThatThrownBy(() -> AverageWeights.decay(1)).hasMessageContaining("got 1.0");
    }
}
