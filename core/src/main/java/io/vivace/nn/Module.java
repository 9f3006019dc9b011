package io.vivace.nn;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a net: parameters, buffers, children, and how an input becomes an output. Subclasses register what they own in
 * their constructor ({@code parameter}, {@code buffer}, {@code child}) and write {@link #compute}; callers use
 * {@link #forward}, which also runs hooks and names the layer when a shape does not fit. Names are those of PyTorch, so
 * states map by name.
 *
 * <pre>{@code
 * var net = sequential(Linear.of(784, 50), relu(), Linear.of(50, 10)).init(new Rng(42));
 * Tensor logits = net.forward(images);
 * }</pre>
 */
public abstract class Module implements AutoCloseable {
    private final Map<String, Parameter> ownParameters = new LinkedHashMap<>();
    private final Map<String, Buffer> ownBuffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private @Nullable ModuleHooks hooks;
    private @Nullable Rng generator;
    private boolean training = true;
    private boolean keptInEval;
    private boolean resting;

    // ---------------------------------------------------------------------------------------------- computing

    /**
     * {@return the output for one input}
     *
     * @param x the input
     * @throws IllegalArgumentException if a shape or type does not fit; the message names the layer
     */
    public final Tensor forward(Tensor x) {
        try {
            ModuleHooks h = hooks;
            return h == null ? compute(x) : h.around(this, List.of(x), inputs -> compute(inputs.get(0)));
        } catch (IllegalArgumentException e) {
            throw LayerException.in(this, e);
        }
    }

    /**
     * {@return the output for several inputs}
     *
     * @param inputs the inputs
     * @throws IllegalArgumentException if a shape or type does not fit; the message names the layer
     */
    public final Tensor forward(List<Tensor> inputs) {
        try {
            ModuleHooks h = hooks;
            return h == null ? compute(inputs) : h.around(this, inputs, this::compute);
        } catch (IllegalArgumentException e) {
            throw LayerException.in(this, e);
        }
    }

    /**
     * {@return the output; written by subclasses, called through {@link #forward}}
     *
     * @param x the input
     */
    protected abstract Tensor compute(Tensor x);

    /**
     * {@return the output for several inputs; nets with more than one input write this}
     *
     * @param inputs the inputs
     */
    protected Tensor compute(List<Tensor> inputs) {
        if (inputs.size() != 1) {
            throw new IllegalArgumentException(describe() + " takes one input, got " + inputs.size());
        }
        return compute(inputs.get(0));
    }

    /**
     * {@return the output of modules applied one after another} What a module leaves behind is given back as soon as the
     * next one has read it, unless somebody kept it; the input given here stays.
     *
     * @param x the input
     * @param modules in order
     */
    protected static Tensor chain(Tensor x, Module... modules) {
        return Sequential.through(x, List.of(modules));
    }

    /**
     * {@return the output of modules applied one after another, as {@link #chain(Tensor, Module...)}}
     *
     * @param x the input
     * @param modules in order
     */
    protected static Tensor chain(Tensor x, List<? extends Module> modules) {
        return Sequential.through(x, modules);
    }

    /**
     * {@return last(branch(x) + shortcut(from)), the end of a residual block} The sum is written over the branch's output, so the
     * branch must end in a module whose backward pass does not need its own output: convolution, linear, batch norm.
     * {@link #forInference} computes it in one pass.
     *
     * @param x what the branch sees; it stays
     * @param branch modules in order
     * @param from what the shortcut sees; it stays
     * @param shortcut null for the identity
     * @param last what follows the sum, such as a ReLU, or null
     */
    protected static Tensor chainSum(
            Tensor x, List<? extends Module> branch, Tensor from, @Nullable Module shortcut, @Nullable Module last) {
        return Residual.of(x, branch, from, shortcut, last);
    }

    // ---------------------------------------------------------------------------------------------- registering

    /**
     * {@return a parameter of this module}
     *
     * @param name its name, without dots
     * @param shape sizes
     * @param role what it does
     * @param start how it starts
     */
    protected final Parameter parameter(String name, Shape shape, Parameter.Role role, Init start) {
        return parameter(name, new Parameter(shape, role, start));
    }

    /**
     * {@return the given parameter, now a part of this module; one parameter may belong to several, which ties them}
     *
     * @param name its name, without dots
     * @param parameter the parameter
     */
    protected final Parameter parameter(String name, Parameter parameter) {
        ownParameters.put(checked(name), parameter);
        return parameter;
    }

    /**
     * {@return a buffer of this module}
     *
     * @param name its name, without dots
     * @param dtype element type
     * @param shape sizes
     * @param start the value it starts with
     */
    protected final Buffer buffer(String name, DType dtype, Shape shape, double start) {
        return register(name, new Buffer(dtype, shape, start, false));
    }

    /** {@return the given buffer, now a part of this module} */
    final Buffer register(String name, Buffer buffer) {
        ownBuffers.put(checked(name), buffer);
        return buffer;
    }

    /**
     * {@return the given module, now a part of this one}
     *
     * @param name its name, without dots
     * @param module the part
     * @param <M> its type
     */
    protected final <M extends Module> M child(String name, M module) {
        children.put(checked(name), module);
        return module;
    }

    private String checked(String name) {
        if (name.isEmpty() || name.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a part of a module: give at least one character and no dots");
        }
        if (ownParameters.containsKey(name) || ownBuffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("this " + label() + " already has a part named '" + name + "'");
        }
        return name;
    }

    // ---------------------------------------------------------------------------------------------- looking

    /** {@return the direct parts by name, in order} */
    public final Map<String, Module> children() {
        return Collections.unmodifiableMap(children);
    }

    /** {@return this module and all below by path, outer ones first; a shared module once, the path of this is ""} */
    public final Map<String, Module> modules() {
        return Tree.modules(this);
    }

    /** {@return the parameters of this module alone} */
    public final Map<String, Parameter> ownParameters() {
        return Collections.unmodifiableMap(ownParameters);
    }

    /** {@return the buffers of this module alone} */
    public final Map<String, Buffer> ownBuffers() {
        return Collections.unmodifiableMap(ownBuffers);
    }

    /** {@return all parameters by path, such as {@code layer1.0.conv1.weight}; a shared one once} */
    public final Map<String, Parameter> parameters() {
        return Tree.parameters(this);
    }

    /** {@return all buffers by path, such as {@code layer1.0.bn1.running_mean}} */
    public final Map<String, Tensor> buffers() {
        return Tree.buffers(this);
    }

    /** {@return how many numbers the parameters hold} */
    public final long parameterCount() {
        return parameters().values().stream()
                .mapToLong(p -> p.shape().elements())
                .sum();
    }

    /** {@return what this is, with its sizes, in a few words, such as {@code Conv2d(64→128, 3×3)}} */
    public String describe() {
        return label();
    }

    /** {@return the name of the kind of module} */
    final String label() {
        String name = getClass().getSimpleName();
        return name.isEmpty() ? "Module" : name;
    }

    /** {@return the tree of modules, one to a line} */
    @Override
    public final String toString() {
        return Tree.text(this);
    }

    /**
     * {@return a table of all layers with the shape of their output, their parameters and whether they train, and totals}
     * A batch of zeros is run through the net, in evaluation mode and without recording.
     *
     * @param inputShape sizes of the input, the batch first
     */
    public final String summary(long... inputShape) {
        return Summary.of(this, Tensor.zeros(inputShape));
    }

    /**
     * Runs work on this module and all below, outer ones first.
     *
     * @param work what to do with each
     * @return this
     */
    public final Module apply(Consumer<? super Module> work) {
        modules().values().forEach(work);
        return this;
    }

    // ---------------------------------------------------------------------------------------------- modes

    /** {@return this, in training mode with all below} */
    public final Module train() {
        return train(true);
    }

    /** {@return this, in evaluation mode with all below: dropout does nothing, batch norm uses its running statistics} */
    public final Module eval() {
        return train(false);
    }

    /**
     * {@return this, in the mode with all below}
     *
     * @param on whether training
     */
    public final Module train(boolean on) {
        return apply(m -> m.training = on);
    }

    /** {@return whether this module behaves as in training} */
    public final boolean isTraining() {
        return training && !keptInEval && !resting && !Inference.isCurrent();
    }

    /** Keeps this module alone in evaluation mode while its layer group is frozen. */
    final void restInEval(boolean on) {
        resting = on;
    }

    /**
     * Keeps this module and all below in evaluation mode, whatever mode the net is in: batch norm of a frozen layer keeps
     * its statistics.
     *
     * @param on whether to keep it so
     * @return this
     */
    public final Module keepInEval(boolean on) {
        return apply(m -> m.keptInEval = on);
    }

    /** {@return this, with no parameter trained any more} */
    public final Module freeze() {
        parameters().values().forEach(p -> p.trainable(false));
        return this;
    }

    /** {@return this, with all parameters trained} */
    public final Module unfreeze() {
        parameters().values().forEach(p -> p.trainable(true));
        return this;
    }

    /** Drops the gradients of all parameters and gives their memory back. */
    public final void zeroGrad() {
        parameters().values().forEach(Parameter::zeroGrad);
    }

    /**
     * {@return what the work returns, done in evaluation mode and without recording} Afterwards every module is in the mode
     * it was in.
     *
     * @param work what to do
     * @param <T> type of the result
     */
    public final <T> T evaluating(Supplier<T> work) {
        Map<Module, Boolean> modes = new LinkedHashMap<>();
        apply(m -> modes.put(m, m.training));
        try {
            eval();
            return Autograd.noGrad(work);
        } finally {
            modes.forEach((m, on) -> m.training = on);
        }
    }

    /**
     * {@return what the work returns, done in evaluation mode and without recording, with zeros in place of parameters that have
     * no values yet; they have none afterwards} So a net can be asked for the shapes of what it computes before it starts.
     *
     * @param work what to do; it must not give values to this net
     * @param <T> type of the result
     */
    public final <T> T sizing(Supplier<T> work) {
        List<Parameter> lent =
                parameters().values().stream().filter(Parameter::lendZeros).toList();
        try {
            return evaluating(work);
        } finally {
            lent.forEach(Parameter::takeBack);
        }
    }

    /**
     * {@return this net made ready for use: batch norm folded into convolutions and linear layers, what follows them in the same
     * pass, weights laid out once, nothing recorded; threads may share it} The net stays as it is, and must stay so. Close both
     * when done. Counterparts: PyTorch's {@code torch.jit.freeze} and {@code optimize_for_inference}.
     *
     * @throws IllegalStateException if parameters have no values yet
     */
    public final Inference forInference() {
        return new Inference(this);
    }

    /**
     * {@return what the work returns, recorded as if no parameter here were trained} Gradients of it pass through this module
     * to its inputs, and none of its parameters costs time or memory: a generator learns from a critic that stays as it is.
     * Afterwards the parameters that were trained are trained again, their gradients dropped.
     *
     * @param work what to do
     * @param <T> type of the result
     */
    public final <T> T frozen(Supplier<T> work) {
        List<Parameter> trained =
                parameters().values().stream().filter(Parameter::isTrainable).toList();
        try {
            trained.forEach(p -> p.trainable(false));
            return work.get();
        } finally {
            trained.forEach(p -> p.trainable(true));
        }
    }

    // ---------------------------------------------------------------------------------------------- values

    /**
     * Lets every parameter and buffer start anew, in the order of the tree, and gives layers that draw random numbers
     * (dropout) a generator of their own. The same seed gives the same bits.
     *
     * @param rng where randomness comes from
     * @return this
     */
    public final Module init(Rng rng) {
        parameters().values().forEach(p -> p.init(rng));
        apply(m -> m.ownBuffers.values().forEach(Buffer::reset));
        return rng(rng.split());
    }

    /**
     * Gives a generator to all layers that draw random numbers while training; they share it.
     *
     * @param rng where randomness comes from
     * @return this
     */
    public final Module rng(Rng rng) {
        return apply(m -> {
            m.generator = rng;
            m.useRng(rng);
        });
    }

    /** {@return the generator given last, or null} */
    final @Nullable Rng generator() {
        return generator;
    }

    /**
     * Takes a generator; layers that draw random numbers write this.
     *
     * @param rng where randomness comes from
     */
    protected void useRng(Rng rng) {}

    /** {@return parameters and buffers by path, as in PyTorch's state_dict: the values themselves, not copies} */
    public final Map<String, Tensor> state() {
        return State.of(this);
    }

    /** {@return the shapes of the state by path; known before anything has values} */
    public final Map<String, Shape> shapes() {
        return State.shapes(this);
    }

    /** {@return a copy of the state that can be restored; close it when done} */
    public final Snapshot snapshot() {
        return new Snapshot(this);
    }

    /**
     * Copies a state in; nothing is changed unless all of it fits.
     *
     * @param state values by path
     * @return this
     * @throws IllegalArgumentException listing everything that is missing, not known, or of another shape
     */
    public final Module load(Map<String, Tensor> state) {
        State.load(this, state);
        return this;
    }

    /**
     * Copies in what fits and leaves the rest as it is.
     *
     * @param state values by path
     * @return what was missing, not known, or of another shape
     */
    public final LoadReport loadMatching(Map<String, Tensor> state) {
        return State.loadMatching(this, state);
    }

    /** Gives the memory of all parameters and buffers back; the module cannot be used any more. */
    @Override
    public final void close() {
        for (Module m : modules().values()) {
            m.ownParameters.values().forEach(Parameter::close);
            m.ownBuffers.values().forEach(Buffer::close);
        }
    }

    // ---------------------------------------------------------------------------------------------- hooks

    /**
     * {@return what removes the hook again} The hook sees input and output after each forward computation.
     *
     * @param hook what to run; it may replace the output
     */
    public final Runnable onForward(ForwardHook hook) {
        return hooks().addForward(hook);
    }

    /**
     * {@return what removes the hook again} The hook sees the gradients of input and output in each backward pass over what
     * was recorded while it was there.
     *
     * @param hook what to run; it may replace the gradient of the input
     */
    public final Runnable onBackward(BackwardHook hook) {
        return hooks().addBackward(hook);
    }

    /** {@return whether a hook watches this: then one operation must not take the place of several modules} */
    public final boolean hasHooks() {
        return hooks != null && hooks.any();
    }

    private ModuleHooks hooks() {
        ModuleHooks h = hooks;
        if (h == null) {
            h = new ModuleHooks();
            hooks = h;
        }
        return h;
    }
}
