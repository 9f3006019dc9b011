package io.vivace.vision;

import io.vivace.data.Batch;
import io.vivace.data.Loader;
import io.vivace.data.TensorBunch;
import io.vivace.learn.Callback;
import io.vivace.learn.Learner;
import io.vivace.memory.DType;
import io.vivace.memory.MemoryStats;
import io.vivace.memory.Shape;
import io.vivace.nn.Dropout;
import io.vivace.nn.Module;
import io.vivace.nn.Sequential;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Precision;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import io.vivace.vision.image.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * What a net's body makes of all pictures, computed once, to train the head on (fastai's {@code precompute=True}): an epoch then takes
 * the time of the head alone. Pictures are those of validation, without random changes, and the body rests in evaluation, so the
 * numbers are those of a frozen body with {@link io.vivace.nn.LayerGroups.FrozenNorm#RESTS} on pictures without augmentation. Layers at
 * the begin of the head that have nothing to learn, such as pooling, are computed once, too.
 *
 * <pre>{@code
 * try (var learn = VisionLearner.cnn(data, SqueezeNet::squeezenet11).weights(file).build()) {
 *     try (var once = learn.precompute()) {
 *         once.learner().fitOneCycle(3, 3e-3);   // the head alone, in seconds
 *     }
 *     learn.unfreeze();                          // the whole net, on changed pictures, from where the head stands
 *     learn.fitOneCycle(3, Lr.slice(1e-5, 3e-4));
 * }
 * }</pre>
 */
public final class Precomputed implements AutoCloseable {
    /** Memory for activations unless told otherwise: 1 GiB. */
    public static final long USUAL_BYTES = 1L << 30;

    private final Sequential trunk;
    private final Precision precision;
    private final TensorBunch data;
    private final Learner learner;

    private Precomputed(Sequential trunk, Precision precision, TensorBunch data, Learner learner) {
        this.trunk = trunk;
        this.precision = precision;
        this.data = data;
        this.learner = learner;
    }

    /** Inputs and targets of some items. */
    private record Rows(Tensor x, Tensor y) {}

    static Precomputed of(VisionLearner learn, long mostBytes, Callback... callbacks) {
        if (!(learn.model() instanceof Sequential net) || net.size() != 2 || net.get(0) != learn.body()) {
            throw new IllegalStateException(
                    "precompute is for learners made by cnn(...), whose net is a body and a head;" + " this one has a "
                            + learn.model().describe());
        }
        List<Module> head = net.get(1) instanceof Sequential s ? s.steps() : List.of(net.get(1));
        int still = 0;
        while (still < head.size() - 1 && hasNothingToLearn(head.get(still))) {
            still++;
        }
        List<Module> steps = new ArrayList<>(List.of(net.get(0)));
        steps.addAll(head.subList(0, still));
        var trunk = new Sequential(steps);
        var rest = new Sequential(head.subList(still, head.size()));
        Precision precision = learn.learner().precision();
        requireRoom(learn.data(), trunk, mostBytes);
        try (var scope = Scope.open()) {
            TensorBunch data = bunch(learn.data(), trunk, precision);
            return new Precomputed(trunk, precision, data, learn.learner().part(data, rest, callbacks));
        }
    }

    private static boolean hasNothingToLearn(Module m) {
        return m.modules().values().stream()
                .allMatch(p -> p.ownParameters().isEmpty() && p.ownBuffers().isEmpty() && !(p instanceof Dropout));
    }

    private static void requireRoom(ImageDataBunch data, Module trunk, long most) {
        Size size = data.framing().size();
        if (size == null) {
            throw new IllegalStateException(
                    "precompute needs pictures of one size; give one: transform(transforms, Size.square(224))");
        }
        Shape one;
        try (var scope = Scope.open()) {
            Tensor black = Tensor.zeros(1, data.color().channels(), size.height(), size.width());
            one = trunk.evaluating(() -> trunk.forward(black)).shape();
        }
        long items = (long) data.train().items() + data.valid().items();
        double bytes = (double) items * one.elements() * Float.BYTES;
        if (bytes > most) {
            throw new IllegalArgumentException(String.format(
                    "the activations of %,d pictures, %s for each, take %s, but precompute was allowed %s; allow more, take smaller"
                            + " pictures, or train the frozen net without precomputing",
                    items, one, MemoryStats.human((long) bytes), MemoryStats.human(most)));
        }
    }

    private static TensorBunch bunch(ImageDataBunch data, Module trunk, Precision precision) {
        Rows train = rows(data.trainInOrder(), trunk, precision);
        var choices = data.trainOptions();
        var builder = TensorBunch.of(train.x, train.y)
                .batch(choices.batchSize())
                .seed(choices.seed())
                .sampler(choices.sampler())
                .classes(data.classes());
        if (choices.dropLast()) {
            builder = builder.dropLast();
        }
        if (data.valid().items() > 0) {
            Rows valid = rows(data.valid(), trunk, precision);
            builder = builder.valid(valid.x, valid.y);
        }
        return builder.build();
    }

    private static Rows rows(Loader loader, Module trunk, Precision precision) {
        List<Tensor> x = new ArrayList<>();
        List<Tensor> y = new ArrayList<>();
        try (Loader.Epoch epoch = loader.epoch(0)) {
            while (epoch.hasNext()) {
                try (Batch batch = epoch.next()) {
                    if (batch.targets().size() > 1) {
                        throw new IllegalStateException(
                                "precompute is for data with one target, such as classes; these have "
                                        + batch.targets().size() + "; train the frozen net without precomputing");
                    }
                    x.add(activations(trunk, precision, batch.x()));
                    y.add(
                            batch.targets().isEmpty()
                                    ? Tensor.zeros(batch.size())
                                    : batch.y().copy());
                }
            }
        }
        return new Rows(Tensor.cat(0, x.toArray(Tensor[]::new)), Tensor.cat(0, y.toArray(Tensor[]::new)));
    }

    private static Tensor activations(Module trunk, Precision precision, Tensor pictures) {
        return trunk.evaluating(() -> Autograd.noGrad(() -> Scope.compute(() ->
                precision.compute(() -> trunk.forward(pictures)).to(DType.F32).copy())));
    }

    /** {@return the learner of the head on these activations; what it learns, the whole net has learnt} */
    public Learner learner() {
        return learner;
    }

    /** {@return the activations of training and validation pictures with their targets} */
    public TensorBunch data() {
        return data;
    }

    /**
     * {@return the activations of other pictures, in their order, to predict for as often as the head changes} The caller closes them.
     *
     * @param pictures such as {@link ImageDataBunch#test}
     */
    public Tensor activations(Loader pictures) {
        try (var scope = Scope.open()) {
            return rows(pictures, trunk, precision).x.keep();
        }
    }

    /**
     * {@return what the head says about activations, [N, outputs]; it belongs to the scope around}
     *
     * @param activations from {@link #activations(Loader)}
     */
    public Tensor predict(Tensor activations) {
        return learner.predict(activations);
    }

    /** Lets the activations go; the learner they came from goes on with the whole net. */
    @Override
    public void close() {
        learner.close();
        data.close();
    }
}
