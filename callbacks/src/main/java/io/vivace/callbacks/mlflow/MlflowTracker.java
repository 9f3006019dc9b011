package io.vivace.callbacks.mlflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.callbacks.HyperParameters;
import io.vivace.learn.BatchRecord;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Recorder;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports training to an MLflow tracking server: the hyper-parameters, {@code train_loss}, {@code smoothed_loss}, {@code lr} (with
 * several layer groups {@code lr_0}, {@code lr_1}...) and {@code momentum} of batches, {@code valid_loss} and all metrics of epochs. The
 * step counts training batches over all fits of the learner. Names get what MLflow allows: other characters become {@code _}.
 *
 * <pre>{@code learner.callbacks(MlflowTracker.to(URI.create("http://localhost:5000"), "pets").run("resnet34").file(model))}</pre>
 *
 * One tracker is one run; later fits go on in it, and so does training that is resumed from a checkpoint. Batches are sent at the end of
 * each epoch, or when there are 1000 numbers. Training does not depend on the server: when it is down or refuses something, that is
 * logged once, what was not sent goes to a file of JSON lines ({@code mlflow-unsent.jsonl}), and the end of the next epoch tries again.
 * {@link #strict} ends the fit instead.
 */
public final class MlflowTracker implements Callback {
    private static final Logger LOG = LoggerFactory.getLogger(MlflowTracker.class);

    private final String experiment;
    private final Map<String, Object> choices = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<Path> files = new ArrayList<>();
    private final LogBatch waiting = new LogBatch();
    private MlflowClient server;
    private String runName = "vivace";
    private Unsent unsent = new Unsent(Path.of("mlflow-unsent.jsonl"));
    private boolean strict;
    private int every = 1;

    private MlflowClient.@Nullable Run run;
    private boolean begun;
    private boolean warned;
    private long step;

    private MlflowTracker(MlflowClient server, String experiment) {
        this.server = server;
        this.experiment = experiment;
    }

    /**
     * {@return a tracker}
     *
     * @param server address of the tracking server; nothing is sent anywhere else
     * @param experiment name of the experiment, made if there is none
     */
    public static MlflowTracker to(URI server, String experiment) {
        return new MlflowTracker(MlflowClient.of(server), experiment);
    }

    /**
     * {@return this, with a name for the run}
     *
     * @param name people read it
     */
    public MlflowTracker run(String name) {
        runName = name;
        return this;
    }

    /**
     * {@return this, with a secret for the server, sent as {@code Authorization: Bearer ...}}
     *
     * @param secret what the server gave
     */
    public MlflowTracker token(String secret) {
        server = server.token(secret);
        return this;
    }

    /**
     * {@return this, with more parameters than what the learner knows}
     *
     * @param more numbers and texts by name
     */
    public MlflowTracker hyperParameters(Map<String, ?> more) {
        choices.putAll(more);
        return this;
    }

    /**
     * {@return this, with a tag of the run}
     *
     * @param key its name
     * @param value its text
     */
    public MlflowTracker tag(String key, String value) {
        tags.put(LogBatch.key(key), value);
        return this;
    }

    /**
     * {@return this, sending the numbers of some batches only}
     *
     * @param n those whose number, from 1, can be divided by n
     */
    public MlflowTracker everyBatches(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("send every batch (1) or every n-th (n), got " + n);
        }
        every = n;
        return this;
    }

    /**
     * {@return this, with a file to send at the end of each fit}
     *
     * @param file by then it exists
     */
    public MlflowTracker file(Path file) {
        files.add(file);
        return this;
    }

    /**
     * {@return this, with another place for what could not be sent}
     *
     * @param file of JSON lines, made when it is needed
     */
    public MlflowTracker unsentTo(Path file) {
        unsent = new Unsent(file);
        return this;
    }

    /** {@return this, ending the fit when the server does not take something} */
    public MlflowTracker strict() {
        strict = true;
        return this;
    }

    /** After those that add metrics. */
    @Override
    public int order() {
        return LOGGERS;
    }

    @Override
    public void beforeFit(Fit fit) {
        if (!strict) {
            unsent.check();
        }
        begun = false;
        step = fit.learner().recorder().batches().size();
    }

    /** Once the fit is resumed, if it is: then there is a run already. */
    @Override
    public void beforeBatch(Step s) {
        if (s.isTraining() && !begun) {
            begun = true;
            begin(s.fit());
        }
    }

    private void begin(Fit fit) {
        MlflowClient.Run known = run;
        if (known != null) {
            attempt(() -> server.update(known.id(), "RUNNING"));
            return;
        }
        HyperParameters.of(fit).forEach(waiting::parameter);
        choices.forEach(waiting::parameter);
        if (attempt(() -> run = server.createRun(server.experiment(experiment), runName, tags))) {
            flush();
        }
    }

    @Override
    public void afterBatch(Step s) {
        Recorder recorder = s.learner().recorder();
        if (!s.isTraining() || recorder.batches().size() == step) {
            return;
        }
        step = recorder.batches().size();
        if (step % every == 0) {
            BatchRecord b = recorder.batches().get((int) step - 1);
            waiting.metric("train_loss", b.loss(), step);
            waiting.metric("smoothed_loss", b.smoothedLoss(), step);
            for (int g = 0; g < b.lr().size(); g++) {
                waiting.metric(b.lr().size() == 1 ? "lr" : "lr_" + g, b.lr().get(g), step);
            }
            waiting.metric("momentum", b.momentum(), step);
            if (waiting.isFull()) {
                flush();
            }
        }
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (epoch.fit().failure() == null) {
            waiting.metric("valid_loss", epoch.validLoss(), step);
            epoch.metrics().forEach((name, v) -> waiting.metric(name, v, step));
        }
        flush();
    }

    @Override
    public void afterFit(Fit fit) {
        if (!begun) {
            return;
        }
        flush();
        MlflowClient.Run known = run;
        if (known == null) {
            return;
        }
        for (Path file : fit.failure() == null ? files : List.<Path>of()) {
            if (!Files.isRegularFile(file)) {
                trouble(new MlflowException("there is no file " + file + " to send to MLflow", "", null));
            } else {
                attempt(() -> server.sendFile(known, file));
            }
        }
        attempt(() -> server.update(known.id(), fit.failure() == null ? "FINISHED" : "FAILED"));
    }

    /** After the first request that fails the others of this moment are not tried: a server that hangs costs time once. */
    private void flush() {
        MlflowClient.Run known = run;
        boolean reachable = known != null;
        for (ObjectNode body : waiting.bodies(known == null ? "" : known.id())) {
            reachable = reachable && attempt(() -> server.logBatch(body));
            if (!reachable) {
                unsent.keep(experiment, runName, body);
            }
        }
    }

    private boolean attempt(Runnable request) {
        try {
            request.run();
            return true;
        } catch (MlflowException e) {
            trouble(e);
            return false;
        }
    }

    private void trouble(MlflowException e) {
        if (strict) {
            throw e;
        }
        if (!warned) {
            warned = true;
            LOG.warn("{}; training goes on", e.getMessage());
        } else {
            LOG.debug("again", e);
        }
    }

    /** What was noted before a checkpoint is not noted again after it, so it is sent now. */
    @Override
    public void save(SavedState to) {
        flush();
        to.put("step", step);
        if (run != null) {
            to.put("run", run.id());
            to.put("artifacts", run.artifacts());
        }
    }

    @Override
    public void load(SavedState from) {
        step = from.whole("step");
        run = from.has("run") ? new MlflowClient.Run(from.text("run"), from.text("artifacts")) : null;
    }
}
