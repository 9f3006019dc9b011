package io.vivace.callbacks.dashboard;

import io.vivace.callbacks.LayerWatch;
import io.vivace.learn.BatchRecord;
import io.vivace.learn.Epoch;
import io.vivace.learn.EpochRecord;
import io.vivace.learn.Fit;
import io.vivace.learn.Learner;
import io.vivace.learn.Step;
import io.vivace.nn.Module;
import io.vivace.optim.ParameterGroup;
import io.vivace.plot.Picture;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes one learner's training, over all of its fits; those that came before are taken from its recorder. */
final class Course {
    private static final Logger LOG = LoggerFactory.getLogger(Course.class);
    private static final int MOST_GROUPS = 6;
    private static final int VALID_BATCHES = 6;

    private final Run run;
    private final Learner learner;
    private final int every;
    private final boolean layers;
    private final Speed speed;
    private final List<Picture> validated = new ArrayList<>();
    private @Nullable Function<Step, List<Picture>> predictions;
    private @Nullable LayerWatch watch;
    private @Nullable Fit fit;
    private long start = System.nanoTime();
    private double secondsBefore;
    private int fits;
    private int epochsDone;
    private double epochLength = 1;
    private boolean epochRuns;
    private int validEvery = 1;
    private int ofEachValid = 1;

    Course(Run run, Learner learner, int every, boolean layers, @Nullable Function<Step, List<Picture>> predictions) {
        this.run = run;
        this.learner = learner;
        this.every = every;
        this.layers = layers;
        this.predictions = predictions;
        speed = new Speed(run);
        replay();
    }

    Run run() {
        return run;
    }

    boolean isOf(Learner other) {
        return learner == other;
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - start) * 1e-9;
    }

    // ---------------------------------------------------------------------------------------------- beginnings

    void begin(Fit now) {
        fit = now;
        epochRuns = false;
        long batches = now.plan().batches();
        epochLength = Math.max(1, (double) batches / Math.max(1, now.epochs()));
        run.begin(run.batches() + batches, epochsDone + now.epochs());
        run.mark("fit " + ++fits);
    }

    /** A fit goes on where another program ended: what that one noted is in the recorder by now. */
    void resume() {
        Fit now = fit;
        if (now == null) {
            return; // a fit that is done is passed by
        }
        replay();
        long done = epochRuns || now.batch() > 0 ? now.batch() + 1 : 0;
        if (done == 0) {
            run.mark("fit " + ++fits);
        }
        long epochsBefore = learner.recorder().epochs().stream()
                .filter(e -> e.fit() < fits - 1)
                .count();
        run.begin(run.batches() - done + now.plan().batches(), (int) epochsBefore + now.epochs());
    }

    void beginEpoch() {
        epochRuns = true;
    }

    void beginTraining() {
        speed.restart();
    }

    /** Validation data often lie in the order of their classes, so pictures come from several of their batches. */
    void beginValidation(Epoch epoch) {
        int batches = Math.max(1, epoch.data().valid().batches());
        validEvery = (batches + VALID_BATCHES - 1) / VALID_BATCHES;
        ofEachValid = Math.max(1, RunJson.MOST_PICTURES / ((batches + validEvery - 1) / validEvery));
        validated.clear();
    }

    // ---------------------------------------------------------------------------------------------- batches

    void loaded(Step step) {
        if (fit == null || !step.isTraining()) {
            return;
        }
        speed.loaded();
        if (layers && looks()) {
            watch = LayerWatch.open(watched(step.model()).values(), LayerHistory.ACTIVATIONS, LayerHistory.GRADIENTS);
        }
    }

    private boolean looks() {
        return run.batches() % every == 0;
    }

    private static Map<String, Module> watched(Module net) {
        return LayerWatch.layersWithParameters(net);
    }

    void forwarded(Step step) {
        if (fit != null && step.isTraining()) {
            speed.forwarded();
        }
    }

    void done(Step step) {
        if (fit == null) {
            return;
        }
        LayerWatch w = watch;
        if (w != null) {
            watch = null;
            w.close();
            run.layers(LayerWatch.titles(watched(step.model())), w);
        }
        boolean shown = step.isTraining() ? looks() : step.number() % validEvery == 0;
        if (shown && step.fit().failure() == null) {
            show(step);
        }
        if (step.isTraining()) {
            List<ParameterGroup> groups = step.optimizer().groups();
            List<Double> lr = groups.stream().map(g -> g.settings().lr()).toList();
            double momentum = groups.get(groups.size() - 1).settings().momentum();
            numbers(step.lossValue(), lr, momentum, seconds(), step.number());
            speed.trained(step.batch().size());
        }
    }

    private void numbers(double loss, List<Double> lr, double momentum, double time, int numberInEpoch) {
        run.add("loss", "training", loss);
        for (int i = 0; i < lr.size() && i < MOST_GROUPS; i++) {
            run.add("lr", lr.size() == 1 ? "learning rate" : "group " + (i + 1), lr.get(i));
        }
        run.add("momentum", "momentum", momentum);
        run.trained(time, epochsDone + Math.min(1, (numberInEpoch + 1) / epochLength));
    }

    /** What is only looked at must not end what is trained. */
    private void show(Step step) {
        Function<Step, List<Picture>> function = predictions;
        if (function == null) {
            return;
        }
        try {
            List<Picture> pictures = function.apply(step);
            if (step.isTraining()) {
                run.pictures("training batch " + (run.batches() + 1), pictures);
            } else {
                validated.addAll(pictures.subList(0, Math.min(pictures.size(), ofEachValid)));
                run.pictures("validation after epoch " + (epochsDone + 1), validated);
            }
        } catch (RuntimeException e) {
            predictions = null;
            LOG.warn("the dashboard shows no more predictions, because the function that draws them failed", e);
            run.note("no more predictions are shown, because the function that draws them failed: " + e);
        }
    }

    // ---------------------------------------------------------------------------------------------- endings

    void end(Epoch epoch) {
        if (epoch.fit().failure() == null) {
            row(epoch.trainLoss(), epoch.validLoss(), epoch.metrics(), epoch.seconds());
        }
    }

    private void row(double trainLoss, double validLoss, Map<String, Double> metrics, double seconds) {
        epochsDone++;
        run.add("loss", "validation", validLoss);
        metrics.forEach((name, value) -> run.add("metric " + name, name, value));
        Map<String, Double> cells = new LinkedHashMap<>();
        cells.put("epoch", (double) epochsDone);
        cells.put("train_loss", trainLoss);
        cells.put("valid_loss", validLoss);
        cells.putAll(metrics);
        cells.put("seconds", seconds);
        run.row(cells);
    }

    void end(Fit ended) {
        fit = null;
        Throwable failure = ended.failure();
        String reason = ended.stopReason();
        if (failure != null) {
            run.end(Run.State.FAILED, String.valueOf(failure.getMessage()), seconds());
        } else if (reason != null) {
            run.end(Run.State.STOPPED, reason, seconds());
        } else {
            run.end(Run.State.FINISHED, "", seconds());
        }
    }

    // ---------------------------------------------------------------------------------------------- the past

    /** Tells the run anew what the recorder knows. The batches of an epoch are taken to have lasted equally long. */
    private void replay() {
        run.clear();
        epochsDone = 0;
        fits = 0;
        secondsBefore = 0;
        double perBatch = 0;
        List<BatchRecord> all = learner.recorder().batches();
        Iterator<EpochRecord> ends = learner.recorder().epochs().iterator();
        for (int from = 0, to = 0; from < all.size(); from = to) {
            BatchRecord first = all.get(from);
            while (to < all.size()
                    && all.get(to).fit() == first.fit()
                    && all.get(to).epoch() == first.epoch()) {
                to++;
            }
            for (; fits <= first.fit(); fits++) {
                run.mark("fit " + (fits + 1));
            }
            EpochRecord end = ends.hasNext() ? ends.next() : null;
            if (end != null) {
                perBatch = end.seconds() / (to - from);
                epochLength = to - from;
            }
            for (int i = from; i < to; i++) {
                BatchRecord b = all.get(i);
                numbers(b.loss(), b.lr(), b.momentum(), secondsBefore + (i - from + 1) * perBatch, i - from);
            }
            secondsBefore += (to - from) * perBatch;
            if (end != null) {
                row(end.trainLoss(), end.validLoss(), end.metrics(), end.seconds());
            }
        }
        start = System.nanoTime();
    }
}
