package io.vivace.nn;

import io.vivace.tensor.Autograd;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A net ready for use ({@link Module#forInference}): batch norm is folded into the convolution or linear layer before it,
 * activations and the sums of residual blocks are computed in the same pass, and weights lie as the kernels want them. It computes
 * what the net computes in evaluation mode, up to rounding, without recording. Threads may share it.
 *
 * <pre>{@code
 * try (var use = net.forInference()) {
 *     Tensor logits = use.forward(images);
 * }
 * }</pre>
 *
 * <p>What is put together is what stands side by side in a {@link Sequential}, in {@link Module#chain}, {@link Module#chainSum} or
 * a {@link Merge}: a convolution or linear layer, then batch norm, then ReLU (leaky ones and ReLU6, too). Layers that a net calls one by one, or that have hooks,
 * are computed one by one here, too. So is everything if a value of the
 * net or the input is NaN or infinite, because a fused ReLU would hide it.
 *
 * <p>The net's own values are used and must stay as they are: after training further, make another. Laid-out weights take about
 * as much memory as the net, at the first use. {@link Precision} is that of the thread.
 */
public final class Inference implements AutoCloseable {
    private static final ThreadLocal<@Nullable Use> CURRENT = new ThreadLocal<>();

    /** What a thread does: whether layers are put together. */
    private record Use(Inference of, boolean folds) {}

    private final Use folding = new Use(this, true);
    private final Use plain = new Use(this, false);
    private final Module net;
    private final Map<Module, List<Folded>> folded = new ConcurrentHashMap<>();
    private final List<Tensor> values;
    private final long versions;
    private final boolean numbers;
    private volatile boolean closed;

    Inference(Module net) {
        this.net = net;
        values = new ArrayList<>(net.state().values());
        versions = versions();
        numbers = Autograd.noGrad(() -> finite(values.toArray(Tensor[]::new)));
    }

    /** {@return what puts layers of this thread together, or null} */
    static @Nullable Inference current() {
        Use use = CURRENT.get();
        return use != null && use.folds ? use.of : null;
    }

    /** {@return whether this thread uses a net that was made ready, so that nothing behaves as in training} */
    static boolean isCurrent() {
        return CURRENT.get() != null;
    }

    /**
     * {@return the output for one input, not recorded}
     *
     * @param x the input
     * @throws IllegalArgumentException if a shape or type does not fit; the message names the layer
     * @throws IllegalStateException if the net was changed since, or this was closed
     */
    public Tensor forward(Tensor x) {
        return use(() -> net.forward(x), x);
    }

    /**
     * {@return the output for several inputs, not recorded}
     *
     * @param inputs the inputs
     * @throws IllegalArgumentException if a shape or type does not fit; the message names the layer
     * @throws IllegalStateException if the net was changed since, or this was closed
     */
    public Tensor forward(List<Tensor> inputs) {
        return use(() -> net.forward(inputs), inputs.toArray(Tensor[]::new));
    }

    /** {@return the net that was made ready} */
    public Module net() {
        return net;
    }

    private Tensor use(Supplier<Tensor> forward, Tensor... inputs) {
        check();
        return Autograd.noGrad(() -> as(numbers && finite(inputs) ? folding : plain, forward));
    }

    private static boolean finite(Tensor... inputs) {
        for (Tensor x : inputs) {
            if (x.dtype().isFloating() && !Folded.finite(x)) {
                return false;
            }
        }
        return true;
    }

    /** {@return what the work returns, no layers of it put together} */
    static Tensor oneByOne(Supplier<Tensor> work) {
        Use use = CURRENT.get();
        return use == null ? work.get() : as(use.of.plain, work);
    }

    private static Tensor as(Use use, Supplier<Tensor> work) {
        Use before = CURRENT.get();
        CURRENT.set(use);
        try {
            return work.get();
        } finally {
            CURRENT.set(before);
        }
    }

    private void check() {
        if (closed) {
            throw new IllegalStateException("this was closed; make another with forInference()");
        }
        if (versions() != versions) {
            throw new IllegalStateException(
                    "the net was changed since it was made ready for inference, by training or loading;"
                            + " make it ready again with forInference()");
        }
    }

    private long versions() {
        long sum = 0;
        for (int i = 0; i < values.size(); i++) {
            sum += values.get(i).view().storage().version();
        }
        return sum;
    }

    // ---------------------------------------------------------------------------------------------- layers

    /** {@return the output of modules one after another, with layers put together; the input stays} */
    Tensor through(Tensor input, List<? extends Module> modules) {
        return through(input, modules, null, null);
    }

    /**
     * {@return last(modules(x) + added), of modules for which {@link Pattern#endsInConvolution} holds if there is something to add}
     *
     * @param added what is added at the end, or null
     * @param last what follows the sum, or null
     */
    Tensor through(Tensor input, List<? extends Module> modules, @Nullable Tensor added, @Nullable Module last) {
        Tensor x = input;
        int i = 0;
        while (i < modules.size()) {
            int n = Pattern.length(modules, i, x.rank());
            boolean end = i + Math.max(1, n) == modules.size();
            Tensor plus = end ? added : null;
            Module after = end ? last : null;
            Tensor y;
            if (n > 0) {
                y = product(modules, i, n, x, plus, after);
            } else if (plus != null && modules.get(i) instanceof Sequential inner) {
                y = named(inner, x, plus, after);
            } else {
                y = modules.get(i).forward(x);
            }
            if (x != input && y != x) {
                x.closeUnlessKept();
            }
            x = y;
            i += Math.max(1, n);
        }
        return x;
    }

    private Tensor named(Sequential inner, Tensor x, Tensor added, @Nullable Module last) {
        try {
            return through(x, inner.steps(), added, last);
        } catch (IllegalArgumentException e) {
            throw LayerException.in(inner, e);
        }
    }

    private Tensor product(
            List<? extends Module> modules, int at, int n, Tensor x, @Nullable Tensor added, @Nullable Module last) {
        Module layer = modules.get(at);
        try {
            Folded f = folded(
                    layer, Pattern.norm(modules, at, n), Pattern.activation(modules, at, n), added != null, last);
            return f.forward(x, added);
        } catch (IllegalArgumentException e) {
            throw LayerException.in(layer, e);
        }
    }

    /** {@return the output of a convolution or linear layer alone} */
    Tensor alone(Module layer, Tensor x) {
        return folded(layer, null, null, false, null).forward(x, null);
    }

    private Folded folded(
            Module layer, @Nullable BatchNorm norm, @Nullable Module activation, boolean adds, @Nullable Module last) {
        List<Folded> known = folded.get(layer);
        if (known != null) {
            for (int i = 0; i < known.size(); i++) {
                if (known.get(i).is(norm, activation, adds, last)) {
                    return known.get(i);
                }
            }
        }
        return make(layer, norm, activation, adds, last);
    }

    private synchronized Folded make(
            Module layer, @Nullable BatchNorm norm, @Nullable Module activation, boolean adds, @Nullable Module last) {
        List<Folded> all = new ArrayList<>(folded.getOrDefault(layer, List.of()));
        for (Folded f : all) {
            if (f.is(norm, activation, adds, last)) {
                return f; // another thread was faster
            }
        }
        Folded made = Folded.of(layer, norm, activation, adds, last);
        all.add(made);
        folded.put(layer, List.copyOf(all));
        return made;
    }

    /** {@return what was put together so far, such as {@code Conv2d+BatchNorm2d+ReLU}} */
    List<String> layers() {
        return folded.values().stream()
                .flatMap(List::stream)
                .map(Folded::toString)
                .toList();
    }

    /** Gives the laid-out weights back; the net stays. Nobody may be using this. */
    @Override
    public synchronized void close() {
        closed = true;
        folded.values().forEach(all -> all.forEach(Folded::close));
        folded.clear();
    }
}
