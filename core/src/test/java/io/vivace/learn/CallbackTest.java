package io.vivace.learn;

import static io.vivace.metric.Metrics.accuracy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vivace.data.Batch;
import io.vivace.data.TensorBunch;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Settled;
import io.vivace.optim.Gradients;
import io.vivace.optim.Sgd;
import io.vivace.schedule.Lr;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallbackTest {
    /** 24 training items in 2 batches, 6 validation items in 1. */
    private TensorBunch data;

    @BeforeEach
    void open() {
        data = Spiral.data(10, 12);
    }

    @AfterEach
    void close() {
        data.close();
    }

    private Learner learner(Callback... callbacks) {
        return Learner.of(data, Spiral.net())
                .metrics(accuracy())
                .optimizer(Sgd.plain())
                .callbacks(callbacks)
                .silent()
                .build();
    }

    private static Callback on(String event, Consumer<Step> work) {
        return new EventLog() {
            @Override
            public void beforeBatch(Step s) {
                run("beforeBatch", s);
            }

            @Override
            public void afterForward(Step s) {
                run("afterForward", s);
            }

            @Override
            public void afterLoss(Step s) {
                run("afterLoss", s);
            }

            @Override
            public void afterBackward(Step s) {
                run("afterBackward", s);
            }

            @Override
            public void afterStep(Step s) {
                run("afterStep", s);
            }

            private void run(String now, Step s) {
                if (now.equals(event) && s.isTraining()) {
                    work.accept(s);
                }
            }
        };
    }

    @Test
    void eventsComeInTheirOrder() {
        EventLog log = new EventLog();
        try (var learn = learner(log)) {
            learn.fit(1, 1e-2);
            assertThat(log.events)
                    .containsExactly(
                            "beforeFit",
                            "beforeEpoch 0",
                            "beforeTrain 0",
                            "train beforeBatch 0.0",
                            "train afterForward 0.0",
                            "train afterLoss 0.0",
                            "train afterBackward 0.0",
                            "train afterStep 0.0",
                            "train afterBatch 0.0",
                            "train beforeBatch 0.1",
                            "train afterForward 0.1",
                            "train afterLoss 0.1",
                            "train afterBackward 0.1",
                            "train afterStep 0.1",
                            "train afterBatch 0.1",
                            "afterTrain 0",
                            "beforeValidate 0",
                            "valid beforeBatch 0.0",
                            "valid afterForward 0.0",
                            "valid afterLoss 0.0",
                            "valid afterBatch 0.0",
                            "afterValidate 0",
                            "afterEpoch 0",
                            "afterFit");
        }
    }

    @Test
    void everyWayIntoTheLoopFiresTheEvents() {
        EventLog log = new EventLog();
        try (var learn = learner(log)) {
            List<String> validation = List.of(
                    "beforeValidate 0",
                    "valid beforeBatch 0.0",
                    "valid afterForward 0.0",
                    "valid afterLoss 0.0",
                    "valid afterBatch 0.0",
                    "afterValidate 0");
            learn.validate();
            assertThat(log.events).containsExactlyElementsOf(validation);
            log.events.clear();
            learn.getPreds().close();
            assertThat(log.events).containsExactlyElementsOf(validation);
            log.events.clear();
            learn.lrFind(Lr.of(1e-4), Lr.of(1e-2), 3);
            assertThat(log.events)
                    .as("watching callbacks stay out of the search")
                    .isEmpty();
        }
    }

    @Test
    void lowerOrdersComeFirst() {
        List<String> seen = new ArrayList<>();
        record Named(String label, int order, List<String> seen) implements Callback {
            @Override
            public void beforeFit(Fit fit) {
                seen.add(label);
            }
        }
        try (var learn = learner(
                new Named("late", 5, seen),
                new Named("first of equals", 0, seen),
                new Named("second of equals", 0, seen),
                new Named("early", -5, seen))) {
            learn.fit(1, 1e-2);
            assertThat(seen).containsExactly("early", "first of equals", "second of equals", "late");
        }
    }

    @Test
    void theRestOfAStepCanBeSkippedAnywhere() {
        List<String> events = List.of("beforeBatch", "afterForward", "afterLoss", "afterBackward", "afterStep");
        for (String event : events) {
            EventLog log = new EventLog(1);
            try (var learn = learner(on(event, Step::skipRest), log)) {
                float[] before =
                        learn.model().parameters().get("0.weight").value().toFloatArray();
                learn.fit(1, 1e-1);
                List<String> expected = new ArrayList<>();
                for (String e : events.subList(0, events.indexOf(event) + 1)) {
                    expected.add("train " + e + " 0.0");
                }
                expected.add("train afterBatch 0.0");
                assertThat(log.events.subList(3, 3 + expected.size())).containsExactlyElementsOf(expected);
                float[] after =
                        learn.model().parameters().get("0.weight").value().toFloatArray();
                assertThat(Arrays.equals(before, after)).as(event).isEqualTo(!event.equals("afterStep"));
            }
        }
    }

    @Test
    void skippingTheUpdateAccumulatesGradients() {
        Callback everySecond = on("afterBackward", s -> {
            if (s.number() % 2 == 0) {
                s.skipRest();
            } else {
                s.model().parameters().values().forEach(p -> p.grad().mul_(0.5));
            }
        });
        var whole = Spiral.data(10, 24);
        try (var halves = learner(everySecond);
                var once = Learner.of(whole, Spiral.net())
                        .optimizer(Sgd.plain())
                        .silent()
                        .build()) {
            halves.fit(1, 1e-1);
            once.fit(1, 1e-1);
            float[] a = halves.model().parameters().get("0.weight").value().toFloatArray();
            float[] b = once.model().parameters().get("0.weight").value().toFloatArray();
            for (int i = 0; i < a.length; i++) {
                assertThat(a[i]).isCloseTo(b[i], within(1e-6f));
            }
        } finally {
            whole.close();
        }
    }

    @Test
    void batchOutputAndLossCanBeReplaced() {
        List<Integer> sizes = new ArrayList<>();
        Callback half = on("beforeBatch", s -> {
            Batch b = s.batch();
            s.batch(new Batch(
                    List.of(b.x().narrow(0, 0, 3)), List.of(b.y().narrow(0, 0, 3)), Arrays.copyOf(b.items(), 3)));
        });
        Callback outputs = on("afterForward", s -> {
            sizes.add((int) s.output().size(0));
            s.output(s.output().mul(0));
        });
        Callback losses = on("afterLoss", s -> {
            assertThat(s.lossValue()).isCloseTo(Math.log(3), within(1e-6));
            s.loss(s.loss().mul(0));
        });
        try (var learn = learner(half, outputs, losses)) {
            float[] before = learn.model().parameters().get("0.weight").value().toFloatArray();
            FitResult result = learn.fit(1, 1e-1);
            assertThat(sizes).containsExactly(3, 3);
            assertThat(result.last().trainLoss()).as("the first loss is shown").isCloseTo(Math.log(3), within(1e-6));
            assertThat(learn.model().parameters().get("0.weight").value().toFloatArray())
                    .containsExactly(before);
        }
    }

    @Test
    void anEpochOrTheFitCanBeStopped() {
        Callback short1 = on("afterBackward", s -> {
            if (s.epoch().number() == 0) {
                s.epoch().stop();
            }
        });
        Callback good = new Callback() {
            @Override
            public void afterEpoch(Epoch e) {
                if (e.number() == 1 && e.metric("accuracy") >= 0) {
                    e.stopFit("good enough");
                }
            }
        };
        try (var learn = learner(short1, good)) {
            FitResult result = learn.fit(10, 1e-2);
            assertThat(result.epochs()).hasSize(2);
            assertThat(result.batches()).isEqualTo(3);
            assertThat(result.stopReason()).isEqualTo("good enough");
            assertThat(result.epochs().get(0).validLoss())
                    .as("validation takes place")
                    .isPositive();
        }
    }

    @Test
    void stoppingInsideTrainingStillValidates() {
        EventLog log = new EventLog();
        try (var learn = learner(log, on("afterLoss", s -> s.epoch().stopFit("seen enough")))) {
            FitResult result = learn.fit(3, 1e-2);
            assertThat(result.batches()).isEqualTo(1);
            assertThat(result.epochs()).hasSize(1);
            assertThat(log.events).contains("train afterStep 0.0", "afterValidate 0", "afterEpoch 0", "afterFit");
        }
    }

    @Test
    void anExceptionNamesTheCallbackAndEveryAfterEventFollows() {
        EventLog failing = new EventLog();
        failing.failAt = "train afterLoss 0.1";
        EventLog witness = new EventLog(1);
        List<Throwable> failures = new ArrayList<>();
        Callback end = new Callback() {
            @Override
            public void afterFit(Fit fit) {
                failures.add(fit.failure());
            }
        };
        try (var learn = learner(failing, witness, end)) {
            long before = Settled.stats().live();
            assertThatThrownBy(() -> learn.fit(1, 1e-2))
                    .isInstanceOf(CallbackException.class)
                    .hasMessageContaining("callback EventLog failed in afterLoss")
                    .hasMessageContaining("told to fail at train afterLoss 0.1")
                    .hasCauseInstanceOf(IllegalStateException.class);
            List<String> tail = List.of("train afterBatch 0.1", "afterTrain 0", "afterEpoch 0", "afterFit");
            assertThat(witness.events).endsWith(tail.toArray(String[]::new)).doesNotContain("train afterLoss 0.1");
            assertThat(failing.events).endsWith(tail.toArray(String[]::new));
            assertThat(failures).hasSize(1);
            assertThat(failures.get(0)).isInstanceOf(CallbackException.class);
            assertThat(MemoryStats.now().live())
                    .as("nothing of the step is left")
                    .isLessThanOrEqualTo(before);
            failing.failAt = "";
            assertThat(learn.fit(1, 1e-2).batches()).as("the learner can go on").isEqualTo(2);
        }
    }

    @Test
    void aFailureWhileCleaningUpReachesTheOthersAndHidesNothing() {
        EventLog failing = new EventLog();
        failing.failAt = "train afterForward 0.0";
        Callback alsoFailing = new Callback() {
            @Override
            public String name() {
                return "second";
            }

            @Override
            public void afterFit(Fit fit) {
                throw new IllegalArgumentException("while cleaning up");
            }
        };
        EventLog witness = new EventLog(1);
        try (var learn = learner(failing, alsoFailing, witness)) {
            assertThatThrownBy(() -> learn.fit(1, 1e-2))
                    .hasMessageContaining("afterForward")
                    .satisfies(e -> assertThat(e.getSuppressed()[0])
                            .hasMessageContaining("callback second failed in afterFit"));
            assertThat(witness.events).endsWith("afterFit");
            failing.failAt = "";
            assertThatThrownBy(() -> learn.fit(1, 1e-2)).hasMessageContaining("callback second failed in afterFit");
        }
    }

    @Test
    void aStepCanBeReplaced() {
        TrainStep twice = step -> {
            step.forward();
            step.computeLoss();
            step.backward();
            float first = (float) step.lossValue();
            step.update();
            Tensor again = step.learner()
                    .loss()
                    .of(
                            step.model().forward(step.batch().inputs()),
                            step.batch().targets());
            assertThat(again.item()).isLessThan(first);
            again.backward();
            step.optimizer().step();
            step.optimizer().zeroGrad();
        };
        EventLog log = new EventLog();
        try (var learn = Learner.of(data, Spiral.net())
                .optimizer(Sgd.plain())
                .step(twice)
                .callbacks(log)
                .silent()
                .build()) {
            learn.fit(1, 1e-2);
            assertThat(log.events)
                    .filteredOn(e -> e.startsWith("train afterStep"))
                    .hasSize(2);
        }
    }

    @Test
    void ratesChangedByACallbackStayForTheRestOfAConstantPhase() {
        Callback lower = on("afterStep", s -> {
            var g = s.optimizer().groups().get(0);
            g.settings(g.settings().lr(g.settings().lr() / 2));
        });
        try (var learn = learner(lower)) {
            learn.fit(2, 8e-2);
            assertThat(learn.recorder().batches())
                    .extracting(BatchRecord::lastLr)
                    .containsExactly(8e-2, 4e-2, 2e-2, 1e-2);
        }
    }

    @Test
    void metricsCanBeAddedToTheTable() {
        Callback adds = new Callback() {
            @Override
            public void afterEpoch(Epoch e) {
                e.metric("twice", 2 * e.metric("accuracy"));
                assertThatThrownBy(() -> e.metric("accuarcy"))
                        .hasMessageContaining("no metric 'accuarcy'")
                        .hasMessageContaining("accuracy");
            }
        };
        try (var learn = learner(adds)) {
            EpochRecord e = learn.fit(1, 1e-2).last();
            assertThat(e.metrics().get("twice")).isEqualTo(2 * e.metrics().get("accuracy"));
        }
    }

    @Test
    void clippingActsBetweenBackwardAndStep() {
        List<Double> lengths = new ArrayList<>();
        Callback look = on(
                "afterBackward",
                s -> lengths.add(Gradients.norm(s.model().parameters().values())));
        try (var learn = learner(ClipGradients.norm(0.01), look)) {
            learn.fit(1, 1e-2);
            assertThat(lengths).allMatch(v -> v <= 0.0100001).hasSize(2);
        }
        lengths.clear();
        try (var learn = learner(ClipGradients.value(1e-4), look)) {
            learn.fit(1, 1e-2);
            assertThat(lengths).allMatch(v -> v <= 1e-4 * Math.sqrt(2000));
        }
    }

    @Test
    void thePartsOfAStepAreThereWhenTheyAre() {
        try (var learn = learner(on("beforeBatch", Step::output))) {
            assertThatThrownBy(() -> learn.fit(1, 1e-2))
                    .hasMessageContaining("has no output yet; it is there from afterForward on");
        }
        try (var learn = learner(on("afterForward", Step::loss))) {
            assertThatThrownBy(() -> learn.fit(1, 1e-2)).hasMessageContaining("it is there from afterLoss on");
        }
    }
}
