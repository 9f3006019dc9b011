package io.vivace.learn;

import io.vivace.metric.SmoothedMean;
import io.vivace.optim.ParameterGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Notes everything about training, over all fits of a learner; draws it and writes it down. */
public final class Recorder {
    private static final double SMOOTHING = 0.98;

    /**
     * Where a phase began.
     *
     * @param batch the number of its first batch among all that were noted
     * @param label what it does, in words
     */
    public record PhaseStart(int batch, String label) {}

    private final List<BatchRecord> batches = new ArrayList<>();
    private final List<EpochRecord> epochs = new ArrayList<>();
    private final List<PhaseStart> phases = new ArrayList<>();
    private SmoothedMean smoothed = new SmoothedMean(SMOOTHING);
    private int fits;

    Recorder() {}

    /** {@return the training batches, oldest first} */
    public List<BatchRecord> batches() {
        return Collections.unmodifiableList(batches);
    }

    /** {@return the epochs, oldest first} */
    public List<EpochRecord> epochs() {
        return Collections.unmodifiableList(epochs);
    }

    /** {@return where phases began} */
    public List<PhaseStart> phases() {
        return Collections.unmodifiableList(phases);
    }

    /** {@return the exponential average of the losses of the last fit, NaN before its first batch} */
    public double smoothedLoss() {
        return smoothed.value();
    }

    /** Forgets everything. */
    public void clear() {
        batches.clear();
        epochs.clear();
        phases.clear();
        fits = 0;
    }

    void beginFit() {
        smoothed = new SmoothedMean(SMOOTHING);
        fits++;
    }

    void save(SavedState to) {
        to.put("fits", fits);
        RecorderState.saveBatches(to.part("batches"), batches);
        RecorderState.saveEpochs(to.part("epochs"), epochs);
        RecorderState.savePhases(to.part("phases"), phases);
    }

    void load(SavedState from) {
        clear();
        fits = (int) from.whole("fits");
        batches.addAll(RecorderState.loadBatches(from.part("batches")));
        epochs.addAll(RecorderState.loadEpochs(from.part("epochs")));
        phases.addAll(RecorderState.loadPhases(from.part("phases")));
        smoothed = new SmoothedMean(SMOOTHING);
        batches.stream().filter(b -> b.fit() == fits - 1).forEach(b -> smoothed.add(b.loss()));
    }

    /** {@return the epochs of the fit of now} */
    List<EpochRecord> epochsOfFit() {
        return epochs.stream().filter(e -> e.fit() == fits - 1).toList();
    }

    void phase(String label) {
        phases.add(new PhaseStart(batches.size(), label));
    }

    void batch(Step step) {
        List<ParameterGroup> groups = step.optimizer().groups();
        List<Double> lr = groups.stream().map(g -> g.settings().lr()).toList();
        double momentum = groups.get(groups.size() - 1).settings().momentum();
        double average = smoothed.add(step.lossValue());
        batches.add(new BatchRecord(fits - 1, step.epoch().number(), lr, momentum, step.lossValue(), average));
    }

    EpochRecord epoch(Epoch e) {
        double seconds = e.seconds();
        EpochRecord record = new EpochRecord(
                fits - 1,
                e.number(),
                smoothedLoss(),
                e.trainLoss(),
                e.validLoss(),
                e.metrics(),
                seconds,
                seconds > 0 ? Math.min(1, e.secondsWaited() / seconds) : 0);
        epochs.add(record);
        return record;
    }

    /**
     * Draws training and validation losses to a PNG file.
     *
     * @param file where to
     */
    public void plotLosses(Path file) {
        TrainingPlots.losses(this).save(file);
    }

    /**
     * Draws the learning rates of all layer groups, and the momentum, to a PNG file.
     *
     * @param file where to
     */
    public void plotLr(Path file) {
        TrainingPlots.lr(this).save(file);
    }

    /**
     * Draws the metrics, epoch by epoch, to a PNG file.
     *
     * @param file where to
     */
    public void plotMetrics(Path file) {
        TrainingPlots.metrics(this).save(file);
    }

    /**
     * Writes the epochs as CSV: one line each, with a header.
     *
     * @param file where to
     */
    public void writeCsv(Path file) {
        RecorderFiles.epochsCsv(this, file);
    }

    /**
     * Writes the batches as CSV: one line each, with a header.
     *
     * @param file where to
     */
    public void writeBatchesCsv(Path file) {
        RecorderFiles.batchesCsv(this, file);
    }

    /**
     * Writes epochs, phases and batches as JSON; numbers that are not finite become null.
     *
     * @param file where to
     */
    public void writeJson(Path file) {
        RecorderFiles.json(this, file);
    }
}
