package io.vivace.nn;

import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Modules one after another, named 0, 1, 2 ... or by names given.
 *
 * <p>What a module leaves behind is given back as soon as the next one has read it, so that without recording only two
 * activations are alive; with recording, the tape holds on to what the backward pass needs. Counterpart: PyTorch's
 * {@code nn.Sequential}.
 *
 * <pre>{@code
 * var net = sequential(Conv2d.of(3, 16, 3), BatchNorm2d.of(16), relu());
 * }</pre>
 */
public final class Sequential extends Module {
    private final List<Module> steps;

    /**
     * Makes a sequence numbered from 0.
     *
     * @param modules in order
     */
    public Sequential(List<? extends Module> modules) {
        steps = List.copyOf(modules);
        for (int i = 0; i < steps.size(); i++) {
            child(Integer.toString(i), steps.get(i));
        }
    }

    /** Makes a sequence with names. */
    private Sequential(Map<String, Module> ordered) {
        steps = List.copyOf(ordered.values());
        ordered.forEach(this::child);
    }

    /**
     * {@return a sequence with names, as DenseNet has in PyTorch}
     *
     * @param modules names and modules in order
     */
    public static Sequential named(List<Map.Entry<String, Module>> modules) {
        Map<String, Module> ordered = new LinkedHashMap<>();
        for (Map.Entry<String, Module> e : modules) {
            if (ordered.put(e.getKey(), e.getValue()) != null) {
                throw new IllegalArgumentException("two modules of a sequence are named '" + e.getKey() + "'");
            }
        }
        return new Sequential(ordered);
    }

    /**
     * {@return one of the modules}
     *
     * @param index from 0
     */
    public Module get(int index) {
        return steps.get(index);
    }

    /** {@return how many modules there are} */
    public int size() {
        return steps.size();
    }

    /** {@return the modules in order} */
    public List<Module> steps() {
        return steps;
    }

    /**
     * {@return a sequence of some of the modules, which both then share}
     *
     * @param from first
     * @param to one after the last
     */
    public Sequential slice(int from, int to) {
        return new Sequential(new ArrayList<>(steps.subList(from, to)));
    }

    @Override
    protected Tensor compute(Tensor x) {
        return through(x, steps);
    }

    static Tensor through(Tensor input, List<? extends Module> modules) {
        Inference use = Inference.current();
        if (use != null) {
            return use.through(input, modules);
        }
        Tensor x = input;
        for (Module m : modules) {
            Tensor y = m.forward(x);
            if (x != input && y != x) {
                x.closeUnlessKept();
            }
            x = y;
        }
        return x;
    }
}
