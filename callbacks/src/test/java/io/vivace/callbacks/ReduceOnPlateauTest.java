package io.vivace.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vivace.learn.BatchRecord;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedules;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ReduceOnPlateauTest {
    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    /** Nothing is learnt at so low a rate, so that from the second epoch on nothing improves. */
    private static double[] rates(ReduceOnPlateau callback, int epochs, double lr) {
        try (var data = Tiny.data(48);
                var learn = Tiny.learner(data, callback)) {
            learn.fit(epochs, lr);
            return learn.recorder().batches().stream()
                    .mapToDouble(BatchRecord::lastLr)
                    .toArray();
        }
    }

    @Test
    void multipliesTheRateWhenPatienceIsUsedUp() {
        assertThat(rates(ReduceOnPlateau.on("accuracy").factor(0.5), 4, 1e-30))
                .containsExactly(new double[] {1e-30, 1e-30, 5e-31, 2.5e-31}, Offset.offset(1e-40));
        assertThat(rates(ReduceOnPlateau.on("accuracy").patience(1), 6, 1e-30))
                .containsExactly(new double[] {1e-30, 1e-30, 1e-30, 2e-31, 2e-31, 4e-32}, Offset.offset(1e-40));
    }

    @Test
    void noRateFallsBelowTheLeast() {
        assertThat(rates(ReduceOnPlateau.on("accuracy").least(4e-31), 4, 1e-30))
                .containsExactly(new double[] {1e-30, 1e-30, 4e-31, 4e-31}, Offset.offset(1e-40));
    }

    @Test
    void leavesTheRateAloneWhileTheLossFalls() {
        assertThat(rates(ReduceOnPlateau.on("train_loss"), 3, 0.1)).containsExactly(new double[] {.1, .1, .1}, EXACT);
    }

    @Test
    void refusesASchedule() {
        try (var data = Tiny.data(16);
                var learn = Tiny.learner(data, ReduceOnPlateau.onValidLoss())) {
            assertThatThrownBy(() -> learn.fit(Schedules.cosineOneCycle(1, Lr.of(0.1))))
                    .hasStackTraceContaining("phases with a constant rate");
        }
        assertThatThrownBy(() -> ReduceOnPlateau.onValidLoss().factor(1)).hasMessageContaining("got 1.0");
        assertThatThrownBy(() -> ReduceOnPlateau.onValidLoss().least(-1)).hasMessageContaining("got -1.0");
    }
}
