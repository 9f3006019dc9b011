package io.vivace.nn;

import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the outputs of chosen modules. They stay alive until the next forward computation or until this is closed, and
 * gradients flow through them: a loss over them reaches the parameters and the input.
 *
 * <pre>{@code
 * try (var features = Hooks.outputs(vgg, 5, 12, 22)) {
 *     vgg.forward(image);
 *     var loss = Loss.mse(features.get(2), target);
 * }
 * }</pre>
 */
public final class Hooks implements AutoCloseable {
    private final List<Module> modules;
    private final @Nullable Tensor[] outputs;
    private final int[] versions;
    private final List<Runnable> removals = new ArrayList<>();

    private Hooks(List<? extends Module> modules) {
        this.modules = List.copyOf(modules);
        outputs = new Tensor[modules.size()];
        versions = new int[modules.size()];
        for (int i = 0; i < modules.size(); i++) {
            int at = i;
            removals.add(this.modules.get(i).onForward((module, input, output) -> {
                take(at, output);
                return null;
            }));
        }
    }

    /**
     * {@return what collects outputs of layers by their position} Positions count the layers that hold no other modules, in
     * the order in which the net prints itself, from 0.
     *
     * @param net the net
     * @param layers positions
     * @throws IllegalArgumentException if there is no such layer
     */
    public static Hooks outputs(Module net, int... layers) {
        List<Module> leaves = Tree.leaves(net);
        return new Hooks(IntStream.of(layers)
                .mapToObj(i -> {
                    if (i < 0 || i >= leaves.size()) {
                        throw new IllegalArgumentException("layer " + i + " does not exist: " + net.label() + " has "
                                + leaves.size() + " layers, 0 to " + (leaves.size() - 1));
                    }
                    return leaves.get(i);
                })
                .toList());
    }

    /**
     * {@return what collects the outputs of modules}
     *
     * @param modules whose outputs
     */
    public static Hooks outputsOf(List<? extends Module> modules) {
        return new Hooks(modules);
    }

    private void take(int i, Tensor output) {
        release(i);
        outputs[i] = output.alias().keep();
        versions[i] = output.view().storage().version();
    }

    /**
     * {@return the output of a module in the last forward computation}
     *
     * @param i position among those chosen, from 0
     * @throws IllegalStateException if it has not run, or a later layer has overwritten its output
     */
    public Tensor get(int i) {
        Tensor t = outputs[i];
        if (t == null) {
            throw new IllegalStateException(
                    modules.get(i).describe() + " has not run since these hooks were set: call forward on the net");
        }
        if (t.view().storage().version() != versions[i]) {
            throw new IllegalStateException("the output of " + modules.get(i).describe() + " was overwritten by a later"
                    + " layer that works in place (usually a ReLU): collect the output of that layer instead");
        }
        return t;
    }

    /** {@return the outputs of all chosen modules, in the order of choice} */
    public List<Tensor> all() {
        return IntStream.range(0, outputs.length).mapToObj(this::get).toList();
    }

    /** {@return how many modules were chosen} */
    public int size() {
        return outputs.length;
    }

    private void release(int i) {
        Tensor t = outputs[i];
        if (t != null) {
            t.close();
            outputs[i] = null;
        }
    }

    /** Removes the hooks and releases what they collected. */
    @Override
    public void close() {
        removals.forEach(Runnable::run);
        for (int i = 0; i < outputs.length; i++) {
            release(i);
        }
    }
}
