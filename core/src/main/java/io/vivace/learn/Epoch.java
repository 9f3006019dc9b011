package io.vivace.learn;

import io.vivace.data.DataBunch;
import io.vivace.metric.WeightedMean;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An epoch while it runs, as callbacks see it. */
public final class Epoch {
    private final Fit fit;
    private final int number;
    private final DataBunch data;
    private final WeightedMean trainLoss = new WeightedMean();
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private double validLoss = Double.NaN;
    private final long start = System.nanoTime();
    private double secondsWaited;
    private double secondsBefore;
    private boolean stopped;
    private boolean skipValidation;

    Epoch(Fit fit, int number, DataBunch data) {
        this.fit = fit;
        this.number = number;
        this.data = data;
        fit.learner().metrics().forEach(m -> metrics.put(m.name(), Double.NaN));
    }

    /** {@return the fit} */
    public Fit fit() {
        return fit;
    }

    /** {@return the number of the epoch, from 0 in each fit} */
    public int number() {
        return number;
    }

    /** {@return what is trained and validated on} */
    public DataBunch data() {
        return data;
    }

    /** {@return the mean loss of the training batches so far, weighted by their size; NaN before the first} */
    public double trainLoss() {
        return trainLoss.value();
    }

    /** {@return the mean loss of the validation items; NaN before they were seen} */
    public double validLoss() {
        return validLoss;
    }

    /**
     * {@return the value of a metric; NaN before the validation}
     *
     * @param name which
     * @throws IllegalArgumentException if there is no such metric
     */
    public double metric(String name) {
        Double v = metrics.get(name);
        if (v == null) {
            throw new IllegalArgumentException(
                    "no metric '" + name + "'; the learner has " + metrics.keySet() + ". Add it with metrics(...)");
        }
        return v;
    }

    /** {@return all metrics by name} */
    public Map<String, Double> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    /**
     * Adds a number to the table and the records of this epoch, or replaces one.
     *
     * @param name the column
     * @param value the number
     */
    public void metric(String name, double value) {
        metrics.put(name, value);
    }

    /** Ends the training, or the validation, of this epoch after the batch of now. */
    public void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /**
     * Ends the fit after this epoch. Training ends after the batch of now; the validation still takes place.
     *
     * @param reason why, in words
     */
    public void stopFit(String reason) {
        fit.stop(reason);
    }

    /** Leaves the validation of this epoch out. */
    public void skipValidation() {
        skipValidation = true;
    }

    boolean goesOn() {
        return !stopped && !fit.isStopped();
    }

    void resume() {
        stopped = false;
    }

    boolean skipsValidation() {
        return skipValidation;
    }

    void trained(double loss, int items) {
        trainLoss.add(loss, items);
    }

    void validated(Evaluation result) {
        validLoss = result.loss();
        metrics.putAll(result.metrics());
    }

    void waited(double seconds) {
        secondsWaited += seconds;
    }

    /** {@return how many seconds it has taken so far} */
    public double seconds() {
        return secondsBefore + (System.nanoTime() - start) * 1e-9;
    }

    /** {@return how long it has taken so far, as the table shows it: {@code mm:ss}, from an hour on {@code h:mm:ss}} */
    public String time() {
        return EpochTable.time(seconds());
    }

    /**
     * {@return how many seconds were spent waiting for data; those of training are known from afterTrain on, those of validation
     * from afterValidate on}
     */
    public double secondsWaited() {
        return secondsWaited;
    }

    void save(SavedState to) {
        to.put("loss", trainLoss.sum());
        to.put("items", trainLoss.weight());
        RecorderState.saveMetrics(to.part("metrics"), metrics);
        to.put("seconds", seconds());
        to.put("seconds_waited", secondsWaited);
        to.put("stopped", stopped);
        to.put("skips_validation", skipValidation);
    }

    void load(SavedState from) {
        trainLoss.restore(from.number("loss"), from.number("items"));
        metrics.putAll(RecorderState.loadMetrics(from.part("metrics")));
        secondsBefore = from.number("seconds");
        secondsWaited = from.number("seconds_waited");
        stopped = from.flag("stopped");
        skipValidation = from.flag("skips_validation");
    }
}
