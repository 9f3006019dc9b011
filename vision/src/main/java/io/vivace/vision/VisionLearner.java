package io.vivace.vision;

import io.vivace.data.Loader;
import io.vivace.learn.Callback;
import io.vivace.learn.Evaluation;
import io.vivace.learn.FitResult;
import io.vivace.learn.Learner;
import io.vivace.learn.LrFind;
import io.vivace.learn.Predictions;
import io.vivace.learn.Recorder;
import io.vivace.metric.ThresholdSearch;
import io.vivace.nn.Module;
import io.vivace.schedule.Lr;
import io.vivace.schedule.Schedule;
import io.vivace.schedule.TrainPhase;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Image;
import io.vivace.vision.image.ImageReader;
import io.vivace.vision.image.Size;
import io.vivace.vision.models.Architecture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Learner} that knows its data are pictures: it builds nets that suit them, shows what it does with them, and
 * exports what it has learnt.
 *
 * <pre>{@code
 * try (var learn = VisionLearner.cnn(data, ResNet::resnet34)
 *         .weights(Path.of("resnet34.safetensors"))
 *         .metrics(accuracy())
 *         .build()) {
 *     learn.fitOneCycle(4, learn.lrFind().suggestion());
 *     learn.unfreeze();
 *     learn.fitOneCycle(2, Lr.slice(1e-5, 1e-3));
 *     learn.export(Path.of("pets.vivace"));
 * }
 * }</pre>
 */
public final class VisionLearner implements AutoCloseable {
    private static final double TTA_WEIGHT = 0.4;
    private static final double TTA_SCALE = 1.35;
    private static final int SHOWN = 9;

    private ImageDataBunch data;
    private final Learner learner;
    private final @Nullable NetPlan plan;
    private final Supplier<Module> body;

    VisionLearner(ImageDataBunch data, Learner learner, @Nullable NetPlan plan, Supplier<Module> body) {
        this.data = data;
        this.learner = learner;
        this.plan = plan;
        this.body = body;
    }

    // ---------------------------------------------------------------------------------------------- making

    /**
     * {@return a learner in the making whose net is the body of a known one with a new head} (fastai's cnn_learner)
     *
     * @param data what to learn from
     * @param net such as {@code ResNet::resnet34}; its own classifier is left out
     */
    public static VisionLearnerBuilder cnn(ImageDataBunch data, Supplier<? extends Module> net) {
        return VisionLearnerBuilder.cnn(data, net.get());
    }

    /**
     * {@return a learner in the making whose net is the body of a known one with a new head}
     *
     * @param data what to learn from
     * @param architecture of the body; channels are those of the data
     */
    public static VisionLearnerBuilder cnn(ImageDataBunch data, Architecture architecture) {
        return VisionLearnerBuilder.cnn(data, architecture);
    }

    /**
     * {@return a learner in the making with a net as it is}
     *
     * @param data what to learn from
     * @param architecture of the net; channels and classes are those of the data
     */
    public static VisionLearnerBuilder of(ImageDataBunch data, Architecture architecture) {
        return VisionLearnerBuilder.whole(data, architecture);
    }

    /**
     * {@return a learner in the making with a net as it is}
     *
     * @param data what to learn from
     * @param net from [N, channels, H, W] to [N, outputs]; it can be exported if it is one of
     *     {@code io.vivace.vision.models}
     */
    public static VisionLearnerBuilder of(ImageDataBunch data, Module net) {
        return VisionLearnerBuilder.whole(data, net);
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
        return learner.fit(epochs, lr);
    }

    /**
     * Trains for some epochs at constant rates.
     *
     * @param epochs how many; parts are fine
     * @param lr learning rate of each layer group
     * @return how it went
     */
    public FitResult fit(double epochs, Lr lr) {
        return learner.fit(epochs, lr);
    }

    /**
     * Trains phase by phase.
     *
     * @param phases in order
     * @return how it went
     */
    public FitResult fit(TrainPhase... phases) {
        return learner.fit(phases);
    }

    /**
     * Trains by a schedule.
     *
     * @param schedule phases
     * @param more callbacks for this fit, beside those of the learner
     * @return how it went
     */
    public FitResult fit(Schedule schedule, Callback... more) {
        return learner.fit(schedule, more);
    }

    /**
     * Trains with one cycle of the learning rate.
     *
     * @param epochs length of the cycle
     * @param peak the highest rate
     * @return how it went
     */
    public FitResult fitOneCycle(double epochs, double peak) {
        return learner.fitOneCycle(epochs, peak);
    }

    /**
     * Trains with one cycle of the learning rate.
     *
     * @param epochs length of the cycle
     * @param peak the highest rates of the layer groups
     * @return how it went
     */
    public FitResult fitOneCycle(double epochs, Lr peak) {
        return learner.fitOneCycle(epochs, peak);
    }

    /**
     * Adapts a pretrained net, as {@link Learner#fineTune(double)} says.
     *
     * @param epochs how many in which everything trains, after one of the head alone
     * @return how these epochs went
     */
    public FitResult fineTune(double epochs) {
        return learner.fineTune(epochs);
    }

    /**
     * Goes on with the same pictures at another size, with all weights kept (progressive resizing). Learning rates and frozen groups stay, too.
     *
     * <pre>{@code
     * learn.fitOneCycle(5, 1e-2);
     * learn.resize(Size.square(256));
     * learn.fitOneCycle(5, 5e-3);
     * }</pre>
     *
     * @param size of what the net sees from now on
     */
    public void resize(Size size) {
        resize(data.resized(size));
    }

    /**
     * Goes on with other data for the same net, such as {@code learn.data().resized(size).batch(4)}, with all weights kept.
     *
     * @param other with as many outputs
     * @throws IllegalArgumentException if they ask for another number of outputs
     */
    public void resize(ImageDataBunch other) {
        learner.data(other);
        data = other;
    }

    /** {@return losses at growing learning rates; the learner is afterwards as it was} */
    public LrFind lrFind() {
        return learner.lrFind();
    }

    /** Trains the last layer group alone from now on. */
    public void freeze() {
        learner.freeze();
    }

    /** Trains all layer groups from now on. */
    public void unfreeze() {
        learner.unfreeze();
    }

    /**
     * Trains the layer groups from n on.
     *
     * @param n the first group that trains; negative numbers count from the end
     */
    public void freezeTo(int n) {
        learner.freezeTo(n);
    }

    /**
     * Lets all batch norm rest from now on, or no more: training uses its statistics as they are, while scale and shift learn ({@code
     * bn_freeze} of fastai 0.7). See {@link Learner#restNorm}.
     *
     * @param on whether it rests, in layers that learn as well as in frozen ones
     */
    public void restNorm(boolean on) {
        learner.restNorm(on);
    }

    /**
     * {@return what the body makes of all pictures, computed once, to train the head on} See {@link Precomputed}.
     *
     * @param callbacks of the head's training
     * @throws IllegalArgumentException if the activations take more than {@link Precomputed#USUAL_BYTES}
     * @throws IllegalStateException if this learner was not made by cnn(...), or pictures have no fixed size or several targets
     */
    public Precomputed precompute(Callback... callbacks) {
        return precompute(Precomputed.USUAL_BYTES, callbacks);
    }

    /**
     * {@return what the body makes of all pictures, computed once, to train the head on} See {@link Precomputed}.
     *
     * @param mostBytes how much memory the activations may take; twice as much for a moment
     * @param callbacks of the head's training
     * @throws IllegalArgumentException if they take more
     * @throws IllegalStateException if this learner was not made by cnn(...), or pictures have no fixed size or several targets
     */
    public Precomputed precompute(long mostBytes, Callback... callbacks) {
        return Precomputed.of(this, mostBytes, callbacks);
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return loss and metrics of the validation data} */
    public Evaluation validate() {
        return learner.validate();
    }

    /** {@return what the net says about the validation data, with the loss of each item} */
    public Predictions getPreds() {
        return learner.getPreds();
    }

    /**
     * {@return what the net says about other pictures, without losses}
     *
     * @param pictures such as {@link ImageDataBunch#test}
     */
    public Predictions getPreds(Loader pictures) {
        return learner.getPreds(pictures, false);
    }

    /**
     * {@return predictions for the validation data, 0.4 times those of the pictures as they are and 0.6 times the mean of
     * eight views: four corners, enlarged by 1.35, as they are and mirrored, with what else is random in training} (fastai 1)
     */
    public Predictions tta() {
        requirePlain("tta");
        return learner.tta(data.valid(), Augmented.corners(data, TTA_SCALE), TTA_WEIGHT);
    }

    /**
     * {@return predictions for the validation data, the mean of those of the pictures as they are and of views changed at
     * random as in training} (fastai 0.7, with four views)
     *
     * @param views how many
     */
    public Predictions ttaAsInTraining(int views) {
        requirePlain("ttaAsInTraining");
        return learner.tta(data.valid(), Augmented.asInTraining(data, views), 1.0 / (1 + views));
    }

    private void requirePlain(String what) {
        if (!Said.isPlain(data.target())) {
            throw new IllegalStateException(what + " is for classes and numbers: what is said about places in a picture"
                    + " would have to be brought back from each view; the target is "
                    + data.target().getClass().getSimpleName());
        }
    }

    /** {@return where the net goes wrong on the validation data, with pictures} */
    public VisionInterpretation interpret() {
        return new VisionInterpretation(
                data, Said.of(data, learner, data.validTargets()), new Explainer(Task.of(data), learner.model(), body));
    }

    /**
     * {@return how good labels are on the validation data at each threshold, by F2 of each picture, averaged}
     *
     * @throws IllegalStateException if pictures do not have any number of classes
     */
    public ThresholdSearch thresholds() {
        if (!(data.target() instanceof ManyCategoriesTarget)) {
            throw new IllegalStateException(
                    "thresholds are for pictures with any number of classes; what is learnt here is " + data.target());
        }
        try (Predictions p = getPreds()) {
            return ThresholdSearch.of(p.outputs(), Objects.requireNonNull(p.targets()), 2);
        }
    }

    /**
     * Says labels above another probability than ½ from now on: in predictions, pictures and exported files. Training does not change.
     *
     * @param probability such as that of {@code thresholds().best()}
     * @throws IllegalStateException if pictures do not have any number of classes
     */
    public void threshold(double probability) {
        resize(data.threshold(probability));
    }

    /**
     * Draws validation pictures, spread over the data, with their labels and what the net says.
     *
     * @param png where to; missing folders are made
     * @throws io.vivace.io.FileException if it cannot be written
     */
    public void showResults(Path png) {
        try (var seen = interpret()) {
            seen.draw(seen.spread(SHOWN)).writePng(png);
        }
    }

    /**
     * {@return a table of the layers with the shapes of their outputs, their parameters and whether they train} It needs to
     * know the size of pictures: that of the first validation or training item.
     */
    public String summary() {
        Size s = data.inputSize();
        return learner.model().summary(1, data.color().channels(), s.height(), s.width());
    }

    /**
     * {@return what the net says about a picture}
     *
     * @param file an image file
     * @throws IOException if it cannot be read or decoded; the message names it
     */
    public Prediction predict(Path file) throws IOException {
        return predict(ImageReader.of(data.color()).read(file));
    }

    /**
     * {@return what the net says about a picture}
     *
     * @param picture any
     */
    public Prediction predict(Image picture) {
        Module net = learner.model();
        return predictor(x -> net.evaluating(() -> net.forward(x))).predict(picture);
    }

    /**
     * {@return what the net says about a picture, in the pixels of its file}
     *
     * @param file an image file
     * @param kind what the net says, such as {@code Boxes.class} or {@code Mask.class}
     * @param <V> what the net says
     * @throws IOException if it cannot be read or decoded; the message names it
     */
    public <V> V predict(Path file, Class<V> kind) throws IOException {
        return predict(ImageReader.of(data.color()).read(file), kind);
    }

    /**
     * {@return what the net says about a picture, in its own pixels}
     *
     * @param picture any
     * @param kind what the net says, such as {@code Boxes.class} or {@code Mask.class}
     * @param <V> what the net says
     */
    public <V> V predict(Image picture, Class<V> kind) {
        Module net = learner.model();
        return predictor(x -> net.evaluating(() -> net.forward(x))).predict(picture, kind);
    }

    /**
     * {@return what the net says about a picture in several passes with dropout: how much they differ tells how sure it is}
     *
     * @param picture any
     * @param times how many passes
     */
    public List<Prediction> predictWithDropout(Image picture, int times) {
        Module net = learner.model();
        Predictor once = predictor(x -> learner.withDropout(() -> Autograd.noGrad(() -> net.forward(x))));
        return Stream.generate(() -> once.predict(picture)).limit(times).toList();
    }

    private Predictor predictor(UnaryOperator<Tensor> scores) {
        Task task = Task.of(data);
        return new Predictor(task, learner.model(), scores, () -> {});
    }

    // ---------------------------------------------------------------------------------------------- files

    /** {@return whether {@link #export} can write the net: whether a file can name it} */
    public boolean canExport() {
        return plan != null;
    }

    /**
     * Writes all that {@link Predictor} needs to one file; an old file is replaced in one step.
     *
     * @param file where to
     * @throws IllegalStateException if the net cannot be built again from a file: it is not one of
     *     {@code io.vivace.vision.models} or registered, or has a head of its own
     */
    public void export(Path file) {
        if (plan == null) {
            throw new IllegalStateException("export: a file can only name nets that a program can build again. Make the"
                    + " learner from an Architecture: those of io.vivace.vision.models are known, your own becomes known by"
                    + " Architecture.register(name, maker); a head of your own must be part of it. save(...) writes the"
                    + " weights alone.");
        }
        Predictor.save(file, new ModelManifest(plan, Task.of(data)), learner.model());
    }

    /**
     * Writes weights, statistics and what the optimizer remembers.
     *
     * @param file where to
     */
    public void save(Path file) {
        learner.save(file);
    }

    /**
     * Reads what {@link #save} or {@link #export} wrote, or any weights file with fitting names.
     *
     * @param file where from
     */
    public void load(Path file) {
        learner.load(file);
    }

    // ---------------------------------------------------------------------------------------------- parts

    /** {@return the learner that does the work, for all that is not here} */
    public Learner learner() {
        return learner;
    }

    /** {@return the data} */
    public ImageDataBunch data() {
        return data;
    }

    /** {@return the net} */
    public Module model() {
        return learner.model();
    }

    /** {@return the layers whose output the head takes, or the last of them} */
    Module body() {
        return body.get();
    }

    /** {@return what was noted about training} */
    public Recorder recorder() {
        return learner.recorder();
    }

    /** Gives the memory of the net and the optimizer back. */
    @Override
    public void close() {
        learner.close();
    }
}
