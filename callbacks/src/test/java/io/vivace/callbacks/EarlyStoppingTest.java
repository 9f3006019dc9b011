package io.vivace.callbacks;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.FitResult;
import io.vivace.learn.Learner;
import io.vivace.nn.Linear;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    private static TensorBunch data() {
        var rng = new Rng(1);
        try (var scope = Scope.open()) {
            long[] y = new long[60];
            for (int i = 0; i < y.length; i++) {
                y[i] = i % 2;
            }
            return TensorBunch.of(Tensor.randn(rng, 60, 3).mul(10), Tensor.of(y))
                    .splitRandom(0.2, 1)
                    .batch(16)
                    .build();
        }
    }

    private static Learner learner(TensorBunch data, Callback... callbacks) {
        return Learner.of(data, Linear.of(3, 2))
                .metrics(accuracy())
                .callbacks(callbacks)
                .silent()
                .build();
    }

    /** A number that stays the same is best in epoch 0; with patience 3 the fit ends in epoch 4. */
    @Test
    void stopsWhenPatienceIsUsedUp() {
        try (var data = data();
                var learn = learner(
                        data, EarlyStopping.on("accuracy").minDelta(0.01).patience(3))) {
            FitResult result = learn.fit(20, 1e-42);
            assertThat(result.epochs()).hasSize(5);
            assertThat(result.stopReason()).contains("accuracy has not improved");
        }
    }

    @Test
    void goesOnWhileTheLossFalls() {
        try (var data = data();
                var learn = learner(data, EarlyStopping.on("train_loss"))) {
            assertThat(learn.fit(3, 1e-2).epochs()).hasSize(3);
        }
    }

    @Test
    void refusesToWatchWhatIsNotThere() {
        try (var data = data();
                var learn = learner(data, EarlyStopping.on("kappa"))) {
            assertThatThrownBy(() -> learn.fit(1, 1e-2))
                    .hasMessageContaining("EarlyStopping")
                    .hasStackTraceContaining("no metric 'kappa'");
        }
        assertThatThrownBy(() -> EarlyStopping.onValidLoss().patience(-1)).hasMessageContaining("got -1");
        assertThatThrownBy(() -> EarlyStopping.onValidLoss().minDelta(Double.NaN))
                .hasMessageContaining("got NaN");
    }
}
