package io.vivace.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published schedules give the published values. */
class ScheduleTest {
    private record Curves(Plan plan) {
        static Curves of(Schedule schedule, int batchesPerEpoch) {
            return new Curves(new Plan(schedule.phases(batchesPerEpoch), p -> batchesPerEpoch));
        }

        double lr(int batch) {
            return lrs(batch, 1)[0];
        }

        double[] lrs(int batch, int groups) {
            return phase(batch).lr().at(plan.passed(batch), groups);
        }

        double momentum(int batch) {
            return phase(batch).momentum().at(plan.passed(batch), 1)[0];
        }

        private TrainPhase phase(int batch) {
            return plan.phases().get(plan.phase(batch));
        }
    }

    /** Fixtures have some digits; half of the last one is allowed. */
    private static Offset<Double> near(double value) {
        return within(Math.abs(value) * 6e-4);
    }

    @ParameterizedTest
    @CsvSource({
        "1, .00991, .00999778, .00977237, .0098209, .00995489",
        "25, .00775, .00868198, .00562341, .0060625, .00879423",
        "50, .0055, .0055, .00316228, .00325, .00736396",
        "75, .00325, .00231802, .00177828, .0015625, .0055",
        "99, .00109, .00100222, .00102329, .0010009, .0019"
    })
    void decays(int batch, double linear, double cosine, double exponential, double square, double root) {
        TrainPhase phase = TrainPhase.epochs(1).lr(1e-2, 1e-3);
        assertThat(at(phase, batch)).isCloseTo(linear, within(6e-9));
        assertThat(at(phase.decay(Decay.NO), batch)).isEqualTo(1e-2);
        assertThat(at(phase.decay(Decay.COSINE), batch)).isCloseTo(cosine, within(6e-9));
        assertThat(at(phase.decay(Decay.EXPONENTIAL), batch)).isCloseTo(exponential, within(6e-9));
        assertThat(at(phase.decay(Decay.polynomial(2)), batch)).isCloseTo(square, within(6e-9));
        assertThat(at(phase.decay(Decay.polynomial(0.5)), batch)).isCloseTo(root, within(6e-9));
    }

    private static double at(TrainPhase phase, int batch) {
        return Curves.of(Schedule.of(phase), 100).lr(batch);
    }

    @Test
    void aDecayWithoutAnEndGoesToZeroButForTheExponential() {
        TrainPhase phase = TrainPhase.epochs(1).lr(1e-2);
        assertThat(at(phase.decay(Decay.LINEAR), 75)).isCloseTo(2.5e-3, within(1e-12));
        assertThat(at(phase.decay(Decay.COSINE), 50)).isCloseTo(5e-3, within(1e-12));
        assertThatThrownBy(() -> phase.decay(Decay.EXPONENTIAL)).hasMessageContaining("give it an end");
        assertThat(at(phase.decay((start, end, t) -> start * (t < 0.5 ? 1 : 7)), 50))
                .isCloseTo(7e-2, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1.2e-4, .95",
        "1, 1.27888e-4, .949726",
        "15, 1.56e-3, .9",
        "29, 2.99211e-3, .850274",
        "30, 3e-3, .85",
        "31, 2.99849e-3, .85005",
        "65, 1.50001e-3, .9",
        "99, 1.52239e-6, .94995"
    })
    void cosineOneCycle(int batch, double lr, double momentum) {
        Curves c = Curves.of(Schedules.cosineOneCycle(2, Lr.of(3e-3)), 50);
        assertThat(c.lr(batch)).isCloseTo(lr, within(lr * 5e-6));
        assertThat(c.momentum(batch)).isCloseTo(momentum, within(1e-6));
        assertThat(c.plan().batches()).isEqualTo(100);
    }

    @Test
    void cosineOneCycleWouldEndAtItsFinalValue() {
        TrainPhase last = Schedules.cosineOneCycle(2, Lr.of(3e-3)).phases(50).get(1);
        assertThat(last.lr().at(1, 1)[0]).isCloseTo(1.2e-8, within(1e-14));
        assertThat(last.momentum().at(1, 1)[0]).isEqualTo(0.95);
    }

    @ParameterizedTest
    @CsvSource({"0, .065", "1176, .6825", "2352, 1.3", "4704, .065", "5292, .032825", "5879, 7.05e-4"})
    void oneCycleOf2018(int batch, double lr) {
        Curves c = Curves.of(Schedules.oneCycle(30, 1.3).div(20).tail(0.2), 196);
        assertThat(c.plan().batches()).isEqualTo(5880);
        assertThat(c.lr(batch)).isCloseTo(lr, near(lr));
    }

    /** The formulas of the CIFAR-10 reference run, batch by batch. */
    @Test
    void oneCycleOf2018FollowsTheReferenceRun() {
        Curves curves = Curves.of(Schedules.oneCycle(15, 0.4).div(20).tail(0.2).momentum(0.95, 0.85), 79);
        int n = 1185;
        int c = 474;
        for (int k = 0; k < n; k++) {
            double q = k <= c ? (double) k / c : 1 - (double) (k - c) / c;
            double rate = k <= 2 * c ? 0.4 * (1 + 19 * q) / 20 : 0.4 / 20 * (1 - .99 * (k - 2 * c) / (n - 2 * c));
            assertThat(curves.lr(k)).as("rate of batch %d", k).isCloseTo(rate, within(1e-12));
            double momentum = k <= 2 * c ? .95 - .10 * q : .95;
            assertThat(curves.momentum(k)).as("momentum of batch %d", k).isCloseTo(momentum, within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 3.13e-4", "1, 8.22e-4", "10, 5.411e-3", "19, 1e-2", "20, 9.874e-3", "50, 6.100e-3", "95, 4.38e-4"})
    void slantedTriangle(int batch, double lr) {
        Curves c = Curves.of(
                Schedules.slantedTriangle(3, Lr.of(1e-2)).div(32).cut(5).momentum(0.9, 0.8), 32);
        assertThat(c.lr(batch)).isCloseTo(lr, within(lr * 2e-3));
        assertThat(c.momentum(19)).isCloseTo(0.8, within(1e-12));
        assertThat(c.momentum(0)).isCloseTo(0.9, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 1e-5", "1, 1e-5", "2, 9.904e-4", "3, 9.785e-4", "31, 2.41e-6", "32, 1e-3", "33, 9.994e-4"})
    void cosineRestartsWithWarmUp(int batch, double lr) {
        Schedule schedule = Schedules.cosineRestarts(2, Lr.of(1e-3)).factor(2).warmUp();
        Curves c = Curves.of(schedule, 32);
        assertThat(c.lr(batch)).isCloseTo(lr, within(lr * 1e-3));
        assertThat(c.plan().batches()).isEqualTo(96);
        assertThat(Curves.of(Schedules.cosineRestarts(2, Lr.of(1e-3)), 32).lr(0))
                .isEqualTo(1e-3);
    }

    @ParameterizedTest
    @CsvSource({"1, 1.20226e-7", "50, 1e-3", "99, 8.31764"})
    void lrRangeOfVersion1(int batch, double lr) {
        assertThat(Curves.of(Schedules.lrRange(Lr.of(1e-7), Lr.of(10), 100), 7).lr(batch))
                .isCloseTo(lr, within(lr * 5e-6));
    }

    @ParameterizedTest
    @CsvSource({"0, 1e-5, 0", "1, 1.1482e-5, .1", "50, 1e-2, 5", "99, 8.7096, 9.9"})
    void lrRangeOf2018(int batch, double exponential, double linear) {
        Curves c = Curves.of(Schedules.lrRange(Lr.of(1e-5), Lr.of(10), 100), 100);
        assertThat(c.lr(batch)).isCloseTo(exponential, within(exponential * 5e-5));
        Curves straight = Curves.of(Schedules.linearLrRange(Lr.of(10), 100), 100);
        assertThat(straight.lr(batch)).isCloseTo(linear, within(1e-12));
    }

    /** Recipe B18, phases_sgdr: a twentieth of the first cycle at a hundredth of the rate, then cosines to 0. */
    @Test
    void restartsByPhases() {
        Schedule schedule = Schedule.of(
                TrainPhase.epochs(1.0 / 20).lr(1e-4),
                TrainPhase.epochs(19.0 / 20).lr(1e-2).decay(Decay.COSINE),
                TrainPhase.epochs(2).lr(1e-2).decay(Decay.COSINE));
        Curves c = Curves.of(schedule, 782);
        assertThat(c.plan().batches()).isEqualTo(3 * 782);
        assertThat(c.lr(39)).isEqualTo(1e-4);
        assertThat(c.lr(40)).isEqualTo(1e-2);
        assertThat(c.lr(781)).isCloseTo(5e-3 * (1 + Math.cos(Math.PI * 741 / 742.9)), within(1e-12));
        assertThat(c.lr(782)).isEqualTo(1e-2);
        assertThat(c.lr(1564)).isCloseTo(5e-3, within(1e-12));
    }

    /** Recipe B18, phases_1cycle(3, 1e-2, div 10, pct 10, .95, .85): thirds of 2.7 epochs in straight lines, then a tail. */
    @Test
    void oneCycleByPhases() {
        Schedule schedule = Schedule.of(
                TrainPhase.epochs(1.35).lr(1e-3, 1e-2).momentum(0.95, 0.85),
                TrainPhase.epochs(1.35).lr(1e-2, 1e-3).momentum(0.85, 0.95),
                TrainPhase.epochs(3 - 2.7).lr(1e-3, 1e-5).momentum(0.95));
        Curves phases = Curves.of(schedule, 782);
        Curves known = Curves.of(Schedules.oneCycle(3, 1e-2).momentum(0.95, 0.85), 782);
        assertThat(phases.plan().batches()).isEqualTo(known.plan().batches()).isEqualTo(2346);
        for (int k = 0; k < 2346; k++) {
            // phases end between batches: 1055.7 of them, where the schedule has 1055
            assertThat(phases.lr(k)).isCloseTo(known.lr(k), within(2e-5));
            assertThat(phases.momentum(k)).isCloseTo(known.momentum(k), within(2e-4));
        }
        assertThat(phases.lr(0)).isEqualTo(1e-3);
        assertThat(phases.momentum(2345)).isEqualTo(0.95);
    }

    @Test
    void steps() {
        Curves c = Curves.of(Schedules.steps(Lr.of(0.1), 0.1, 30, 20, 10), 2);
        assertThat(c.plan().batches()).isEqualTo(120);
        assertThat(c.lr(59)).isEqualTo(0.1);
        assertThat(c.lr(60)).isCloseTo(0.01, within(1e-15));
        assertThat(c.lr(119)).isCloseTo(0.001, within(1e-15));
    }

    /** Momentum runs with the rate here; fastai 0.7's code was one batch ahead of it (recipe G1, 3). */
    @Test
    void momentumOfTheSlantedTriangle() {
        Curves c = Curves.of(
                Schedules.slantedTriangle(3, Lr.of(1e-2)).div(32).cut(5).momentum(0.95, 0.85), 32);
        for (int i = 0; i < 96; i++) {
            double q = i <= 19 ? 1 - i / 19.0 : (i - 19) / 77.0;
            assertThat(c.momentum(i)).isCloseTo(0.85 + q * 0.1, within(1e-12));
        }
    }

    @Test
    void flatThenCosine() {
        Curves c = Curves.of(Schedules.flatThenCosine(1, Lr.of(1e-2), 0.72), 100);
        assertThat(c.lr(71)).isEqualTo(1e-2);
        assertThat(c.momentum(71)).isEqualTo(0.95);
        assertThat(c.lr(86)).isCloseTo(5e-3, within(1e-12));
        assertThat(c.momentum(86)).isEqualTo(0.85);
    }

    @Test
    void everyGroupGoesItsOwnWay() {
        Curves c = Curves.of(Schedules.cosineOneCycle(2, Lr.slice(1e-5, 1e-3)), 50);
        assertThat(c.lrs(30, 3)).containsExactly(new double[] {1e-5, 1e-4, 1e-3}, within(1e-15));
        assertThat(c.lrs(0, 3)).containsExactly(new double[] {4e-7, 4e-6, 4e-5}, within(1e-15));
        TrainPhase phase = TrainPhase.epochs(1).lr(Lr.of(1, 2), Lr.of(3, 0));
        assertThat(phase.lr().at(0.5, 2)).containsExactly(2, 1);
    }

    @Test
    void slicesSpreadOverTheGroups() {
        assertThat(Lr.slice(1e-5, 1e-3).resolve(3)).containsExactly(new double[] {1e-5, 1e-4, 1e-3}, within(1e-15));
        assertThat(Lr.slice(1e-3).resolve(3)).containsExactly(1e-4, 1e-4, 1e-3);
        assertThat(Lr.slice(1e-5, 1e-3).resolve(1)).containsExactly(1e-3);
        assertThat(Lr.of(0.1).resolve(2)).containsExactly(0.1, 0.1);
        assertThat(Lr.of(1, 2, 3).times(2).resolve(3)).containsExactly(2, 4, 6);
        assertThatThrownBy(() -> Lr.of(1, 2).resolve(3))
                .hasMessageContaining("Lr.of(1.0, 2.0) has 2 learning rates, but there are 3 layer groups");
        assertThatThrownBy(() -> Lr.slice(0, 1)).hasMessageContaining("both ends must be above 0");
        assertThatThrownBy(() -> Lr.of(-1)).hasMessageContaining("at least 0, got -1.0");
    }

    @Test
    void phasesMayEndInsideAnEpochOrBetweenBatches() {
        var phases = Schedule.of(
                TrainPhase.epochs(0.25).lr(1),
                TrainPhase.epochs(0).lr(2),
                TrainPhase.epochs(1).lr(3));
        Plan plan = new Plan(phases.phases(10), p -> 10);
        assertThat(plan.batches()).isEqualTo(13);
        assertThat(plan.phase(2)).isZero();
        assertThat(plan.phase(3)).isEqualTo(2);
        assertThat(plan.start(2)).isEqualTo(3);
        assertThat(plan.passed(2)).isEqualTo(0.8);
        assertThat(plan.passed(3)).isZero();
        Plan sum = new Plan(
                Schedule.of(TrainPhase.epochs(0.1), TrainPhase.epochs(0.2)).phases(10), p -> 10);
        assertThat(sum.batches()).isEqualTo(3);
        assertThatThrownBy(() -> new Plan(Schedule.of(TrainPhase.epochs(0)).phases(10), p -> 10))
                .hasMessageContaining("nothing to train: 1 phases with 0 batches");
        assertThatThrownBy(() -> TrainPhase.epochs(-1)).hasMessageContaining("at least 0, got -1.0");
    }

    @Test
    void schedulesCanBePutTogetherAndChanged() {
        Schedule both = Schedules.constant(1, Lr.of(1e-3)).then(Schedules.constant(2, Lr.of(1e-4)));
        assertThat(both.phases(5)).hasSize(2);
        assertThat(both.each(p -> p.beta2(0.9)).phases(5))
                .allMatch(p -> p.ramps().get(Setting.BETA2).at(0, 1)[0] == 0.9);
    }

    @Test
    void wrongShapesOfCyclesAreRefused() {
        assertThatThrownBy(() -> Schedules.oneCycle(1, 1).tail(2)).hasMessageContaining("tail is a part");
        assertThatThrownBy(() -> Schedules.oneCycle(1, 1).div(0.5)).hasMessageContaining("div must be at least 1");
        assertThatThrownBy(() -> TrainPhase.epochs(1).decay(Decay.LINEAR)).hasMessageContaining("call lr(...) before");
    }
}
