package io.vivace.learn;

import io.vivace.data.Batch;
import io.vivace.data.DataBunch;
import io.vivace.data.LoadException;
import io.vivace.data.Loader;
import io.vivace.schedule.Plan;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Scope;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The training loop: there is one, and everything that trains goes through it. */
final class FitLoop {
    private final Learner learner;
    private final Plan plan;
    private final Fit fit;
    private final CallbackList callbacks;
    private final PhaseSettings settings;
    private final EpochTable table;
    private final boolean showProgress;
    private final IdentityHashMap<DataBunch, Loader> loaders = new IdentityHashMap<>();
    private final List<EpochRecord> records = new ArrayList<>();
    private long trained;

    FitLoop(Learner learner, List<TrainPhase> phases, CallbackList callbacks, boolean search) {
        this.learner = learner;
        this.callbacks = callbacks;
        plan = new Plan(phases, p -> batchesOf(loader(dataOf(p))));
        fit = new Fit(learner, plan, countEpochs(), search);
        settings = new PhaseSettings(learner, plan);
        table = new EpochTable(search ? null : learner.out());
        showProgress = learner.out() != null;
    }

    private DataBunch dataOf(TrainPhase p) {
        DataBunch own = p.data();
        return own == null ? learner.data() : own;
    }

    private DataBunch dataOf(long batch) {
        return dataOf(plan.phases().get(plan.phase(batch)));
    }

    private Loader loader(DataBunch data) {
        return loaders.computeIfAbsent(data, DataBunch::train);
    }

    /** {@return the batches of an epoch, at least one} */
    static int batchesOf(Loader loader) {
        if (loader.batches() == 0) {
            throw new IllegalArgumentException("the training data gives no batches: it has " + loader.items()
                    + " items. Make the batches smaller, or keep the incomplete last one");
        }
        return loader.batches();
    }

    private int countEpochs() {
        int n = 0;
        for (long at = 0; at < plan.batches(); n++) {
            at = endOfEpoch(at);
        }
        return n;
    }

    /** {@return the batch after the epoch that begins with this one: other data cut it short} */
    private long endOfEpoch(long first) {
        DataBunch data = dataOf(first);
        long end = Math.min(plan.batches(), first + batchesOf(loader(data)));
        for (int p = plan.phase(first) + 1; p < plan.phases().size() && plan.start(p) < end; p++) {
            if (dataOf(plan.phases().get(p)) != data) {
                return Math.max(first + 1, plan.start(p));
            }
        }
        return end;
    }

    FitResult run() {
        learner.recorder().beginFit();
        learner.model().zeroGrad();
        Cleanup.after(
                () -> {
                    callbacks.fire("beforeFit", c -> c.beforeFit(fit));
                    int number = 0;
                    for (long at = 0; at < plan.batches() && !fit.isStopped(); number++) {
                        long end = endOfEpoch(at);
                        epoch(number, at, end);
                        at = end;
                    }
                },
                fit,
                this::finish);
        return new FitResult(records, trained, fit.stopReason());
    }

    private void finish() {
        learner.model().zeroGrad();
        learner.model().eval();
        callbacks.fireAll("afterFit", c -> c.afterFit(fit));
        String reason = fit.stopReason();
        if (reason != null && fit.failure() == null) {
            table.line("stopped after " + trained + " batches: " + reason);
        }
    }

    private void epoch(int number, long first, long end) {
        fit.batch(first);
        long start = System.nanoTime();
        Epoch epoch = new Epoch(fit, number, dataOf(first));
        Cleanup.after(
                () -> {
                    callbacks.fire("beforeEpoch", c -> c.beforeEpoch(epoch));
                    train(epoch, first, end);
                    validate(epoch);
                },
                fit,
                () -> callbacks.fireAll("afterEpoch", c -> c.afterEpoch(epoch)));
        EpochRecord record = learner.recorder().epoch(epoch, (System.nanoTime() - start) * 1e-9);
        records.add(record);
        table.row(record);
    }

    private void validate(Epoch epoch) {
        Loader valid = epoch.data().valid();
        if (!epoch.skipsValidation() && valid.items() > 0) {
            new ValidationPass(epoch, callbacks, learner.metrics(), step -> {}).run(valid, showProgress);
        }
    }

    private void train(Epoch epoch, long first, long end) {
        learner.model().train();
        Cleanup.after(
                () -> {
                    callbacks.fire("beforeTrain", c -> c.beforeTrain(epoch));
                    batches(epoch, first, end);
                },
                fit,
                () -> callbacks.fireAll("afterTrain", c -> c.afterTrain(epoch)));
    }

    private void batches(Epoch epoch, long first, long end) {
        long before = trained;
        String task = "epoch " + (epoch.number() + 1) + "/" + fit.epochs();
        try (Loader.Epoch batches = loader(epoch.data()).epoch(learner.nextEpoch());
                var progress = new ProgressLine(showProgress, task, end - first)) {
            for (long at = first; at < end && epoch.goesOn() && batches.hasNext(); at++) {
                fit.batch(at);
                settings.to(at);
                run(new Step(epoch, (int) (at - first), true, at + 1 == end, batches.next(), callbacks));
                progress.step(learner.recorder().smoothedLoss(), batches.secondsWaited());
                trained++;
            }
            epoch.waited(batches.secondsWaited());
            if (trained == before && epoch.goesOn()) {
                throw new LoadException("epoch " + epoch.number() + " had no batch to train on: all of its "
                        + loader(epoch.data()).items() + " items were left out; see the warnings before");
            }
        }
    }

    private void run(Step step) {
        try (Batch batch = step.batch();
                var scope = Scope.open()) {
            Cleanup.after(
                    () -> {
                        callbacks.fire("beforeBatch", c -> c.beforeBatch(step));
                        learner.precision().run(() -> learner.step().run(step));
                    },
                    fit,
                    () -> callbacks.fireAll("afterBatch", c -> c.afterBatch(step)));
        }
    }
}
