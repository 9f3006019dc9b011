package io.vivace.vision;

import io.vivace.learn.Callback;
import io.vivace.learn.Checkpoint;
import io.vivace.learn.Learner;
import io.vivace.learn.LearnerBuilder;
import io.vivace.learn.LossFunction;
import io.vivace.metric.Metric;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Layers;
import io.vivace.nn.Module;
import io.vivace.optim.UpdateRule;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.vision.models.Architecture;
import io.vivace.vision.models.Backbone;
import io.vivace.vision.models.Body;
import io.vivace.vision.models.OnBody;
import io.vivace.vision.models.Rebuildable;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The choices of a {@link VisionLearner}. */
public final class VisionLearnerBuilder {
    private final ImageDataBunch data;
    private final Module net;
    private final @Nullable Architecture architecture;
    private final boolean cut;
    private Consumer<LearnerBuilder> choices = b -> {};
    private @Nullable Path weights;
    private @Nullable Module customHead;
    private @Nullable LossFunction loss;
    private int @Nullable [] splits;
    private boolean frozen;
    private boolean frozenChosen;
    private boolean measured;
    private Head head = Head.standard();
    private long seed = 42;

    private VisionLearnerBuilder(ImageDataBunch data, Module net, @Nullable Architecture architecture, boolean cut) {
        this.data = data;
        this.net = net;
        this.architecture = architecture;
        this.cut = cut;
    }

    static VisionLearnerBuilder cnn(ImageDataBunch data, Module net) {
        if (!(net instanceof Backbone known)) {
            return new VisionLearnerBuilder(data, net, null, true);
        }
        Architecture wanted = known.architecture().with("channels", data.color().channels());
        boolean fits = wanted.equals(known.architecture());
        return new VisionLearnerBuilder(data, fits ? net : wanted.build(), wanted, true);
    }

    static VisionLearnerBuilder cnn(ImageDataBunch data, Architecture architecture) {
        Architecture wanted = architecture.with("channels", data.color().channels());
        return new VisionLearnerBuilder(data, wanted.build(), wanted, true);
    }

    static VisionLearnerBuilder whole(ImageDataBunch data, Architecture architecture) {
        Architecture wanted =
                architecture.with("channels", data.color().channels()).with("classes", data.outputs());
        return new VisionLearnerBuilder(data, wanted.build(), wanted, false);
    }

    static VisionLearnerBuilder whole(ImageDataBunch data, Module net) {
        return new VisionLearnerBuilder(data, net, net instanceof Rebuildable r ? r.architecture() : null, false);
    }

    // ---------------------------------------------------------------------------------------------- the net

    /**
     * {@return this, with weights to start from} A cnn takes its body from them and is frozen to its head at first; a whole
     * net takes all.
     *
     * @param file safetensors, a PyTorch checkpoint or a folder of .npy files
     */
    public VisionLearnerBuilder weights(Path file) {
        weights = file;
        return this;
    }

    /**
     * {@return this, with another head; {@link Head#standard()} at first}
     *
     * @param choice what follows the body
     */
    public VisionLearnerBuilder head(Head choice) {
        requireCut("head");
        head = choice;
        customHead = null;
        return this;
    }

    /**
     * {@return this, with a head of your own} A learner with it cannot be exported, unless the whole net is an
     * {@link Architecture} that you registered.
     *
     * @param layers from features [N, channels, H, W] to scores [N, outputs]
     */
    public VisionLearnerBuilder head(Module layers) {
        requireCut("head");
        customHead = layers;
        return this;
    }

    /**
     * {@return this, with layer groups that start at other layers of the body than is usual for the architecture; the head
     * is a group of its own}
     *
     * @param positions growing, from 1
     */
    public VisionLearnerBuilder splitAt(int... positions) {
        requireCut("splitAt");
        splits = positions.clone();
        return this;
    }

    private void requireCut(String what) {
        if (!cut) {
            throw new IllegalStateException(what + " is for learners made by cnn(...), whose net has body and head");
        }
    }

    /**
     * {@return this, frozen to the last layer group at first or not; with weights a cnn is, else not}
     *
     * @param on whether frozen
     */
    public VisionLearnerBuilder frozen(boolean on) {
        frozen = on;
        frozenChosen = true;
        return this;
    }

    // ---------------------------------------------------------------------------------------------- training

    /**
     * {@return this, with a loss} At first it is what the net asks for, as detectors do, else the target's: cross-entropy for one class,
     * binary cross-entropy for several, the mean squared error for numbers.
     *
     * @param function the loss
     */
    public VisionLearnerBuilder loss(LossFunction function) {
        loss = function;
        return this;
    }

    /**
     * {@return this, with metrics added; their names must differ} Unless this is called, the usual ones of the target are measured: none for
     * classes and numbers.
     *
     * @param metrics the metrics
     */
    public VisionLearnerBuilder metrics(Metric... metrics) {
        measured = true;
        return choose(b -> b.metrics(metrics));
    }

    /**
     * {@return this, with an optimizer; AdamW at first}
     *
     * @param rule its formula, with settings and weight decay
     */
    public VisionLearnerBuilder optimizer(UpdateRule rule) {
        return choose(b -> b.optimizer(rule));
    }

    /**
     * {@return this, with callbacks added}
     *
     * @param callbacks the callbacks
     */
    public VisionLearnerBuilder callbacks(Callback... callbacks) {
        return choose(b -> b.callbacks(callbacks));
    }

    /**
     * {@return this, with a choice of what becomes of batch norm in frozen groups}
     *
     * @param choice {@link LayerGroups.FrozenNorm#TRAINS} at first, as in fastai v1
     */
    public VisionLearnerBuilder frozenNorm(LayerGroups.FrozenNorm choice) {
        return choose(b -> b.frozenNorm(choice));
    }

    /**
     * {@return this, writing checkpoints that a program which is started again can resume from}
     *
     * @param choices see {@link LearnerBuilder#checkpoint}
     */
    public VisionLearnerBuilder checkpoint(Checkpoint choices) {
        return choose(b -> b.checkpoint(choices));
    }

    /**
     * {@return this, with the precision of matrix products and convolutions; {@link Precision#F32} at first}
     *
     * @param choice see {@link LearnerBuilder#precision}
     */
    public VisionLearnerBuilder precision(Precision choice) {
        return choose(b -> b.precision(choice));
    }

    /**
     * {@return this, with a seed for starting values and dropout; 42 at first}
     *
     * @param number the seed
     */
    public VisionLearnerBuilder seed(long number) {
        seed = number;
        return this;
    }

    /** {@return this, printing nothing} */
    public VisionLearnerBuilder silent() {
        return choose(LearnerBuilder::silent);
    }

    /**
     * {@return this, printing the table of epochs elsewhere than to standard output}
     *
     * @param stream where to
     */
    public VisionLearnerBuilder printTo(PrintStream stream) {
        return choose(b -> b.printTo(stream));
    }

    /**
     * {@return this, with choices that only {@link LearnerBuilder} knows}
     *
     * @param more what to do with it
     */
    public VisionLearnerBuilder choose(Consumer<LearnerBuilder> more) {
        choices = choices.andThen(more);
        return this;
    }

    // ---------------------------------------------------------------------------------------------- the end

    /**
     * {@return the learner}
     *
     * @throws io.vivace.io.FileException if weights were given that do not fit
     */
    public VisionLearner build() {
        return cut ? buildCnn() : buildWhole();
    }

    private VisionLearner buildWhole() {
        Body body = net instanceof OnBody on ? on.body() : new Body(Layers.sequential(net), List.of());
        Path file = weights;
        if (file != null) {
            Pretrained.load(net instanceof OnBody ? body.whole() : net, body, file);
        }
        NetPlan plan = architecture == null ? null : new NetPlan(architecture, null, 0, data.outputs());
        if (net instanceof OnBody on) {
            Pretrained.closeRest(body.whole(), body);
            start(net, new Rng(seed));
            return learner(net, body.groups(on.head()), plan, body::net);
        }
        return learner(net, LayerGroups.single(net), plan, () -> lastOfBody(net));
    }

    private VisionLearner buildCnn() {
        Rng rng = new Rng(seed);
        Body body = Body.of(net);
        Path file = weights;
        if (file == null) {
            start(body.net(), rng);
        } else {
            Pretrained.load(net, body, file);
        }
        Pretrained.closeRest(net, body);
        body = splits == null ? body : body.splitAt(splits);
        int features = Math.toIntExact(body.features(data.color().channels()));
        Module custom = customHead;
        Module last = custom != null ? custom : head.build(features, data.outputs());
        start(last, rng);
        NetPlan plan = custom != null || architecture == null
                ? null
                : new NetPlan(architecture, head, features, data.outputs());
        Module first = body.net();
        return learner(Layers.sequential(first, last), body.groups(last), plan, () -> first);
    }

    /** What has values already keeps them. */
    private static void start(Module m, Rng rng) {
        m.parameters().values().stream().filter(p -> !p.isReady()).forEach(p -> p.init(rng));
    }

    private static Module lastOfBody(Module whole) {
        List<Module> steps = Body.of(whole).net().steps();
        return steps.get(steps.size() - 1);
    }

    private VisionLearner learner(
            Module model, LayerGroups groups, @Nullable NetPlan plan, Supplier<Module> lastFeatures) {
        LearnerBuilder builder = Learner.of(data, model).groups(groups).seed(seed);
        choices.accept(builder);
        if (!measured) {
            builder.metrics(Task.meaning(model, data.target()).metrics().toArray(Metric[]::new));
        }
        Learner learner = builder.loss(
                        loss != null ? loss : Task.meaning(model, data.target()).loss())
                .build();
        if (frozenChosen ? frozen : (cut || net instanceof OnBody) && weights != null) {
            learner.freeze();
        }
        return new VisionLearner(data, learner, plan, lastFeatures);
    }
}
