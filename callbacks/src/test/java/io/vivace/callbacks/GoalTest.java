package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.FitResult;
import org.junit.jupiter.api.Test;

class GoalTest {
    /** Adds the number of the epoch. */
    private static final class Numbers implements Callback {
        @Override
        public int order() {
            return -1;
        }

        @Override
        public void afterEpoch(Epoch epoch) {
            epoch.metric("number", epoch.number());
            epoch.metric("error", epoch.number() == 0 ? Double.NaN : 10 - epoch.number());
        }
    }

    private static FitResult fit(Goal goal) {
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(data, goal, new Numbers())) {
            return learn.fit(9, 0.1);
        }
    }

    @Test
    void endsWhenTheNumberIsReached() {
        FitResult up = fit(Goal.atLeast("number", 2.5));
        assertThat(up.epochs()).hasSize(4);
        assertThat(up.stopReason()).isEqualTo("number is 3.00000, the goal was 2.50000");
        assertThat(fit(Goal.atLeast("number", 2)).epochs()).hasSize(3);
        assertThat(fit(Goal.atMost("error", 6)).epochs()).hasSize(5);
        assertThat(fit(Goal.atMost("error", 0)).stopReason()).isNull();
    }

    @Test
    void refusesNaN() {
        assertThatThrownBy(() -> Goal.atLeast("accuracy", Double.NaN)).hasMessageContaining("accuracy");
    }
}
