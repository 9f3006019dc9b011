package io.vivace.learn;

import io.vivace.data.Batch;
import io.vivace.data.DataBunch;
import io.vivace.data.LoadException;
import io.vivace.data.Loader;
import io.vivace.optim.Optimizer;
import io.vivace.schedule.Plan;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Scope;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private Place place = Place.START;
    private @Nullable Epoch current;
    private @Nullable CheckpointFile resume;
    private @Nullable Run run;
    private int number;
    private long trainingNumbers;

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
        return run(null, 0, null);
    }

    /**
     * {@return how it went}
     *
     * @param checkpoints are told when something could be written, null for none
     * @param fitNumber the number of this fit among them
     * @param from where to go on, null for the beginning
     */
    FitResult run(@Nullable Run checkpoints, int fitNumber, @Nullable CheckpointFile from) {
        run = checkpoints;
        number = fitNumber;
        resume = from;
        learner.recorder().beginFit();
        learner.model().zeroGrad();
        trainingNumbers = LearnerState.trainingNumbers(learner); // callbacks may freeze layers of their own
        if (from != null) {
            from.reading(() -> {
                place = Place.load(from.state().part("place"), plan);
                LearnerState.check(from.state(), learner, "the fit in " + from.file());
                from.loadNet(learner); // so that callbacks see it as it is
            });
            learner.say(
                    "resumed from " + from.file() + " after " + place.trained() + " of " + plan.batches() + " batches");
        }
        Cleanup.after(
                () -> {
                    callbacks.fire("beforeFit", c -> c.beforeFit(fit));
                    if (!place.inEpoch()) {
                        restore(null);
                    }
                    while (place.inEpoch() || (place.at() < plan.batches() && !fit.isStopped())) {
                        epoch();
                    }
                },
                fit,
                this::finish);
        return new FitResult(learner.recorder().epochsOfFit(), place.trained(), fit.stopReason());
    }

    private void finish() {
        learner.model().zeroGrad();
        learner.model().eval();
        callbacks.fireAll("afterFit", c -> c.afterFit(fit));
        String reason = fit.stopReason();
        if (reason != null && fit.failure() == null) {
            table.line("stopped after " + place.trained() + " batches: " + reason);
        }
    }

    private void epoch() {
        long end = endOfEpoch(place.first());
        fit.batch(place.first());
        Epoch epoch = new Epoch(fit, place.epoch(), dataOf(place.first()));
        current = epoch;
        Cleanup.after(
                () -> {
                    callbacks.fire("beforeEpoch", c -> c.beforeEpoch(epoch));
                    train(epoch, end);
                    validate(epoch);
                },
                fit,
                () -> callbacks.fireAll("afterEpoch", c -> c.afterEpoch(epoch)));
        table.row(learner.recorder().epoch(epoch));
        current = null;
        place = place.epochThatBeginsAt(end);
        if (run != null) {
            run.afterEpoch(number, place.trained(), this, epoch);
        }
    }

    // ---------------------------------------------------------------------------------------------- checkpoints

    /** {@return whether it ended, but not for good} */
    boolean isPaused() {
        return fit.isPaused();
    }

    /** {@return what is planned, in words} */
    String planText() {
        return PlanText.of(
                learner.data(), learner.rule(), plan, learner.groups().size());
    }

    /** {@return all that there is to know between two batches, beside the tensors of net and optimizer} */
    SavedState state() {
        SavedState to = CheckpointFile.emptyState();
        LearnerState.save(to, learner, callbacks);
        to.put("plan", planText());
        to.put("training_numbers", trainingNumbers);
        to.put("phase", settings.phase());
        place.save(to.part("place"));
        if (current != null) {
            current.save(to.part("epoch"));
        }
        String reason = fit.stopReason();
        if (reason != null && !fit.isPaused()) {
            to.put("stop_reason", reason);
        }
        return to;
    }

    /** Goes on from a checkpoint, if there is one, once the events that came before it were seen again. */
    private void restore(@Nullable Epoch epoch) {
        CheckpointFile from = resume;
        if (from == null) {
            return;
        }
        resume = null;
        adopt(from);
        SavedState state = from.state();
        from.reading(() -> {
            if (state.has("stop_reason")) {
                fit.stop(state.text("stop_reason"));
            }
            if (epoch != null) {
                epoch.load(state.part("epoch"));
            }
        });
    }

    /** Makes the learner what it was when a checkpoint of this fit was written. */
    void adopt(CheckpointFile from) {
        from.reading(() -> {
            Place then = Place.load(from.state().part("place"), plan);
            long last = Math.max(0, then.at() - 1);
            fit.batch(last);
            from.loadNet(learner);
            Optimizer optimizer = settings.resumeAt(phase(from.state()), last);
            from.loadOptimizer(optimizer);
            LearnerState.loadSettings(from.state(), optimizer);
            LearnerState.load(from.state(), learner);
            LearnerState.loadParts(from.state(), learner, callbacks);
        });
    }

    private int phase(SavedState from) {
        long phase = from.whole("phase");
        if (phase < -1 || phase >= plan.phases().size()) {
            throw new IllegalArgumentException(
                    "it is in phase " + phase + " of a plan of " + plan.phases().size());
        }
        return (int) phase;
    }

    // ---------------------------------------------------------------------------------------------- epochs

    private void validate(Epoch epoch) {
        Loader valid = epoch.data().valid();
        if (!epoch.skipsValidation() && valid.items() > 0) {
            new ValidationPass(epoch, callbacks, learner.metrics(), step -> {}).run(valid, showProgress);
        }
    }

    private void train(Epoch epoch, long end) {
        learner.model().train();
        Cleanup.after(
                () -> {
                    callbacks.fire("beforeTrain", c -> c.beforeTrain(epoch));
                    batches(epoch, end);
                },
                fit,
                () -> callbacks.fireAll("afterTrain", c -> c.afterTrain(epoch)));
    }

    private void batches(Epoch epoch, long end) {
        restore(epoch);
        String task = "epoch " + (epoch.number() + 1) + "/" + fit.epochs();
        try (Loader.Epoch batches = batchesOf(epoch);
                var progress = new ProgressLine(showProgress, task, end - place.at())) {
            while (place.at() < end && epoch.goesOn() && batches.hasNext()) {
                long at = place.at();
                fit.batch(at);
                settings.to(at);
                run(new Step(epoch, (int) (at - place.first()), true, at + 1 == end, batches.next(), callbacks));
                progress.step(learner.recorder().smoothedLoss(), batches.secondsWaited());
                place = place.batch(batches.position());
                if (run != null) {
                    run.afterBatch(number, place.trained(), this, fit);
                }
            }
            epoch.waited(batches.secondsWaited());
            if (place.at() == place.first() && epoch.goesOn()) {
                throw new LoadException("epoch " + epoch.number() + " had no batch to train on: all of its "
                        + loader(epoch.data()).items() + " items were left out; see the warnings before");
            }
        }
    }

    /** {@return the batches that are left of an epoch} */
    private Loader.Epoch batchesOf(Epoch epoch) {
        Loader loader = loader(epoch.data());
        return place.inEpoch()
                ? loader.epoch(learner.epochsStarted() - 1, place.position())
                : loader.epoch(learner.nextEpoch());
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
