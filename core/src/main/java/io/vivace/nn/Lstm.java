package io.vivace.nn;

import io.vivace.nn.RecurrentStack.Plan;
import io.vivace.nn.RecurrentStack.Weights;
import io.vivace.tensor.LstmOutput;
import io.vivace.tensor.Recurrence;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000) over whole sequences, computed
 * by {@link Recurrence#lstm}. As a module it starts from states of 0 and gives the outputs of all steps; {@link #run} takes
 * states and gives those after the last step.
 *
 * <table>
 * <caption>Shapes (D = 2 in both directions, else 1; L layers)</caption>
 * <tr><td>input</td><td>[T, N, in], or [N, T, in] batch first</td></tr>
 * <tr><td>weight_ih_l0</td><td>[4H, in]; [4H, D·H] in later layers</td></tr>
 * <tr><td>weight_hh_l0</td><td>[4H, H]</td></tr>
 * <tr><td>bias_ih_l0, bias_hh_l0</td><td>[4H]</td></tr>
 * <tr><td>output</td><td>[T, N, D·H], or [N, T, D·H]</td></tr>
 * <tr><td>states</td><td>[L·D, N, H]</td></tr>
 * </table>
 *
 * Counterpart: PyTorch's {@code nn.LSTM}, whose names and start (uniform in ±1/√H) it has.
 *
 * <pre>{@code
 * Lstm.of(300, 256).layers(2).bothDirections()
 * }</pre>
 */
public final class Lstm extends Module {
    private final Plan plan;
    private final RecurrentStack stack;
    private @Nullable Rng rng;

    private Lstm(Plan plan) {
        this.plan = plan;
        stack = new RecurrentStack(this, plan);
    }

    /**
     * {@return one layer from first step to last, time first, with biases}
     *
     * @param in features of the input
     * @param size features of an output, H
     */
    public static Lstm of(long in, long size) {
        return new Lstm(Plan.of("Lstm", 4, in, size));
    }

    /**
     * {@return a new module with several layers over one another}
     *
     * @param n how many
     */
    public Lstm layers(int n) {
        return new Lstm(plan.withLayers(n));
    }

    /** {@return a new module that reads the input in both directions} */
    public Lstm bothDirections() {
        return new Lstm(plan.withBothDirections());
    }

    /** {@return a new module for inputs and outputs [N, T, ...]} */
    public Lstm batchFirst() {
        return new Lstm(plan.withBatchFirst());
    }

    /**
     * {@return a new module with dropout between its layers}
     *
     * @param p probability of dropping an output
     */
    public Lstm dropout(double p) {
        return new Lstm(plan.withDropout(p));
    }

    /** {@return a new module without biases} */
    public Lstm noBias() {
        return new Lstm(plan.noBias());
    }

    /**
     * {@return the outputs of all steps, and the states after the last, [L·D, N, H]}
     *
     * @param x input
     * @param hidden outputs before the first step [L·D, N, H], or null for 0
     * @param cells cells before the first step [L·D, N, H], or null for 0
     * @throws IllegalArgumentException if a shape does not fit
     */
    public LstmOutput run(Tensor x, @Nullable Tensor hidden, @Nullable Tensor cells) {
        Tensor[] h = stack.split("outputs", hidden, x);
        Tensor[] c = stack.split("cells", cells, x);
        Tensor y = stack.run(
                x,
                (in, w, place, reverse) -> {
                    LstmOutput o = Recurrence.lstm(
                            in,
                            h[place],
                            c[place],
                            w.input().value(),
                            w.hidden().value(),
                            Weights.value(w.inputBias()),
                            Weights.value(w.hiddenBias()),
                            reverse);
                    h[place] = o.hidden();
                    c[place] = o.cells();
                    return o.steps();
                },
                dropping());
        return new LstmOutput(y, Tensor.stack(0, h), Tensor.stack(0, c));
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
        return run(x, null, null).steps();
    }

    @Override
    protected Tensor compute(List<Tensor> inputs) {
        return switch (inputs.size()) {
            case 1 -> compute(inputs.get(0));
            case 3 -> run(inputs.get(0), inputs.get(1), inputs.get(2)).steps();
            default ->
                throw new IllegalArgumentException(
                        describe() + " takes an input, or an input and two states, got " + inputs.size() + " tensors");
        };
    }

    @Override
    public String describe() {
        return plan.text();
    }
}
