package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.nn.BatchNorm1d;
import io.vivace.nn.Dropout;
import io.vivace.nn.Sequential;
import org.junit.jupiter.api.Test;

class EvalModeTest {
    private final Sequential net = Tiny.normNet();
    private final BatchNorm1d norm = (BatchNorm1d) net.children().get("1");
    private final Dropout dropout = (Dropout) net.children().get("3");

    private Learner learner(io.vivace.data.TensorBunch data, Callback... callbacks) {
        return Tiny.builder(data, net, callbacks).build();
    }

    @Test
    void frozenNormKeepsItsStatisticsAndFollowsThemAgainAfterwards() {
        try (var data = Tiny.data(16);
                var learn = learner(data, EvalMode.ofFrozenNorm())) {
            learn.fit(1, 0.1);
            float[] followed = norm.runningMean().toFloatArray();
            assertThat(followed).isNotEqualTo(new float[8]); // it trains, so it is not frozen

            norm.freeze();
            learn.fit(2, 0.1);
            assertThat(norm.runningMean().toFloatArray()).isEqualTo(followed);

            net.train();
            assertThat(norm.isTraining()).isTrue();
            norm.unfreeze();
            learn.fit(1, 0.1);
            assertThat(norm.runningMean().toFloatArray()).isNotEqualTo(followed);
        }
    }

    @Test
    void allNormCanRestWhileItsScalesLearn() {
        try (var data = Tiny.data(16);
                var learn = learner(data, EvalMode.ofNorm())) {
            learn.fit(2, 0.1);
            assertThat(norm.runningMean().toFloatArray()).isEqualTo(new float[8]);
            assertThat(norm.weight().value().toFloatArray()).isNotEqualTo(new float[] {1, 1, 1, 1, 1, 1, 1, 1});
        }
    }

    @Test
    void withoutDropoutNoRandomNumberIsDrawn() {
        try (var data = Tiny.data(16);
                var learn = learner(data, EvalMode.ofDropout())) {
            long[] before = learn.rng().state();
            learn.fit(1, 0.1);
            assertThat(learn.rng().state()).isEqualTo(before);
            net.train();
            assertThat(dropout.isTraining()).isTrue();
        }
    }

    @Test
    void layersAreRestoredWhenSomethingFails() {
        try (var data = Tiny.data(16);
                var learn = learner(data, EvalMode.ofNorm(), EvalMode.ofDropout(), Tiny.failing())) {
            assertThatThrownBy(() -> learn.fit(1, 0.1)).hasStackTraceContaining("told to fail");
            net.train();
            assertThat(norm.isTraining()).isTrue();
            assertThat(dropout.isTraining()).isTrue();
        }
    }
}
