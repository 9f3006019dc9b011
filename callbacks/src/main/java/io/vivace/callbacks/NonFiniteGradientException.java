package io.vivace.callbacks;

import io.vivace.learn.Step;
import io.vivace.nn.Module;
import io.vivace.nn.Parameter;
import io.vivace.optim.Gradients;
import io.vivace.optim.ParameterGroup;
import io.vivace.tensor.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A gradient became NaN or infinite. The message names the first layer on the way back from the loss that has one. */
public final class NonFiniteGradientException extends RuntimeException {
    private NonFiniteGradientException(String message) {
        super(message);
    }

    /** {@return the exception for a step whose gradients are known and not all finite} */
    static NonFiniteGradientException at(Step step) {
        List<RuntimeException> trouble = new ArrayList<>();
        Entry<String, Module> first = null;
        int layers = 0;
        for (var layer : inOrderOfUse(step, trouble).entrySet()) {
            if (notFinite(layer.getValue()) > 0) {
                first = layer; // the last that ran is the first on the way back
                layers++;
            }
        }
        var e = new NonFiniteGradientException(message(step, blame(first, layers)));
        trouble.forEach(e::addSuppressed);
        return e;
    }

    private static String blame(@Nullable Entry<String, Module> first, int layers) {
        if (first == null) {
            return "They are of parameters that no layer of the net owns";
        }
        String path = first.getKey();
        return "The first on the way back from the loss is that of " + (path.isEmpty() ? "the net" : path) + ", "
                + first.getValue().describe() + ": " + parameters(path, first.getValue()) + " (" + layers
                + (layers == 1 ? " layer has" : " layers have") + " such gradients)";
    }

    private static String message(Step step, String blame) {
        List<ParameterGroup> groups = step.optimizer().groups();
        return String.format(
                Locale.ROOT,
                "in epoch %d, training batch %d, learning rate %s, the loss is %s, but not all gradients are finite. %s. The weights"
                        + " are as they were before this batch. Lower the learning rate, or look at this layer and what lies"
                        + " between it and the loss: a division, root or logarithm near 0, or a sum that is too large",
                step.epoch().number(),
                step.number(),
                groups.get(groups.size() - 1).settings().lr(),
                step.lossValue(),
                blame);
    }

    private static String parameters(String path, Module layer) {
        return layer.ownParameters().entrySet().stream()
                .filter(p -> Gradients.notFinite(p.getValue()) > 0)
                .map(p -> (path.isEmpty() ? "" : path + ".") + p.getKey() + " with " + Gradients.notFinite(p.getValue())
                        + " of " + p.getValue().shape().elements() + " numbers")
                .collect(Collectors.joining(", "));
    }

    private static long notFinite(Module m) {
        long found = 0;
        for (Parameter p : m.ownParameters().values()) {
            found += Gradients.notFinite(p);
        }
        return found;
    }

    /**
     * {@return all modules by path, those that ran last at the end} The net computes the batch once more, in evaluation mode, so that
     * neither statistics nor random numbers move. Modules that did not run stand first, as the net lists them.
     */
    private static Map<String, Module> inOrderOfUse(Step step, List<RuntimeException> trouble) {
        Map<String, Module> order = new LinkedHashMap<>(step.model().modules());
        List<Runnable> removals = new ArrayList<>();
        step.model()
                .modules()
                .forEach((path, m) -> removals.add(m.onForward((module, input, output) -> {
                    order.remove(path);
                    order.put(path, m);
                    return null;
                })));
        try (var scope = Scope.open()) {
            step.model()
                    .evaluating(() -> step.learner()
                            .precision()
                            .compute(() -> step.model().forward(step.batch().inputs())));
        } catch (RuntimeException e) {
            trouble.add(e); // the order in which the net lists its layers is all that is known then
        } finally {
            removals.forEach(Runnable::run);
        }
        return order;
    }
}
