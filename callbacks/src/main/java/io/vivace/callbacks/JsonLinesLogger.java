package io.vivace.callbacks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vivace.learn.BatchRecord;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Recorder;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes a JSON object on a line of its own for what happens in training: {@code "event"} is {@code "fit"} with the hyper-parameters,
 * {@code "batch"}, {@code "epoch"} or {@code "end"}. Numbers that are not finite are null. Names are those of
 * {@link Recorder#writeJson}. What was logged is on its way to the disk at once, so a program that is killed leaves whole lines.
 *
 * <pre>{@code
 * learner.callbacks(JsonLinesLogger.to(Path.of("log.jsonl")).everyBatches(10))
 *
 * {"event":"batch","time":"2030-01-01T12:00:00.000Z","epoch":0,"batch":10,"items":64,"loss":0.25, ...}
 * }</pre>
 *
 * A file of an earlier program is replaced, unless {@link #append} says otherwise; later fits with the same logger go on in it, and so
 * does training that is resumed from a checkpoint.
 */
public final class JsonLinesLogger implements Callback {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunLog log;
    private final boolean append;
    private final int every;
    private boolean begun;

    private JsonLinesLogger(Path file, boolean append, int every) {
        log = new RunLog(file, append);
        this.append = append;
        this.every = every;
    }

    /**
     * {@return a logger of every batch and every epoch}
     *
     * @param file where to
     */
    public static JsonLinesLogger to(Path file) {
        return new JsonLinesLogger(file, false, 1);
    }

    /** {@return going on at the end of a file that is there already} */
    public JsonLinesLogger append() {
        return new JsonLinesLogger(log.file(), true, every);
    }

    /**
     * {@return a logger of some of the batches}
     *
     * @param n those whose number can be divided by n; 0 for none
     */
    public JsonLinesLogger everyBatches(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("log every batch (1), every n-th (n) or none (0), got " + n);
        }
        return new JsonLinesLogger(log.file(), append, n);
    }

    /** After those that add metrics. */
    @Override
    public int order() {
        return LOGGERS;
    }

    @Override
    public void beforeFit(Fit fit) {
        log.check();
        begun = false;
    }

    /** Once the fit is resumed, if it is. */
    @Override
    public void beforeBatch(Step step) {
        if (step.isTraining() && !begun) {
            begun = true;
            ObjectNode line = event("fit");
            ObjectNode values = line.putObject("hyper_parameters");
            HyperParameters.of(step.fit()).forEach((name, v) -> values.set(name, JSON.valueToTree(v)));
            write(line);
        }
    }

    @Override
    public void afterBatch(Step step) {
        if (!step.isTraining() || every == 0 || step.fit().batch() % every != 0 || Double.isNaN(step.lossValue())) {
            return;
        }
        BatchRecord record = Latest.of(step);
        ObjectNode line = event("batch")
                .put("epoch", step.epoch().number())
                .put("batch", step.fit().batch())
                .put("items", step.batch().size());
        number(line, "loss", step.lossValue());
        number(line, "smoothed_loss", record.smoothedLoss());
        ArrayNode lr = line.putArray("lr");
        record.lr().forEach(lr::add);
        number(line, "momentum", record.momentum());
        write(line);
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (epoch.fit().failure() != null) {
            return;
        }
        ObjectNode line = event("epoch").put("epoch", epoch.number());
        number(line, "train_loss", epoch.fit().learner().recorder().smoothedLoss());
        number(line, "train_loss_mean", epoch.trainLoss());
        number(line, "valid_loss", epoch.validLoss());
        ObjectNode metrics = line.putObject("metrics");
        epoch.metrics().forEach((name, v) -> number(metrics, name, v));
        double seconds = epoch.seconds();
        number(line, "seconds", seconds);
        number(line, "data_wait", seconds > 0 ? Math.min(1, epoch.secondsWaited() / seconds) : 0);
        write(line);
    }

    @Override
    public void afterFit(Fit fit) {
        try {
            if (begun) {
                ObjectNode line = event("end");
                Throwable failure = fit.failure();
                if (failure != null) {
                    line.put("failure", failure.toString());
                } else if (fit.stopReason() != null) {
                    line.put("stopped", fit.stopReason());
                }
                write(line);
            }
        } finally {
            log.close();
        }
    }

    private static ObjectNode event(String name) {
        String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
        return JSON.createObjectNode().put("event", name).put("time", now);
    }

    private static void number(ObjectNode to, String name, double v) {
        if (Double.isFinite(v)) {
            to.put(name, v);
        } else {
            to.putNull(name);
        }
    }

    private void write(ObjectNode line) {
        try {
            log.lines().write(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void save(SavedState to) {
        to.put("begun", begun);
        log.save(to);
    }

    @Override
    public void load(SavedState from) {
        begun = from.flag("begun");
        log.load(from);
    }
}
