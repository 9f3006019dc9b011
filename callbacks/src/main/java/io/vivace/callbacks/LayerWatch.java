package io.vivace.callbacks;

import io.vivace.nn.Module;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the outputs of layers, and at the gradients of these outputs, by hooks, for as long as it is open. A layer that runs several
 * times shows its last run.
 */
public final class LayerWatch implements AutoCloseable {
    /** How far from 0 counts as near. */
    static final double NEAR = 0.05;

    private final @Nullable Distribution[] activations;
    private final @Nullable Distribution[] gradients;
    private final List<Runnable> removals = new ArrayList<>();

    private LayerWatch(int layers) {
        activations = new Distribution[layers];
        gradients = new Distribution[layers];
    }

    /**
     * {@return the layers that hold parameters themselves and no other modules, by path: what fastai's HookCallback watches}
     *
     * @param net the net
     */
    public static Map<String, Module> layersWithParameters(Module net) {
        return layers(net, m -> !m.ownParameters().isEmpty());
    }

    /**
     * {@return chosen layers by path} Modules that hold others are left out.
     *
     * @param net the net
     * @param chosen which
     */
    public static Map<String, Module> layers(Module net, Predicate<Module> chosen) {
        Map<String, Module> found = new LinkedHashMap<>();
        net.modules().forEach((path, m) -> {
            if (m.children().isEmpty() && chosen.test(m)) {
                found.put(path.isEmpty() ? m.describe() : path, m);
            }
        });
        return found;
    }

    /**
     * {@return names for people: path and what the layer is, such as {@code layer1.0.conv1  Conv2d(64→64, 3×3)}}
     *
     * @param layers by path
     */
    public static List<String> titles(Map<String, Module> layers) {
        return layers.entrySet().stream()
                .map(e -> {
                    String what = e.getValue().describe();
                    return e.getKey().equals(what) ? what : e.getKey() + "  " + what;
                })
                .toList();
    }

    /**
     * {@return what looks from now on}
     *
     * @param layers which
     * @param activations how outputs are counted
     * @param gradients how gradients are counted, or null to leave them out
     */
    public static LayerWatch open(Iterable<Module> layers, Bins activations, @Nullable Bins gradients) {
        List<Module> all = new ArrayList<>();
        layers.forEach(all::add);
        var watch = new LayerWatch(all.size());
        for (int i = 0; i < all.size(); i++) {
            watch.hook(i, all.get(i), activations, gradients);
        }
        return watch;
    }

    private void hook(int at, Module layer, Bins outputBins, @Nullable Bins gradientBins) {
        removals.add(layer.onForward((module, input, output) -> {
            if (output.dtype().isFloating()) {
                activations[at] = Distribution.of(output, NEAR, outputBins);
            }
            return null;
        }));
        if (gradientBins != null) {
            removals.add(layer.onBackward((module, inputGradient, outputGradient) -> {
                gradients[at] = Distribution.of(outputGradient, 0, gradientBins);
                return null;
            }));
        }
    }

    /**
     * {@return how the output of a layer was spread, null if it did not run}
     *
     * @param layer position among those watched
     */
    public @Nullable Distribution activation(int layer) {
        return activations[layer];
    }

    /**
     * {@return how the gradient of a layer's output was spread, null if none came; its near-zero share counts exact zeros}
     *
     * @param layer position among those watched
     */
    public @Nullable Distribution gradient(int layer) {
        return gradients[layer];
    }

    /** Removes the hooks; what was seen stays. */
    @Override
    public void close() {
        removals.forEach(Runnable::run);
        removals.clear();
    }
}
