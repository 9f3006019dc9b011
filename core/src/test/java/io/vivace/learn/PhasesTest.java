package io.vivace.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.nn.LayerGroups;
import io.vivace.optim.Adam;
import io.vivace.optim.Settings;
import io.vivace.optim.Sgd;
import io.vivace.optim.WeightDecay;
import io.vivace.schedule.Decay;
import io.vivace.schedule.HyperParameter;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Ramp;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.Schedules;
import io.vivace.schedule.Setting;
import io.vivace.schedule.TrainPhase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What schedules say reaches the optimizer, batch by batch. */
class PhasesTest {
    /** The settings of each layer group at each batch. */
    private static final class Watch implements Callback {
        private final List<List<Settings>> seen = new ArrayList<>();
        private final List<Boolean> validated = new ArrayList<>();

        @Override
        public void afterBackward(Step step) {
            seen.add(step.optimizer().groups().stream().map(g -> g.settings()).toList());
        }

        @Override
        public void afterEpoch(Epoch epoch) {
            validated.add(!Double.isNaN(epoch.validLoss()));
        }
    }

    /** 120 training points in batches of 12: ten batches an epoch. */
    private static FitResult fit(Watch watch, Schedule schedule, Callback... more) {
        var net = Spiral.net();
        try (var data = Spiral.data(50, 12);
                var learn = Learner.of(data, net)
                        .groups(new LayerGroups(List.of(
                                List.copyOf(net.children().values()).subList(0, 2),
                                List.copyOf(net.children().values()).subList(2, 5))))
                        .callbacks(watch)
                        .silent()
                        .build()) {
            return learn.fit(schedule, more);
        }
    }

    @Test
    void everySettingCanChangeForEveryLayerGroup() {
        Watch watch = new Watch();
        fit(
                watch,
                Schedule.of(
                        TrainPhase.epochs(1)
                                .optimizer(Adam.defaults().weightDecay(WeightDecay.decoupled(0.1)))
                                .lr(Lr.of(1e-3, 1e-2), Lr.of(0, 1e-3))
                                .momentum(0.95, 0.85)
                                .momentumDecay(Decay.COSINE)
                                .beta2(0.99, 0.9)
                                .weightDecay(0.1, 0),
                        TrainPhase.epochs(0.5)
                                .weightDecay(Lr.of(0.2, 0.3))
                                .ramp(Setting.BETA2, Ramp.of(0.9, 0.5, Decay.polynomial(2)))));
        assertThat(watch.seen).hasSize(15);
        Settings first = watch.seen.get(4).get(0);
        Settings last = watch.seen.get(4).get(1);
        assertThat(first.lr()).isCloseTo(6e-4, within(1e-15));
        assertThat(last.lr()).isCloseTo(6.4e-3, within(1e-15));
        assertThat(last.momentum()).isCloseTo(Decay.COSINE.at(.95, .85, .4), within(1e-15));
        assertThat(first.beta2()).isCloseTo(0.954, within(1e-15));
        assertThat(first.decay().amount()).isCloseTo(0.06, within(1e-15));
        assertThat(first.decay().decoupled()).isTrue();

        Settings second = watch.seen.get(12).get(1);
        assertThat(second.decay().amount()).isEqualTo(0.3);
        assertThat(watch.seen.get(12).get(0).decay().amount()).isEqualTo(0.2);
        assertThat(second.decay().decoupled()).as("the kind stays").isTrue();
        assertThat(second.beta2()).isCloseTo(0.5 + 0.4 * 0.36, within(1e-15));
        assertThat(second.lr())
                .as("what a phase does not say is the optimizer's")
                .isEqualTo(1e-3);
    }

    @Test
    void anyNumberCanFollowASchedule() {
        List<Double> smoothing = new ArrayList<>();
        fit(
                new Watch(),
                Schedule.of(TrainPhase.batches(5)
                        .lr(1e-3)
                        .ramp(HyperParameter.of(smoothing::add), Ramp.of(0.5, 0, Decay.LINEAR))));
        assertThat(smoothing).containsExactly(0.5, 0.4, 0.5 + 0.4 * -0.5, 0.2, 0.5 + 0.8 * -0.5);
    }

    @Test
    void aCutEndsAPhaseEarlyAndLeavesItsRampAsItWas() {
        Watch watch = new Watch();
        FitResult result = fit(
                watch,
                Schedule.of(
                        TrainPhase.epochs(4).lr(1e-2, 0).cut(0.5),
                        TrainPhase.batches(10).lr(1, 0).cut(2)));
        assertThat(result.batches()).isEqualTo(7);
        assertThat(watch.seen.get(4).get(0).lr()).isCloseTo(9e-3, within(1e-15));
        assertThat(watch.seen.get(6).get(0).lr()).isCloseTo(0.9, within(1e-15));
        assertThatThrownBy(() -> TrainPhase.epochs(1).cut(2)).hasMessageContaining("can be cut at 0 to 1.0, got 2.0");
    }

    /** Recipe B18: rates from 1e-5 to 10 over a quarter of an epoch. */
    @Test
    void aDivergingFitEndsAtOnceWithoutValidation() {
        Watch watch = new Watch();
        FitResult result = fit(
                watch,
                Schedule.of(TrainPhase.epochs(20)
                        .optimizer(Sgd.momentum(0.9))
                        .lr(1e-5, 1e4)
                        .decay(Decay.EXPONENTIAL)),
                StopDiverging.usual());
        assertThat(result.stopReason()).startsWith("the loss has diverged");
        assertThat(result.batches()).isBetween(20L, 199L);
        assertThat(watch.validated).hasSizeGreaterThan(1).endsWith(false);
        assertThat(watch.validated.subList(0, watch.validated.size() - 1)).containsOnly(true);
    }

    @Test
    void withoutItALossThatIsNotFiniteFails() {
        Schedule wild =
                Schedule.of(TrainPhase.epochs(2).optimizer(Sgd.momentum(0.9)).lr(1e30));
        assertThatThrownBy(() -> fit(new Watch(), wild)).isInstanceOf(NonFiniteLossException.class);
        assertThat(fit(new Watch(), wild, StopDiverging.at(1e300, 0)).stopReason())
                .contains("the loss is");
    }

    @Test
    void theSearchTakesAnySchedule() {
        var net = Spiral.net();
        try (var data = Spiral.data(50, 12);
                var learn = Learner.of(data, net).silent().build()) {
            LrFind found = learn.lrFind(Schedules.linearLrRange(Lr.of(0.1), 40));
            assertThat(found.lrs()).hasSize(40);
            assertThat(found.lrs().get(0)).isZero();
            assertThat(found.lrs().get(20)).isCloseTo(0.05, within(1e-15));
            assertThat(found.lrs().get(39)).isCloseTo(0.0975, within(1e-15));
        }
    }
}
