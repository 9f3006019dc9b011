package io.vivace.learn;

import io.vivace.data.Batch;
import io.vivace.data.Loader;
import io.vivace.metric.Metric;
import io.vivace.metric.WeightedMean;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Shows batches to the net without training it. */
final class ValidationPass {
    private final Epoch epoch;
    private final CallbackList callbacks;
    private final List<Metric> metrics;
    private final Consumer<Step> sink;
    private final WeightedMean loss = new WeightedMean();
    private int items;

    /**
     * Prepares a pass.
     *
     * @param sink sees each step before its memory goes back
     */
    ValidationPass(Epoch epoch, CallbackList callbacks, List<Metric> metrics, Consumer<Step> sink) {
        this.epoch = epoch;
        this.callbacks = callbacks;
        this.metrics = metrics;
        this.sink = sink;
    }

    Evaluation run(Loader loader, boolean showProgress) {
        Learner learner = epoch.fit().learner();
        learner.model().eval();
        metrics.forEach(Metric::reset);
        epoch.resume();
        Cleanup.after(
                () -> {
                    callbacks.fire("beforeValidate", c -> c.beforeValidate(epoch));
                    Autograd.noGrad(() -> batches(loader, showProgress));
                    epoch.validated(result());
                },
                epoch.fit(),
                () -> callbacks.fireAll("afterValidate", c -> c.afterValidate(epoch)));
        return result();
    }

    private void batches(Loader loader, boolean showProgress) {
        try (Loader.Epoch batches = loader.epoch(0);
                var progress = new ProgressLine(showProgress, "valid", loader.batches())) {
            for (int i = 0; !epoch.isStopped() && batches.hasNext(); i++) {
                run(i, batches.next());
                progress.step(loss.value(), batches.secondsWaited());
            }
            epoch.waited(batches.secondsWaited());
        }
    }

    private void run(int number, Batch batch) {
        try (batch;
                var scope = Scope.open()) {
            Step step = new Step(epoch, number, false, false, batch, callbacks);
            Cleanup.after(
                    () -> {
                        callbacks.fire("beforeBatch", c -> c.beforeBatch(step));
                        step.learner().precision().run(step::forward);
                        measure(step);
                    },
                    epoch.fit(),
                    () -> callbacks.fireAll("afterBatch", c -> c.afterBatch(step)));
        }
    }

    /** Items without a target only get an output. */
    private void measure(Step step) {
        if (step.isSkipped()) {
            return;
        }
        if (!step.batch().targets().isEmpty()) {
            step.computeLoss();
            loss.add(step.lossValue(), step.batch().size());
            metrics.forEach(m -> m.add(step.output(), step.batch().targets()));
        }
        items += step.batch().size();
        sink.accept(step);
    }

    private Evaluation result() {
        Map<String, Double> values = new LinkedHashMap<>();
        metrics.forEach(m -> values.put(m.name(), m.value()));
        return new Evaluation(loss.value(), values, items);
    }
}
