package io.vivace.optim;

import io.vivace.nn.Parameter;
import io.vivace.tensor.Autograd;
import io.vivace.tensor.Scope;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Moves parameters by their gradients, following an {@link UpdateRule}, and remembers what the rule needs. Frozen
 * parameters and those without a gradient stay as they are, bit by bit.
 *
 * <pre>{@code
 * Optimizer opt = Sgd.momentum(0.9).lr(0.1).over(net.parameters());
 * loss.backward();
 * opt.step();
 * opt.zeroGrad();
 * }</pre>
 */
public final class Optimizer implements AutoCloseable {
    private final List<ParameterGroup> groups;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private UpdateRule rule;

    /**
     * Starts without memory.
     *
     * @param rule the formula
     * @param groups the parameters with their settings
     * @throws IllegalArgumentException if two parameters have the same name
     */
    public Optimizer(UpdateRule rule, List<ParameterGroup> groups) {
        this.rule = rule;
        this.groups = List.copyOf(groups);
        for (ParameterGroup g : groups) {
            g.parameters().forEach((name, p) -> {
                if (slots.put(name, new Slot(name, p)) != null) {
                    throw new IllegalArgumentException(
                            "two parameters of one optimizer are called '" + name + "'; give each its own name");
                }
            });
        }
    }

    /** {@return the formula} */
    public UpdateRule rule() {
        return rule;
    }

    /**
     * Goes on with other constants of the same formula, keeping what is remembered.
     *
     * @param other a rule of the same class
     * @throws IllegalArgumentException if it is of another class, to which this memory means nothing
     */
    public void rule(UpdateRule other) {
        if (other.getClass() != rule.getClass()) {
            throw new IllegalArgumentException("this optimizer remembers what " + rule.name() + " needs, not "
                    + other.name() + "; make a new optimizer");
        }
        rule = other;
    }

    /** {@return the parameters with their settings} */
    public List<ParameterGroup> groups() {
        return groups;
    }

    /** Moves every trainable parameter that has a gradient. */
    public void step() {
        Autograd.noGrad(() -> {
            for (ParameterGroup g : groups) {
                for (String name : g.parameters().keySet()) {
                    Slot slot = slot(name);
                    if (slot.hasGrad()) {
                        update(slot, g);
                    }
                }
            }
        });
    }

    private void update(Slot slot, ParameterGroup group) {
        try (var scope = Scope.open()) {
            slot.begin(group);
            if (!rule.takesDecay()) {
                slot.shrinkValue();
            }
            rule.update(slot, group.settings());
        }
    }

    private Slot slot(String name) {
        Slot s = slots.get(name);
        if (s == null) {
            throw new IllegalStateException("no parameter '" + name + "' in this optimizer");
        }
        return s;
    }

    /** Drops all gradients. */
    public void zeroGrad() {
        for (ParameterGroup g : groups) {
            for (Parameter p : g.parameters().values()) {
                p.value().zeroGrad();
            }
        }
    }

    /**
     * {@return the Euclidean length of all gradients together, before} scaling them down to a length, if they are longer.
     *
     * @param most the longest allowed
     */
    public double clipNorm(double most) {
        return Gradients.clipNorm(parameters(), most);
    }

    /**
     * Limits every element of every gradient.
     *
     * @param most the largest absolute value allowed
     */
    public void clipValue(double most) {
        Gradients.clipValue(parameters(), most);
    }

    private List<Parameter> parameters() {
        return groups.stream().flatMap(g -> g.parameters().values().stream()).toList();
    }

    /**
     * {@return what is remembered, by {@code parameter/name}} The tensors are the live ones: write or copy them before the
     * next step. Settings are not among them, as schedules set them anew.
     */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.values().forEach(s -> s.save(state));
        return state;
    }

    /**
     * Remembers what was {@link #state() saved}, and nothing else.
     *
     * @param state by {@code parameter/name}; copied
     * @throws IllegalArgumentException if something in it fits no parameter; then nothing is changed
     */
    public void load(Map<String, Tensor> state) {
        check(state);
        slots.values().forEach(Slot::forget);
        Autograd.noGrad(() -> state.forEach((key, saved) -> {
            int cut = key.lastIndexOf('/');
            slot(key.substring(0, cut)).load(key.substring(cut + 1), saved);
        }));
    }

    /**
     * Says whether a state could be {@linkplain #load loaded}.
     *
     * @param state by {@code parameter/name}
     * @throws IllegalArgumentException listing what fits no parameter
     */
    public void check(Map<String, Tensor> state) {
        List<String> problems = new ArrayList<>();
        state.forEach((key, saved) -> {
            int cut = key.lastIndexOf('/');
            Slot s = cut < 0 ? null : slots.get(key.substring(0, cut));
            if (s == null) {
                problems.add("'" + key + "' belongs to no parameter");
            } else if (!key.endsWith("/step") && !saved.shape().equals(s.value().shape())) {
                problems.add("'" + key + "' is " + saved.shape() + ", the parameter "
                        + s.value().shape());
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "this optimizer state is of another net: " + String.join("; ", problems));
        }
    }

    /** Gives the memory of what is remembered back; the parameters stay. */
    @Override
    public void close() {
        slots.values().forEach(Slot::forget);
    }
}
