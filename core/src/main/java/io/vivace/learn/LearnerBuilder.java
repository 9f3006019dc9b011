package io.vivace.learn;

import io.vivace.data.DataBunch;
import io.vivace.metric.Metric;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Module;
import io.vivace.optim.AdamW;
import io.vivace.optim.UpdateRule;
import io.vivace.tensor.Precision;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The choices of a {@link Learner}. */
public final class LearnerBuilder {
    final DataBunch data;
    final Module model;
    UpdateRule optimizer = AdamW.defaults();

    @Nullable
    LayerGroups groups;

    LayerGroups.FrozenNorm frozenNorm = LayerGroups.FrozenNorm.TRAINS;
    final List<Metric> metrics = new ArrayList<>();
    final List<Callback> callbacks = new ArrayList<>();
    TrainStep step = TrainStep.STANDARD;
    Precision precision = Precision.F32;
    long seed = 42;

    @SuppressWarnings("SystemOut") // the table of epochs is what a person at the console waits for
    @Nullable
    PrintStream out = System.out;

    @Nullable
    Checkpoint checkpoint;

    /** Whose net the model is a part of; null if it belongs to the learner. */
    @Nullable
    Learner lender;

    private @Nullable LossFunction loss;

    LearnerBuilder(DataBunch data, Module model) {
        this.data = data;
        this.model = model;
    }

    /**
     * {@return this, with a loss} Without one, data with classes gets cross-entropy.
     *
     * @param function the loss
     */
    public LearnerBuilder loss(LossFunction function) {
        loss = function;
        return this;
    }

    /**
     * {@return this, with an optimizer; {@link AdamW} at first}
     *
     * @param rule its formula, with settings and weight decay
     */
    public LearnerBuilder optimizer(UpdateRule rule) {
        optimizer = rule;
        return this;
    }

    /**
     * {@return this, with layer groups; one group at first}
     *
     * @param layers the groups, all of the net's parameters in them
     */
    public LearnerBuilder groups(LayerGroups layers) {
        groups = layers;
        return this;
    }

    /**
     * {@return this, with a choice of what becomes of batch norm in frozen groups}
     *
     * @param choice {@link LayerGroups.FrozenNorm#TRAINS} at first, as in fastai v1
     */
    public LearnerBuilder frozenNorm(LayerGroups.FrozenNorm choice) {
        frozenNorm = choice;
        return this;
    }

    /**
     * {@return this, with metrics added; their names must differ}
     *
     * @param more the metrics
     */
    public LearnerBuilder metrics(Metric... more) {
        Set<String> names = new HashSet<>(metrics.stream().map(Metric::name).toList());
        for (Metric m : more) {
            if (!names.add(m.name())) {
                throw new IllegalArgumentException("there are two metrics named '" + m.name() + "'");
            }
            metrics.add(m);
        }
        return this;
    }

    /**
     * {@return this, with callbacks added}
     *
     * @param more the callbacks
     */
    public LearnerBuilder callbacks(Callback... more) {
        callbacks.addAll(List.of(more));
        return this;
    }

    /**
     * {@return this, writing checkpoints that a program which is started again can resume from}
     *
     * @param choices where and how often
     */
    public LearnerBuilder checkpoint(Checkpoint choices) {
        checkpoint = choices;
        return this;
    }

    /**
     * {@return this, with another way to train on a batch}
     *
     * @param work what to do with a batch
     */
    public LearnerBuilder step(TrainStep work) {
        step = work;
        return this;
    }

    /**
     * {@return this, with the precision of matrix products and convolutions; {@link Precision#F32} at first} On a processor
     * without bf16 products the learner stays with f32 and says so in the log.
     *
     * @param choice {@link Precision#BF16} is faster where products take most of a step
     */
    public LearnerBuilder precision(Precision choice) {
        precision = choice;
        return this;
    }

    /**
     * {@return this, with a seed for dropout and for parameters that have no values yet; 42 at first}
     *
     * @param number the seed
     */
    public LearnerBuilder seed(long number) {
        seed = number;
        return this;
    }

    /** {@return this, printing nothing} */
    public LearnerBuilder silent() {
        out = null;
        return this;
    }

    /**
     * {@return this, printing the table of epochs elsewhere than to standard output}
     *
     * @param stream where to
     */
    public LearnerBuilder printTo(PrintStream stream) {
        out = stream;
        return this;
    }

    LossFunction loss() {
        if (loss != null) {
            return loss;
        }
        if (data.classes().isEmpty()) {
            throw new IllegalArgumentException(
                    "which loss? The data has no classes; call loss(...), such as loss(LossFunction.mse())");
        }
        return LossFunction.crossEntropy();
    }

    /**
     * {@return the learner}
     *
     * @throws IllegalArgumentException if no loss fits the data, or the layer groups do not fit the net
     */
    public Learner build() {
        return new Learner(this);
    }
}
