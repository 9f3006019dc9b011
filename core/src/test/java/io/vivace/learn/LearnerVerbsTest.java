package io.vivace.learn;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.TensorBunch;
import io.vivace.nn.Sequential;
import io.vivace.optim.Adam;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LearnerVerbsTest {
    private Scope scope;
    private TensorBunch data;

    @BeforeEach
    void open() {
        scope = Scope.open();
        data = Spiral.data(50, 12);
    }

    @AfterEach
    void close() {
        data.close();
        scope.close();
    }

    private LearnerBuilder builder(Sequential net) {
        return Learner.of(data, net)
                .groups(Spiral.twoGroups(net))
                .optimizer(Adam.defaults())
                .metrics(accuracy())
                .silent();
    }

    @Test
    void fineTuneTrainsTheHeadFirst() {
        var net = Spiral.netWithDropoutAndNorm();
        try (var learn = builder(net).build()) {
            float[] body = net.parameters().get("0.weight").value().toFloatArray();
            FitResult result = learn.fit(Schedules.constant(1, Lr.of(0)));
            assertThat(result.batches()).isEqualTo(10);
            learn.fineTune(2, 4e-3);
            var batches =
                    learn.recorder().batches().stream().filter(b -> b.fit() > 0).toList();
            assertThat(batches).hasSize(30);
            assertThat(batches.get(9).lastLr())
                    .as("the first epoch climbs to its end")
                    .isCloseTo(4e-3, within(2e-4));
            assertThat(batches.get(10).lastLr()).isCloseTo(2e-3 / 5, within(1e-12));
            assertThat(batches.get(16).lastLr()).isCloseTo(2e-3, within(1e-12));
            assertThat(batches.get(16).lr().get(0)).isCloseTo(2e-5, within(1e-12));
            assertThat(net.parameters().get("0.weight").value().toFloatArray()).isNotEqualTo(body);
        }
        var plain = Spiral.net();
        try (var learn = Learner.of(data, plain).silent().build()) {
            assertThatThrownBy(() -> learn.fineTune(1)).hasMessageContaining("only one");
        }
    }

    @Test
    void dropoutTellsHowSureTheNetIs() {
        var net = Spiral.netWithDropoutAndNorm();
        try (var learn = builder(net).build()) {
            learn.fit(1, 1e-2);
            Tensor x = Tensor.of(new float[] {0.5f, 0.1f, -1, 2}, 2, 2);
            Tensor passes = learn.predictWithDropout(8, x);
            assertThat(passes.shape().toArray()).containsExactly(8, 2, 3);
            assertThat(passes.narrow(0, 0, 1).toFloatArray())
                    .isNotEqualTo(passes.narrow(0, 1, 1).toFloatArray());
            assertThat(passes.sum(2).sub(1).abs().max().item()).isLessThan(1e-5f);
            assertThat(learn.predict(x).toFloatArray())
                    .as("afterwards there is none")
                    .isEqualTo(learn.predict(x).toFloatArray());
            assertThat(net.modules().values()).noneMatch(m -> m.isTraining());
            // batch norm stayed as it is: another batch around an item changes nothing but the random numbers
            float[] mean = learn.predictWithDropout(400, x).mean(0).toFloatArray();
            float[] alone =
                    learn.predictWithDropout(400, x.narrow(0, 0, 1)).mean(0).toFloatArray();
            for (int i = 0; i < 3; i++) {
                assertThat(mean[i]).isCloseTo(alone[i], within(0.03f));
            }
        }
        try (var learn = builder(Spiral.net()).build();
                Tensor x = Tensor.zeros(1, 2)) {
            assertThatThrownBy(() -> learn.predictWithDropout(2, x)).hasMessageContaining("has no Dropout");
        }
    }

    @Test
    void aCopyGoesItsOwnWay() {
        var net = Spiral.netWithDropoutAndNorm();
        var fresh = Spiral.netWithDropoutAndNorm();
        try (var learn = builder(net).build()) {
            learn.fit(1, 1e-2);
            learn.freeze();
            try (var copy = learn.copy(fresh)) {
                assertThat(copy.validate()).isEqualTo(learn.validate());
                assertThat(fresh.parameters().get("0.weight").isTrainable()).isFalse();
                float[] before = net.parameters().get("4.weight").value().toFloatArray();
                copy.fit(1, 1e-1);
                assertThat(net.parameters().get("4.weight").value().toFloatArray())
                        .isEqualTo(before);
                learn.fit(1, 1e-1);
                assertThat(net.parameters().get("4.weight").value().toFloatArray())
                        .as("from the same place the same way")
                        .isEqualTo(fresh.parameters().get("4.weight").value().toFloatArray());
            }
            assertThatThrownBy(() -> learn.copy(net)).hasMessageContaining("a net of its own");
            assertThatThrownBy(() -> learn.copy(Spiral.net())).hasMessageContaining("the nets differ");
        }
    }

    @Test
    void theSummaryKnowsTheShapeOfTheData() {
        try (var learn = builder(Spiral.netWithDropoutAndNorm()).build()) {
            assertThat(learn.summary()).contains("Linear").contains("[12, 32]");
        }
    }
}
