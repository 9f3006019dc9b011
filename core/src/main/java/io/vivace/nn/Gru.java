package io.vivace.nn;

import io.vivace.nn.RecurrentStack.Plan;
import io.vivace.nn.RecurrentStack.Weights;
import io.vivace.tensor.AttentiveGru;
import io.vivace.tensor.GruOutput;
import io.vivace.tensor.Recurrence;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent units (Cho et al. 2014) over whole sequences, the reset gate after the recurrent product, computed
 * by {@link Recurrence#gru}. As a module it starts from states of 0 and gives the outputs of all steps; {@link #run} takes
 * states and gives those after the last step.
 *
 * <table>
 * <caption>Shapes (D = 2 in both directions, else 1; L layers)</caption>
 * <tr><td>input</td><td>[T, N, in], or [N, T, in] batch first</td></tr>
 * <tr><td>weight_ih_l0</td><td>[3H, in]; [3H, D·H] in later layers</td></tr>
 * <tr><td>weight_hh_l0</td><td>[3H, H]</td></tr>
 * <tr><td>bias_ih_l0, bias_hh_l0</td><td>[3H]</td></tr>
 * <tr><td>output</td><td>[T, N, D·H], or [N, T, D·H]</td></tr>
 * <tr><td>states</td><td>[L·D, N, H]</td></tr>
 * </table>
 *
 * Counterpart: PyTorch's {@code nn.GRU}, whose names and start (uniform in ±1/√H) it has.
 *
 * <pre>{@code
 * Gru.of(300, 256).layers(2).bothDirections()
 * }</pre>
 */
public final class Gru extends Module {
    private final Plan plan;
    private final RecurrentStack stack;
    private @Nullable Rng rng;

    private Gru(Plan plan) {
        this.plan = plan;
        stack = new RecurrentStack(this, plan);
    }

    /**
     * {@return one layer from first step to last, time first, with biases}
     *
     * @param in features of the input
     * @param size features of an output, H
     */
    public static Gru of(long in, long size) {
        return new Gru(Plan.of("Gru", 3, in, size));
    }

    /**
     * {@return a new module with several layers over one another}
     *
     * @param n how many
     */
    public Gru layers(int n) {
        return new Gru(plan.withLayers(n));
    }

    /** {@return a new module that reads the input in both directions} */
    public Gru bothDirections() {
        return new Gru(plan.withBothDirections());
    }

    /** {@return a new module for inputs and outputs [N, T, ...]} */
    public Gru batchFirst() {
        return new Gru(plan.withBatchFirst());
    }

    /**
     * {@return a new module with dropout between its layers}
     *
     * @param p probability of dropping an output
     */
    public Gru dropout(double p) {
        return new Gru(plan.withDropout(p));
    }

    /** {@return a new module without biases} */
    public Gru noBias() {
        return new Gru(plan.noBias());
    }

    /**
     * {@return the outputs of all steps, and those after the last, [L·D, N, H]}
     *
     * @param x input
     * @param hidden outputs before the first step [L·D, N, H], or null for 0
     * @throws IllegalArgumentException if a shape does not fit
     */
    public GruOutput run(Tensor x, @Nullable Tensor hidden) {
        Tensor[] h = stack.split("outputs", hidden, x);
        Tensor y = stack.run(
                x,
                (in, w, place, reverse) -> {
                    GruOutput o = Recurrence.gru(
                            in,
                            h[place],
                            w.input().value(),
                            w.hidden().value(),
                            Weights.value(w.inputBias()),
                            Weights.value(w.hiddenBias()),
                            reverse);
                    h[place] = o.hidden();
                    return o.steps();
                },
                dropping());
        return new GruOutput(y, Tensor.stack(0, h));
    }

    /**
     * {@return the last layer's outputs at all steps [T, N, H], of units that look at other words before every step}
     *
     * @param x input [T, N, in], to which the first layer adds what was seen
     * @param attention what is looked at
     * @param hidden outputs before the first step [L, N, H]
     * @throws IllegalArgumentException if a shape does not fit
     * @throws IllegalStateException if this reads in both directions, or takes batches first
     */
    public Tensor runAttentive(Tensor x, AttentiveGru.Attention attention, Tensor hidden) {
        if (plan.directions() != 1 || plan.batchFirst()) {
            throw new IllegalStateException(
                    describe() + ": units that look at other words take one step after another in"
                            + " one direction, and inputs [T, N, " + plan.in() + "]");
        }
        List<AttentiveGru.Layer> layers = stack.weights().stream()
                .map(w -> new AttentiveGru.Layer(
                        w.input().value(),
                        w.hidden().value(),
                        Weights.value(w.inputBias()),
                        Weights.value(w.hiddenBias())))
                .toList();
        return AttentiveGru.steps(x, attention, hidden, layers, plan.dropout(), dropping());
    }

    @Override
    protected void useRng(Rng generator) {
        rng = generator;
    }

    private @Nullable Rng dropping() {
        if (!isTraining() || plan.dropout() == 0 || plan.layers() == 1) {
            return null;
        }
        Rng r = rng;
        if (r == null) {
            throw new IllegalStateException(describe() + " draws random numbers in training and has no generator: call"
                    + " rng(new Rng(seed)) on the net, or eval() to use it without");
        }
        return r;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return run(x, null).steps();
    }

    @Override
    protected Tensor compute(List<Tensor> inputs) {
        return switch (inputs.size()) {
            case 1 -> compute(inputs.get(0));
            case 2 -> run(inputs.get(0), inputs.get(1)).steps();
            default ->
                throw new IllegalArgumentException(
                        describe() + " takes an input, or an input and a state, got " + inputs.size() + " tensors");
        };
    }

    @Override
    public String describe() {
        return plan.text();
    }
}
