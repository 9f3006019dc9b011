package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaveBestTest {
    @TempDir
    Path folder;

    /** Adds a number that is best in the second epoch, and notes the weights. */
    private static final class Numbers implements Callback {
        final List<float[]> weights = new ArrayList<>();
        private final double[] values;

        Numbers(double... values) {
            this.values = values;
        }

        @Override
        public int order() {
            return -1;
        }

        @Override
        public void afterEpoch(Epoch epoch) {
            weights.add(Tiny.weights(epoch.fit().learner()));
            epoch.metric("number", values[epoch.number()]);
        }
    }

    @Test
    void keepsTheBestAndLoadsItAtTheEnd() {
        Path file = folder.resolve("best.safetensors");
        var numbers = new Numbers(1, 3, 2);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, numbers, SaveBest.to(file).on("number"))) {
            learn.fit(3, 0.5);
            assertThat(Tiny.weights(learn)).isEqualTo(numbers.weights.get(2));
            learn.load(file);
            assertThat(Tiny.weights(learn)).isEqualTo(numbers.weights.get(1));
        }
        var again = new Numbers(1, 3, 2);
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(
                        data,
                        again,
                        SaveBest.to(file).on("number").lowerIsBetter().loadAtEnd())) {
            learn.fit(3, 0.5);
            assertThat(Tiny.weights(learn)).isEqualTo(again.weights.get(0));
        }
    }

    @Test
    void nanIsNeverBest() {
        Path file = folder.resolve("none.safetensors");
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(
                        data,
                        new Numbers(Double.NaN),
                        SaveBest.to(file).on("number").loadAtEnd())) {
            learn.fit(1, 0.5);
        }
        assertThat(Files.exists(file)).isFalse();
    }
}
