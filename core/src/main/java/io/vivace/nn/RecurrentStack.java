package io.vivace.nn;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Dropout;
import io.vivace.tensor.Rng;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layers of recurrent units over one another, each in one or two directions: what LSTM and GRU have in common. */
final class RecurrentStack {
    /**
     * How layers are built.
     *
     * @param kind name for messages
     * @param gates of a unit
     * @param in features of the input
     * @param size features of an output, in each direction
     * @param layers how many over one another
     * @param directions 1, or 2 for there and back
     * @param bias whether there are biases
     * @param batchFirst whether input and output are [N, T, ...]
     * @param dropout probability of dropping an output between two layers
     */
    record Plan(
            String kind,
            int gates,
            long in,
            long size,
            int layers,
            int directions,
            boolean bias,
            boolean batchFirst,
            double dropout) {
        Plan {
            Sizes.atLeastOne(kind, "in", in, "size", size);
            Sizes.atLeastOne(kind, "layers", layers);
            if (!(dropout >= 0 && dropout <= 1)) {
                throw new IllegalArgumentException(
                        kind + ": dropout is the probability of dropping a value, 0 to 1, got " + dropout);
            }
        }

        static Plan of(String kind, int gates, long in, long size) {
            return new Plan(kind, gates, in, size, 1, 1, true, false, 0);
        }

        Plan withLayers(int n) {
            return new Plan(kind, gates, in, size, n, directions, bias, batchFirst, dropout);
        }

        Plan withBothDirections() {
            return new Plan(kind, gates, in, size, layers, 2, bias, batchFirst, dropout);
        }

        Plan noBias() {
            return new Plan(kind, gates, in, size, layers, directions, false, batchFirst, dropout);
        }

        Plan withBatchFirst() {
            return new Plan(kind, gates, in, size, layers, directions, bias, true, dropout);
        }

        Plan withDropout(double p) {
            return new Plan(kind, gates, in, size, layers, directions, bias, batchFirst, p);
        }

        String text() {
            return kind + "(" + in + "→" + size + (layers > 1 ? ", " + layers + " layers" : "")
                    + (directions > 1 ? ", both directions" : "") + ")";
        }
    }

    /** Takes one layer's steps in one direction. */
    interface Pass {
        /**
         * {@return the outputs of all steps}
         *
         * @param x [T, N, C]
         * @param weights of this layer and direction
         * @param place among the states
         * @param reverse whether the last step comes first
         */
        Tensor run(Tensor x, Weights weights, int place, boolean reverse);
    }

    /**
     * The parameters of one layer in one direction.
     *
     * @param input [gates · H, C]
     * @param hidden [gates · H, H]
     * @param inputBias [gates · H], or null
     * @param hiddenBias [gates · H], or null
     */
    record Weights(
            Parameter input,
            Parameter hidden,
            @Nullable Parameter inputBias,
            @Nullable Parameter hiddenBias) {
        static @Nullable Tensor value(@Nullable Parameter p) {
            return p == null ? null : p.value();
        }
    }

    private final Plan plan;
    private final List<Weights> weights = new ArrayList<>();

    /** Registers the parameters with the module that they belong to. */
    RecurrentStack(Module owner, Plan plan) {
        this.plan = plan;
        Init start = Init.uniform(-1 / Math.sqrt((double) plan.size), 1 / Math.sqrt((double) plan.size));
        for (int layer = 0; layer < plan.layers; layer++) {
            for (int d = 0; d < plan.directions; d++) {
                String end = "_l" + layer + (d == 1 ? "_reverse" : "");
                long rows = plan.gates * plan.size;
                long in = layer == 0 ? plan.in : plan.size * plan.directions;
                weights.add(new Weights(
                        owner.parameter("weight_ih" + end, Shape.of(rows, in), Parameter.Role.WEIGHT, start),
                        owner.parameter("weight_hh" + end, Shape.of(rows, plan.size), Parameter.Role.WEIGHT, start),
                        bias(owner, "bias_ih" + end, rows, start),
                        bias(owner, "bias_hh" + end, rows, start)));
            }
        }
    }

    private @Nullable Parameter bias(Module owner, String name, long rows, Init start) {
        return plan.bias ? owner.parameter(name, Shape.of(rows), Parameter.Role.BIAS, start) : null;
    }

    /** {@return the parameters of all layers and directions in order} */
    List<Weights> weights() {
        return weights;
    }

    /** {@return how many states there are: one for each layer and direction} */
    int states() {
        return plan.layers * plan.directions;
    }

    /** {@return the outputs of the last layer, both directions side by side} */
    Tensor run(Tensor input, Pass pass, @Nullable Rng dropping) {
        if (input.rank() != 3 || input.size(2) != plan.in) {
            throw new IllegalArgumentException(plan.text() + ": the input must be "
                    + (plan.batchFirst ? "[N, T, " : "[T, N, ") + plan.in + "], got " + input.shape());
        }
        Tensor x = plan.batchFirst ? input.transpose(0, 1) : input;
        for (int layer = 0; layer < plan.layers; layer++) {
            Tensor[] ways = new Tensor[plan.directions];
            for (int d = 0; d < ways.length; d++) {
                int place = layer * plan.directions + d;
                ways[d] = pass.run(x, weights.get(place), place, d == 1);
            }
            x = ways.length == 1 ? ways[0] : Tensor.cat(2, ways);
            if (dropping != null && plan.dropout > 0 && layer < plan.layers - 1) {
                x = Dropout.elements(x, plan.dropout, dropping);
            }
        }
        return plan.batchFirst ? x.transpose(0, 1) : x;
    }

    /** {@return states before the first step, one by one} */
    Tensor[] split(String what, @Nullable Tensor given, Tensor input) {
        long items = input.rank() == 3 ? input.size(plan.batchFirst ? 0 : 1) : 0;
        Tensor[] parts = new Tensor[states()];
        if (given == null) {
            Tensor none = Tensor.zeros(DType.F32, Shape.of(items, plan.size));
            java.util.Arrays.fill(parts, none);
            return parts;
        }
        Shape expected = Shape.of(states(), items, plan.size);
        if (!given.shape().equals(expected)) {
            throw new IllegalArgumentException(plan.text() + ": the " + what + " before the first step must be "
                    + expected + " for an input " + input.shape() + ", got " + given.shape());
        }
        for (int i = 0; i < parts.length; i++) {
            parts[i] = given.select(0, i);
        }
        return parts;
    }
}
