package io.vivace.optim;

import io.vivace.nn.Parameter;
import io.vivace.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** One parameter as its {@link UpdateRule} sees it: value, gradient, and what is remembered from step to step. */
public final class Slot {
    private final String name;
    private final Parameter parameter;
    private final Map<String, Tensor> memory = new LinkedHashMap<>();
    private long step;
    private double l2;
    private double shrink;
    private boolean exempt;

    Slot(String name, Parameter parameter) {
        this.name = name;
        this.parameter = parameter;
    }

    /** {@return the parameter's name} */
    public String name() {
        return name;
    }

    /** {@return the value, to be changed in place} */
    public Tensor value() {
        return parameter.value();
    }

    /** {@return the gradient as it was computed; not to be changed} */
    public Tensor grad() {
        Tensor g = parameter.grad();
        if (g == null) {
            throw new IllegalStateException("parameter '" + name + "' has no gradient");
        }
        return g;
    }

    /** {@return the gradient with L2 decay added; not to be changed} */
    public Tensor decayedGrad() {
        return l2 == 0 ? grad() : value().mul(l2).add_(grad());
    }

    /** {@return λ of L2 decay of this parameter, 0 for none: for rules that do not take {@link #decayedGrad()}} */
    public double l2() {
        return l2;
    }

    /** {@return whether this belongs to a normalisation layer or is a bias, and decay was asked to pass those by} */
    public boolean isExempt() {
        return exempt;
    }

    /** {@return the number of this step of the parameter, from 1} */
    public long step() {
        return step;
    }

    /**
     * {@return what is remembered under a name, zeros of the parameter's shape at first; to be changed in place}
     *
     * @param what its name
     */
    public Tensor memory(String what) {
        return memory(what, () -> value().copy().zero_());
    }

    /**
     * {@return what is remembered under a name, to be changed in place}
     *
     * @param what its name
     * @param first makes it the first time
     */
    public Tensor memory(String what, Supplier<Tensor> first) {
        return memory.computeIfAbsent(what, w -> first.get().detach().keep());
    }

    /**
     * {@return whether something is remembered under a name}
     *
     * @param what its name
     */
    public boolean remembers(String what) {
        return memory.containsKey(what);
    }

    boolean hasGrad() {
        return parameter.isTrainable() && parameter.grad() != null;
    }

    /** {@return 1 − lr·λ of decoupled decay of this parameter, 1 for none: for rules that take decay upon themselves} */
    public double shrink() {
        return shrink;
    }

    /** Multiplies the value by {@link #shrink()}. */
    void shrinkValue() {
        if (shrink != 1) {
            value().mul_(shrink);
        }
    }

    void begin(ParameterGroup group) {
        step++;
        WeightDecay decay = group.settings().decay();
        exempt = !decay.normsAndBiases() && parameter.role() != Parameter.Role.WEIGHT;
        double amount = exempt ? 0 : decay.amount();
        l2 = decay.decoupled() ? 0 : amount;
        shrink = decay.decoupled() ? 1 - group.settings().lr() * amount : 1;
    }

    void save(Map<String, Tensor> to) {
        if (step > 0) {
            to.put(name + "/step", Tensor.of(new long[] {step}));
            memory.forEach((what, t) -> to.put(name + "/" + what, t));
        }
    }

    void load(String what, Tensor saved) {
        if (what.equals("step")) {
            step = saved.toLongArray()[0];
        } else {
            memory(what).copy_(saved);
        }
    }

    void forget() {
        step = 0;
        memory.values().forEach(Tensor::close);
        memory.clear();
    }
}
