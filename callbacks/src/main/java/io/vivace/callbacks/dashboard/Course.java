package io.vivace.callbacks.dashboard;

import io.vivace.callbacks.LayerWatch;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Learner;
import io.vivace.learn.Step;
import io.vivace.nn.Module;
import io.vivace.optim.ParameterGroup;
import io.vivace.plot.Picture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes one learner's training, over all of its fits. */
final class Course {
    private static final Logger LOG = LoggerFactory.getLogger(Course.class);
    private static final int MOST_GROUPS = 6;
    private static final int VALID_BATCHES = 6;

    private final Run run;
    private final Learner learner;
    private final int every;
    private final boolean layers;
    private final long start = System.nanoTime();
    private final Speed speed;
    private @Nullable Function<Step, List<Picture>> predictions;
    private @Nullable LayerWatch watch;
    private int fits;
    private int epochsDone;
    private double epochLength;
    private double epochStart;
    private final List<Picture> validated = new ArrayList<>();
    private int validEvery = 1;
    private int ofEachValid = 1;
    private boolean active;

    Course(Run run, Learner learner, int every, boolean layers, @Nullable Function<Step, List<Picture>> predictions) {
        this.run = run;
        this.learner = learner;
        this.every = every;
        this.layers = layers;
        this.predictions = predictions;
        speed = new Speed(run);
    }

    Run run() {
        return run;
    }

    boolean isOf(Learner other) {
        return learner == other;
    }

    private double seconds() {
        return (System.nanoTime() - start) * 1e-9;
    }

    void begin(Fit fit) {
        active = true;
        long batches = fit.plan().batches();
        epochLength = Math.max(1, (double) batches / Math.max(1, fit.epochs()));
        run.begin(batches, fit.epochs(), "fit " + ++fits);
    }

    void begin(Epoch epoch) {
        epochStart = seconds();
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
        if (!active || !step.isTraining()) {
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
        if (active && step.isTraining()) {
            speed.forwarded();
        }
    }

    void done(Step step) {
        if (!active) {
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
            numbers(step);
        }
    }

    private void numbers(Step step) {
        run.add("loss", "training", step.lossValue());
        List<ParameterGroup> groups = step.optimizer().groups();
        for (int i = 0; i < groups.size() && i < MOST_GROUPS; i++) {
            ParameterGroup g = groups.get(i);
            run.add(
                    "lr",
                    groups.size() == 1 ? "learning rate" : "group " + (i + 1),
                    g.settings().lr());
        }
        run.add("momentum", "momentum", groups.get(groups.size() - 1).settings().momentum());
        run.trained(seconds(), epochsDone + Math.min(1, (step.number() + 1) / epochLength));
        speed.trained(step.batch().size());
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

    // ---------------------------------------------------------------------------------------------- epochs

    void end(Epoch epoch) {
        if (epoch.fit().failure() != null) {
            return;
        }
        epochsDone++;
        run.add("loss", "validation", epoch.validLoss());
        epoch.metrics().forEach((name, value) -> run.add("metric " + name, name, value));
        Map<String, Double> cells = new LinkedHashMap<>();
        cells.put("epoch", (double) epochsDone);
        cells.put("train_loss", epoch.trainLoss());
        cells.put("valid_loss", epoch.validLoss());
        cells.putAll(epoch.metrics());
        cells.put("seconds", seconds() - epochStart);
        run.row(cells);
    }

    void end(Fit fit) {
        active = false;
        Throwable failure = fit.failure();
        String reason = fit.stopReason();
        if (failure != null) {
            run.end(Run.State.FAILED, String.valueOf(failure.getMessage()), seconds());
        } else if (reason != null) {
            run.end(Run.State.STOPPED, reason, seconds());
        } else {
            run.end(Run.State.FINISHED, "", seconds());
        }
    }
}
