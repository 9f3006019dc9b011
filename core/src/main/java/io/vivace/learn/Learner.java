package io.vivace.learn;

import io.vivace.data.Batch;
import io.vivace.data.DataBunch;
import io.vivace.data.Loader;
import io.vivace.memory.DType;
import io.vivace.metric.Metric;
import io.vivace.nn.Dropout;
import io.vivace.nn.LayerGroups;
import io.vivace.nn.Module;
import io.vivace.optim.Optimizer;
import io.vivace.optim.UpdateRule;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.Schedules;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Data, a net, a loss and a way to optimize, brought together to train.
 *
 * <pre>{@code
 * try (var learn = Learner.of(data, net).metrics(accuracy()).build()) {
 *     learn.fitOneCycle(3, 1e-2);
 *     learn.recorder().plotLosses(Path.of("losses.png"));
 * }
 * }</pre>
 *
 * The same seed gives the same numbers to the last bit. Not for several threads at once.
 */
public final class Learner implements AutoCloseable {
    private static final double LR_FIND_START = 1e-7;
    private static final double LR_FIND_END = 10;
    private static final int LR_FIND_BATCHES = 100;
    private static final double FINE_TUNE_LR = 2e-3;
    private static final int LEAST_BATCH = 4;

    private DataBunch data;
    private final Module model;
    private final LossFunction loss;
    private final UpdateRule rule;
    private final TrainedGroups groups;
    private final List<Metric> metrics;
    private final CallbackList callbacks;
    private final TrainStep step;
    private final Precision precision;
    private final Rng rng;
    private final @Nullable PrintStream out;
    private final @Nullable Run run;
    private final @Nullable Learner lender;
    private Recorder recorder = new Recorder();
    private @Nullable Optimizer optimizer;
    private long epochsStarted;

    Learner(LearnerBuilder b) {
        data = b.data;
        model = b.model;
        loss = b.loss();
        rule = b.optimizer;
        groups = new TrainedGroups(model, b.groups == null ? LayerGroups.single(model) : b.groups, b.frozenNorm);
        metrics = List.copyOf(b.metrics);
        callbacks = new CallbackList(b.callbacks);
        step = b.step;
        precision = b.precision.orFaster();
        out = b.out;
        rng = new Rng(b.seed);
        model.parameters().values().stream().filter(p -> !p.isReady()).forEach(p -> p.init(rng));
        model.rng(rng);
        lender = b.lender;
        run = b.checkpoint == null ? null : Run.open(b.checkpoint, this);
    }

    /**
     * {@return a learner in the making}
     *
     * @param data what to learn from
     * @param model the net; parameters that have no values yet get them from the learner's seed
     */
    public static LearnerBuilder of(DataBunch data, Module model) {
        return new LearnerBuilder(data, model);
    }

    // ---------------------------------------------------------------------------------------------- training

    /**
     * Trains for some epochs at a constant rate.
     *
     * @param epochs how many; parts are fine
     * @param lr learning rate
     * @return how it went
     */
    public FitResult fit(double epochs, double lr) {
        return fit(epochs, Lr.of(lr));
    }

    /**
     * Trains for some epochs at constant rates.
     *
     * @param epochs how many; parts are fine
     * @param lr learning rates of the layer groups
     * @return how it went
     */
    public FitResult fit(double epochs, Lr lr) {
        return fit(Schedules.constant(epochs, lr));
    }

    /**
     * Trains phase by phase.
     *
     * @param phases in order
     * @return how it went
     */
    public FitResult fit(TrainPhase... phases) {
        return fit(Schedule.of(phases));
    }

    /**
     * Trains as fastai's {@code fit_one_cycle} does, see {@link Schedules#cosineOneCycle}.
     *
     * @param epochs length of the cycle
     * @param peak the highest rate
     * @return how it went
     */
    public FitResult fitOneCycle(double epochs, double peak) {
        return fitOneCycle(epochs, Lr.of(peak));
    }

    /**
     * Trains as fastai's {@code fit_one_cycle} does, see {@link Schedules#cosineOneCycle}.
     *
     * @param epochs length of the cycle
     * @param peak the highest rates of the layer groups
     * @return how it went
     */
    public FitResult fitOneCycle(double epochs, Lr peak) {
        return fit(Schedules.cosineOneCycle(epochs, peak));
    }

    /**
     * Adapts a net that knows much to new data (fastai's {@code fine_tune}, at its rate 2e-3).
     *
     * @param epochs how many in which everything trains, after one of the last layer group alone
     * @return how it went
     */
    public FitResult fineTune(double epochs) {
        return fineTune(epochs, FINE_TUNE_LR);
    }

    /**
     * Adapts a net that knows much to new data, as fastai's {@code fine_tune} does: an epoch of the last layer group alone whose
     * rate falls from its first hundredth on, then one cycle of all groups at half the rate, a hundredth of that for the first
     * group.
     *
     * @param epochs how many in which everything trains
     * @param lr the rate of the first epoch
     * @return how the epochs went in which everything trained
     * @throws IllegalStateException if there is only one layer group
     */
    public FitResult fineTune(double epochs, double lr) {
        if (groups().size() < 2) {
            throw new IllegalStateException("fineTune trains the last layer group first, but this learner has only one:"
                    + " call groups(...) when you build it, or fitOneCycle(...) here");
        }
        freeze();
        fit(Schedules.cosineOneCycle(1, Lr.slice(lr)).warmUp(0.99));
        unfreeze();
        return fit(
                Schedules.cosineOneCycle(epochs, Lr.slice(lr / 2 / 100, lr / 2)).div(5));
    }

    /**
     * Trains by a schedule. What the optimizer remembers stays from fit to fit, until layers are frozen or thawed, or a
     * phase brings an optimizer of another class. Afterwards the net is in evaluation mode.
     *
     * @param schedule phases
     * @param more callbacks for this fit, beside those of the learner
     * @return how it went
     * @throws NonFiniteLossException if the loss stops being finite
     * @throws CallbackException if a callback fails
     */
    public FitResult fit(Schedule schedule, Callback... more) {
        List<TrainPhase> phases = schedule.phases(FitLoop.batchesOf(data.train()));
        FitLoop loop = new FitLoop(this, phases, callbacks.with(more), false);
        return run == null ? loop.run() : run.fit(loop);
    }

    /**
     * {@return losses at rates from 1e-7 to 10, over at most 100 batches} Weights, statistics, optimizer, random numbers and
     * records are afterwards as they were: a fit that follows gives the same bits as one without the search. Callbacks
     * take part only if they {@linkplain Callback#changesTraining() change training}.
     */
    public LrFind lrFind() {
        return lrFind(Lr.of(LR_FIND_START), Lr.of(LR_FIND_END), LR_FIND_BATCHES);
    }

    /**
     * {@return losses at growing rates} The search ends early when the smoothed loss is 4 times its smallest value.
     *
     * @param start first rates
     * @param end last rates
     * @param batches how many steps at most
     */
    public LrFind lrFind(Lr start, Lr end, int batches) {
        return lrFind(Schedules.lrRange(start, end, batches));
    }

    /**
     * {@return losses at the rates of a schedule} The search ends early when the smoothed loss is 4 times its smallest value.
     *
     * @param rates such as {@link Schedules#linearLrRange}
     */
    public LrFind lrFind(Schedule rates) {
        return new LrSearch(this).run(rates);
    }

    /**
     * {@return speed and memory of training with batches of 4, 8, 16... items} The learner is afterwards as it was, as with
     * {@link #lrFind()}; callbacks take part only if they {@linkplain Callback#changesTraining() change training}. It ends when two
     * larger sizes in a row gain less than 5 %, before the memory limit is reached, and at the number of training items.
     */
    public BatchSizeFind batchSizeFind() {
        int items = data.train().items();
        return batchSizeFind(Math.min(LEAST_BATCH, Math.max(1, items)), Math.max(1, items));
    }

    /**
     * {@return speed and memory of training with batches of growing sizes} Some steps are made with each, at rate 0; batches are joined
     * from those of the data, so items must be of one size.
     *
     * @param from first size; each one is twice the one before
     * @param most the largest size to try
     */
    public BatchSizeFind batchSizeFind(int from, int most) {
        return new BatchSizeSearch(this).run(from, most);
    }

    // ---------------------------------------------------------------------------------------------- freezing

    /** Trains the last layer group alone from now on. The optimizer starts anew. */
    public void freeze() {
        freezeTo(-1);
    }

    /** Trains all layer groups from now on. The optimizer starts anew. */
    public void unfreeze() {
        freezeTo(0);
    }

    /**
     * Trains the layer groups from n on. The optimizer starts anew.
     *
     * @param n the first group that trains; negative numbers count from the end
     */
    public void freezeTo(int n) {
        groups.freezeTo(n);
        dropOptimizer();
    }

    /**
     * Lets all batch norm rest from now on, or no more, in layers that learn as well as in frozen ones: training uses its statistics as they
     * are and leaves them so, while scale and shift learn wherever their layer group does ({@code bn_freeze} of fastai 0.7). That suits
     * trained nets whose new pictures are like the old ones, or whose batches are small. Freezing and thawing changes nothing about it;
     * the optimizer goes on.
     *
     * <pre>{@code
     * learn.unfreeze();
     * learn.restNorm(true);
     * learn.fit(20, Lr.of(1e-4, 1e-3, 1e-2));
     * }</pre>
     *
     * @param on whether it rests
     * @see io.vivace.nn.LayerGroups.FrozenNorm
     */
    public void restNorm(boolean on) {
        groups.restNorm(on);
    }

    /** {@return whether all batch norm {@linkplain #restNorm rests}} */
    public boolean normRests() {
        return groups.normRests();
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return loss and metrics of the validation data} */
    public Evaluation validate() {
        return validate(data.valid());
    }

    /**
     * {@return loss and metrics of some data}
     *
     * @param loader the data
     */
    public Evaluation validate(Loader loader) {
        return evaluate(loader, metrics, step -> {});
    }

    /**
     * {@return loss and metrics of some data}
     *
     * @param loader the data
     * @param each sees each batch with its output before its memory goes back
     */
    public Evaluation validate(Loader loader, Consumer<Step> each) {
        return evaluate(loader, metrics, each);
    }

    private Evaluation evaluate(Loader loader, List<Metric> counted, Consumer<Step> sink) {
        Epoch epoch = new Epoch(new Fit(this, null, 0, false), 0, data);
        return new ValidationPass(epoch, callbacks, counted, sink).run(loader, out != null);
    }

    /** {@return what the net says about the validation data, with the loss of each item} */
    public Predictions getPreds() {
        return getPreds(data.valid(), true);
    }

    /**
     * {@return what the net says about some data}
     *
     * @param loader the data
     * @param withLosses whether to compute the loss of each item, if there are targets
     */
    public Predictions getPreds(Loader loader, boolean withLosses) {
        try (PredictionSink sink = new PredictionSink(withLosses)) {
            evaluate(loader, List.of(), sink);
            return sink.result();
        }
    }

    /**
     * {@return predictions averaged over several views of the same items} (test-time augmentation): weight · plain +
     * (1 − weight) · mean of the others. Targets are those of the plain view, losses are not computed.
     *
     * @param plain the items as they are
     * @param others the same items, changed
     * @param weight of the plain view; fastai takes 0.4
     */
    public Predictions tta(Loader plain, List<? extends Loader> others, double weight) {
        return ViewAverage.of(this, plain, others, weight);
    }

    /**
     * {@return the activated output for inputs that make one batch; it belongs to the scope around}
     *
     * @param inputs each with the items along its first axis
     */
    public Tensor predict(Tensor... inputs) {
        model.eval();
        return activated(inputs);
    }

    private Tensor activated(Tensor... inputs) {
        return Autograd.noGrad(() -> Scope.compute(() -> {
            Tensor net = precision.compute(() -> model.forward(List.of(inputs)));
            Tensor output = loss.activate(net.to(DType.F32));
            return List.of(inputs).contains(output) ? output.copy() : output;
        }));
    }

    /**
     * {@return activated outputs [times, N, ...] of several passes in which dropout stays on: how much they differ tells how sure
     * the net is (Gal and Ghahramani 2016)} They take random numbers from the learner's generator.
     *
     * @param times how many passes
     * @param inputs each with the items along its first axis
     */
    public Tensor predictWithDropout(int times, Tensor... inputs) {
        if (times < 1) {
            throw new IllegalArgumentException("predictWithDropout needs at least 1 pass, got " + times);
        }
        return withDropout(() -> Autograd.noGrad(() -> Scope.compute(() -> Tensor.stack(
                0, Stream.generate(() -> activated(inputs)).limit(times).toArray(Tensor[]::new)))));
    }

    /**
     * {@return the result of some work, done in evaluation mode but with dropout}
     *
     * @param work that computes outputs
     * @param <T> its result
     * @throws IllegalStateException if the net has no {@link Dropout}
     */
    public <T> T withDropout(Supplier<T> work) {
        List<Module> dropouts = model.modules().values().stream()
                .filter(m -> m instanceof Dropout)
                .toList();
        if (dropouts.isEmpty()) {
            throw new IllegalStateException(
                    "this net has no Dropout, so that every pass would say the same: use predict(...)");
        }
        model.eval();
        dropouts.forEach(m -> m.train(true));
        try {
            return work.get();
        } finally {
            model.eval();
        }
    }

    /**
     * {@return a table of the layers with the shapes of their outputs, their parameters and whether they train} It takes one batch
     * of the data to know the shape of inputs.
     */
    public String summary() {
        Loader loader = data.valid().batches() > 0 ? data.valid() : data.trainInOrder();
        try (Loader.Epoch epoch = loader.epoch(0);
                Batch batch = epoch.next()) {
            return model.summary(batch.x().shape().toArray());
        }
    }

    /**
     * {@return a learner of the same data, weights, loss, optimizer, metrics, precision and frozen layers, with a net of its own:
     * to try things from where this one stands} Its optimizer remembers nothing, and it has no callbacks but those given; the metrics
     * and the training step are the same objects, so the two must not be used at the same time.
     *
     * @param fresh a net of the same layers
     * @param callbacks of the copy
     * @throws IllegalArgumentException if the nets differ
     */
    public Learner copy(Module fresh, Callback... callbacks) {
        return LearnerCopy.of(this, fresh, callbacks);
    }

    /**
     * {@return a learner of a part of this one's net on data of its own, with the same loss, optimizer, metrics, training step, precision
     * and course of random numbers} What it learns, this learner's net has learnt. Closing it leaves the part and gives the random
     * numbers back; use this learner again after that only.
     *
     * @param other data that the part takes
     * @param part a module of this learner's net, or several in a {@link io.vivace.nn.Sequential}
     * @param more callbacks of the new learner
     */
    public Learner part(DataBunch other, Module part, Callback... more) {
        return LearnerCopy.ofPart(this, other, part, more);
    }

    /** {@return where the net goes wrong on the validation data} */
    public Interpretation interpret() {
        return interpret(data.valid());
    }

    /**
     * {@return where the net goes wrong on some data}
     *
     * @param loader the data
     */
    public Interpretation interpret(Loader loader) {
        return new Interpretation(getPreds(loader, true), data.classes());
    }

    // ---------------------------------------------------------------------------------------------- files

    /**
     * Writes weights, statistics and what the optimizer remembers to one safetensors file; an old file is replaced in one
     * step.
     *
     * @param file where to
     */
    public void save(Path file) {
        LearnerFile.save(this, file);
    }

    /**
     * Reads what {@link #save} wrote, or any weights file with fitting names.
     *
     * @param file where from
     * @throws IllegalArgumentException if it is of another net; everything that does not fit is listed, and nothing changes
     */
    public void load(Path file) {
        LearnerFile.load(this, file);
    }

    // ---------------------------------------------------------------------------------------------- parts

    /** {@return the data} */
    public DataBunch data() {
        return data;
    }

    /**
     * Learns from other data from now on, such as the same pictures at another size; what was learnt stays.
     *
     * @param other the net must produce as many numbers for its items as for those before
     * @throws IllegalArgumentException if it asks for another number of outputs
     */
    public void data(DataBunch other) {
        if (other.outputs() != data.outputs()) {
            throw new IllegalArgumentException("the net gives " + data.outputs() + " outputs, the new data ask for "
                    + other.outputs() + "; make a new learner for them");
        }
        data = other;
    }

    /** {@return the net} */
    public Module model() {
        return model;
    }

    /** {@return the loss} */
    public LossFunction loss() {
        return loss;
    }

    /** {@return the layer groups} */
    public LayerGroups groups() {
        return groups.layers();
    }

    /** {@return the metrics} */
    public List<Metric> metrics() {
        return metrics;
    }

    /** {@return what was noted about training} */
    public Recorder recorder() {
        return recorder;
    }

    /** {@return the precision of products} */
    public Precision precision() {
        return precision;
    }

    /** {@return where dropout and the like take their randomness from} */
    public Rng rng() {
        return rng;
    }

    /** {@return how a fit optimizes unless a phase says otherwise} */
    public UpdateRule rule() {
        return rule;
    }

    /** {@return the optimizer, with one parameter group for each layer group} */
    public Optimizer optimizer() {
        Optimizer o = optimizer;
        return o == null ? optimizer(rule) : o;
    }

    /** {@return the optimizer, which goes on if it is of the same class, and starts anew if not} */
    Optimizer optimizer(UpdateRule wanted) {
        Optimizer o = optimizer;
        if (o != null && o.rule().getClass() == wanted.getClass()) {
            o.rule(wanted);
            return o;
        }
        dropOptimizer();
        o = new Optimizer(wanted, groups.parameterGroups(wanted.settings()));
        optimizer = o;
        return o;
    }

    private void dropOptimizer() {
        if (optimizer != null) {
            optimizer.close();
            optimizer = null;
        }
    }

    @Nullable
    Optimizer swap(@Nullable Optimizer other) {
        Optimizer before = optimizer;
        optimizer = other;
        return before;
    }

    Recorder swap(Recorder other) {
        Recorder before = recorder;
        recorder = other;
        return before;
    }

    /**
     * Prints a line where the table of epochs goes, or nothing if this learner is silent.
     *
     * @param line what a person should know
     */
    public void say(String line) {
        if (out != null) {
            out.println(line);
            out.flush();
        }
    }

    int frozenTo() {
        return groups.frozenTo();
    }

    LayerGroups.FrozenNorm frozenNorm() {
        return groups.frozenNorm();
    }

    CallbackList callbacks() {
        return callbacks;
    }

    TrainStep step() {
        return step;
    }

    @Nullable
    PrintStream out() {
        return out;
    }

    long nextEpoch() {
        return epochsStarted++;
    }

    long epochsStarted() {
        return epochsStarted;
    }

    void epochsStarted(long n) {
        epochsStarted = n;
    }

    /** Gives the memory of the net and the optimizer back. The data stays open. */
    @Override
    public void close() {
        if (run != null) {
            run.close();
        }
        dropOptimizer();
        model.zeroGrad();
        if (lender != null) {
            lender.rng.state(rng.state());
            lender.model.rng(lender.rng);
            return;
        }
        model.close();
    }
}
