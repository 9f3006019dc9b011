package io.vivace.callbacks.tensorboard;

import io.vivace.callbacks.HyperParameters;
import io.vivace.io.AtomicFile;
import io.vivace.learn.BatchRecord;
import io.vivace.learn.Callback;
import io.vivace.learn.Epoch;
import io.vivace.learn.Fit;
import io.vivace.learn.Recorder;
import io.vivace.learn.SavedState;
import io.vivace.learn.Step;
import io.vivace.nn.Parameter;
import io.vivace.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets TensorBoard show a training while it runs: {@code train/loss}, {@code train/smoothed_loss}, {@code settings/lr} (with several
 * layer groups {@code lr_0}, {@code lr_1}...) and {@code settings/momentum} of batches; {@code valid/loss} and {@code metrics/...} of
 * epochs; the hyper-parameters; and, if wanted, histograms of weights and gradients, and pictures. The time axis counts training batches
 * over all fits of the learner.
 *
 * <pre>{@code
 * learner.callbacks(TensorBoard.to(Path.of("runs/first")).weights().picture("worst", e -> draw(e.fit().learner())))
 * // tensorboard --logdir runs
 * }</pre>
 *
 * Every fit writes a file of its own into the folder, beside those that are there; TensorBoard shows them as one run. What older files say
 * about batches that are trained now no longer counts: after a resume from a checkpoint, and when a run begins anew in the same folder.
 */
public final class TensorBoard implements Callback {
    private final Path folder;
    private final Map<String, Object> choices = new LinkedHashMap<>();
    private final Map<String, Function<? super Epoch, BufferedImage>> pictures = new LinkedHashMap<>();
    private int every = 1;
    private boolean weights;
    private boolean gradients;
    private @Nullable EventWriter events;
    private boolean introduced;
    private long step;

    private TensorBoard(Path folder) {
        this.folder = folder;
    }

    /**
     * {@return a callback that writes a run}
     *
     * @param folder of the run
     */
    public static TensorBoard to(Path folder) {
        return new TensorBoard(folder);
    }

    /**
     * {@return this, writing the numbers of some batches only}
     *
     * @param n those whose number, from 1, can be divided by n
     */
    public TensorBoard everyBatches(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("write every batch (1) or every n-th (n), got " + n);
        }
        every = n;
        return this;
    }

    /** {@return this, with a histogram of each parameter after each epoch, as {@code weights/...}} */
    public TensorBoard weights() {
        weights = true;
        return this;
    }

    /** {@return this, with a histogram of each parameter's gradient of the last batch of each epoch, as {@code gradients/...}} */
    public TensorBoard gradients() {
        gradients = true;
        return this;
    }

    /**
     * {@return this, with a picture after each epoch}
     *
     * @param tag its name
     * @param draw makes it
     */
    public TensorBoard picture(String tag, Function<? super Epoch, BufferedImage> draw) {
        pictures.put(tag, draw);
        return this;
    }

    /**
     * {@return this, with more in the table of hyper-parameters than what the learner knows}
     *
     * @param more numbers, booleans and texts by name
     */
    public TensorBoard hyperParameters(Map<String, ?> more) {
        choices.putAll(more);
        return this;
    }

    /** After those that add metrics or change gradients. */
    @Override
    public int order() {
        return LOGGERS;
    }

    /** Only looks whether files can be written: where the file begins is known when a checkpoint has been loaded. */
    @Override
    public void beforeFit(Fit fit) {
        AtomicFile.requireWritable(folder.resolve("events"));
    }

    private EventWriter events() {
        EventWriter open = events;
        if (open == null) {
            throw new IllegalStateException("there is an event file from the first training batch of a fit on");
        }
        return open;
    }

    @Override
    public void beforeBatch(Step s) {
        if (!s.isTraining()) {
            return;
        }
        if (events == null) {
            step = s.learner().recorder().batches().size();
            events = EventWriter.open(folder);
            events.restart(step + 1);
        }
        if (!introduced) {
            introduced = true;
            Map<String, Object> all = new LinkedHashMap<>(HyperParameters.of(s.fit()));
            all.putAll(choices);
            List<String> tags = new ArrayList<>(List.of("valid/loss"));
            s.learner().metrics().forEach(m -> tags.add("metrics/" + m.name()));
            events().hyperParameters(all, tags);
            StringBuilder table = new StringBuilder("| | |\n|---|---|\n");
            all.forEach((name, v) -> table.append("| " + name + " | " + v + " |\n"));
            events().text("fit", table.toString(), step);
        }
    }

    @Override
    public void afterBackward(Step s) {
        if (gradients && s.isLast()) {
            s.model().parameters().forEach((name, p) -> {
                Tensor g = p.grad();
                if (g != null) {
                    events().histogram("gradients/" + name, g.toFloatArray(), step + 1);
                }
            });
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
            events().scalar("train/loss", b.loss(), step);
            events().scalar("train/smoothed_loss", b.smoothedLoss(), step);
            for (int g = 0; g < b.lr().size(); g++) {
                events().scalar(b.lr().size() == 1 ? "settings/lr" : "settings/lr_" + g, b.lr().get(g), step);
            }
            events().scalar("settings/momentum", b.momentum(), step);
        }
    }

    @Override
    public void afterEpoch(Epoch epoch) {
        if (epoch.fit().failure() != null) {
            return;
        }
        measured("valid/loss", epoch.validLoss());
        epoch.metrics().forEach((name, v) -> measured("metrics/" + name, v));
        if (weights) {
            epoch.fit().model().parameters().forEach(this::histogram);
        }
        pictures.forEach((tag, draw) -> events().image(tag, draw.apply(epoch), step));
    }

    private void histogram(String name, Parameter p) {
        events().histogram("weights/" + name, p.value().toFloatArray(), step);
    }

    private void measured(String tag, double value) {
        if (!Double.isNaN(value)) {
            events().scalar(tag, value, step);
        }
    }

    @Override
    public void afterFit(Fit fit) {
        EventWriter open = events;
        if (open != null) {
            events = null;
            try (open) {
                open.end(fit.failure() == null);
            }
        }
    }

    @Override
    public void save(SavedState to) {
        to.put("introduced", introduced);
    }

    @Override
    public void load(SavedState from) {
        introduced = from.flag("introduced");
    }
}
