package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.learn.Callback;
import io.vivace.learn.Step;
import io.vivace.tensor.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixupTest {
    /** Notes what the first training batch and the first validation batch become. */
    private static final class Notes implements Callback {
        float[] before = {};
        float[] after = {};
        float[] validated = {};
        float[] validLosses = {};
        double loss;
        double expected;

        @Override
        public int order() {
            return -1;
        }

        @Override
        public void beforeBatch(Step step) {
            if (step.isTraining()) {
                before = step.batch().x().toFloatArray();
            } else {
                validated = step.batch().x().toFloatArray();
            }
        }

        @Override
        public void afterLoss(Step step) {
            if (!step.isTraining()) {
                assertThat(step.lossFunction()).isSameAs(step.learner().loss());
                assertThat(step.batch().x().toFloatArray()).isEqualTo(validated);
                return;
            }
            after = step.batch().x().toFloatArray();
            loss = step.lossValue();
            var mixed = (MixedLoss) step.lossFunction();
            float[] parts = mixed.parts().toFloatArray();
            float[] own =
                    mixed.loss().ofItems(step.output(), step.batch().targets()).toFloatArray();
            float[] others = mixed.loss().ofItems(step.output(), mixed.others()).toFloatArray();
            expected = 0;
            for (int i = 0; i < parts.length; i++) {
                assertThat(parts[i]).isBetween(0f, 1f);
                expected += (parts[i] * own[i] + (1 - parts[i]) * others[i]) / parts.length;
            }
        }
    }

    @Test
    void inputsAndLossesAreMixedInTheSameParts() {
        var notes = new Notes();
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(data, Mixup.usual(), notes)) {
            learn.fit(1, 0.1);
            assertThat(notes.after).isNotEqualTo(notes.before);
            assertThat(notes.loss).isCloseTo(notes.expected, within(1e-6));
            assertThat(sum(notes.after)).isNotCloseTo(sum(notes.before), within(1e-3));
        }
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum;
    }

    /** Each item is on the line between itself and another, nearer to itself. */
    @Test
    void itemsStayNearerToThemselves() {
        var notes = new Notes();
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(data, Mixup.alpha(1), notes)) {
            learn.fit(1, 0.1);
        }
        int changed = 0;
        for (int i = 0; i < 48; i++) {
            float[] own = Arrays.copyOfRange(notes.before, 3 * i, 3 * i + 3);
            float[] mixed = Arrays.copyOfRange(notes.after, 3 * i, 3 * i + 3);
            boolean found = false;
            for (int j = 0; j < 48 && !found; j++) {
                found = isBetween(own, mixed, Arrays.copyOfRange(notes.before, 3 * j, 3 * j + 3));
            }
            assertThat(found).isTrue();
            changed += Arrays.equals(own, mixed) ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(40);
    }

    private static boolean isBetween(float[] own, float[] mixed, float[] other) {
        double part = (mixed[0] - own[0]) / (double) (other[0] - own[0]);
        if (Double.isNaN(part)) {
            part = 0;
        }
        if (part < -1e-5 || part > 0.5 + 1e-5) {
            return false;
        }
        for (int k = 0; k < 3; k++) {
            if (Math.abs(own[k] + part * (other[k] - own[k]) - mixed[k]) > 1e-5) {
                return false;
            }
        }
        return true;
    }

    @Test
    void partsFollowTheBetaDistribution() {
        for (double alpha : new double[] {0.1, 0.4, 1, 3}) {
            var beta = new Beta(alpha);
            var rng = new Rng(4);
            int n = 40_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < n; i++) {
                double v = beta.next(rng);
                sum += v;
                squares += (v - 0.5) * (v - 0.5);
            }
            assertThat(sum / n).isCloseTo(0.5, within(0.01));
            assertThat(squares / n).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.004)); // the variance of Beta(α, α)
        }
    }

    @Test
    void refusesWhatCannotBeMixed() {
        assertThatThrownBy(() -> Mixup.alpha(0)).hasMessageContaining("got 0.0");
    }
}
