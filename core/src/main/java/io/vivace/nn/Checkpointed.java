package io.vivace.nn;

import io.vivace.tensor.Checkpoint;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A module whose inner activations are not kept for the backward pass but computed again there (Chen et al. 2016): memory for
 * time, about a third more of it. Gradients are the same to the last bit: dropout draws the same masks again, batch norm moves its
 * running statistics once, and products keep the {@link io.vivace.tensor.Precision} they had. Forward hooks inside see both
 * computations, backward hooks one. Counterpart: PyTorch's {@code torch.utils.checkpoint}.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input, output</td><td>those of the module</td></tr>
 * </table>
 *
 * <pre>{@code
 * sequential(stem, Checkpointed.of(group1), Checkpointed.of(group2), head)
 * }</pre>
 *
 * The module's state is found under {@code module}; a net that wants to keep its names calls {@link #forward(Module, Tensor)} in its
 * {@code compute}. The mode of the module must not change between the forward and the backward pass, nor the input be overwritten;
 * a layer that works in place must not come first.
 */
public final class Checkpointed extends Module {
    private final Module module;

    private Checkpointed(Module module) {
        this.module = child("module", module);
    }

    /**
     * {@return the module, its activations computed again in the backward pass}
     *
     * @param module with one input
     */
    public static Checkpointed of(Module module) {
        return new Checkpointed(module);
    }

    /**
     * {@return the module's output; its activations are computed again in the backward pass}
     *
     * @param module with one input
     * @param x the input
     */
    public static Tensor forward(Module module, Tensor x) {
        List<Tensor> parameters =
                module.parameters().values().stream().map(Parameter::value).toList();
        Map<Rng, long[]> states = randomness(module);
        return Checkpoint.of(x, parameters, module::forward, work -> () -> again(module, states, work));
    }

    @Override
    protected Tensor compute(Tensor x) {
        return forward(module, x);
    }

    private static Map<Rng, long[]> randomness(Module module) {
        Map<Rng, long[]> states = new LinkedHashMap<>();
        generators(module).forEach(rng -> states.put(rng, rng.state()));
        return states;
    }

    private static Set<Rng> generators(Module module) {
        Set<Rng> all = new LinkedHashSet<>();
        for (Module m : module.modules().values()) {
            Rng rng = m.generator();
            if (rng != null) {
                all.add(rng);
            }
        }
        return all;
    }

    /** {@return what the work makes, with the random numbers of the first time and without traces} */
    private static Tensor again(Module module, Map<Rng, long[]> states, Supplier<Tensor> work) {
        Map<Rng, long[]> now = randomness(module);
        List<BufferCopy> buffers = new ArrayList<>();
        for (Module m : module.modules().values()) {
            m.ownBuffers().values().forEach(b -> buffers.add(new BufferCopy(b)));
        }
        try {
            states.forEach(Rng::state);
            return work.get();
        } finally {
            now.forEach(Rng::state);
            buffers.forEach(BufferCopy::restore);
        }
    }

    /** The values of a buffer, put back if they were changed. */
    private static final class BufferCopy {
        private final Buffer buffer;
        private final Tensor values;
        private final int version;

        BufferCopy(Buffer buffer) {
            this.buffer = buffer;
            values = buffer.value().detach().copy();
            version = buffer.value().view().storage().version();
        }

        void restore() {
            if (buffer.value().view().storage().version() != version) {
                buffer.set(values);
            }
            values.close();
        }
    }

    @Override
    public String describe() {
        return "Checkpointed";
    }
}
