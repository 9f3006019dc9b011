package io.vivace.conformance;

import io.vivace.tensor.AttentiveGru;
import io.vivace.tensor.AttentiveGru.Attention;
import io.vivace.tensor.AttentiveGru.Layer;
import io.vivace.tensor.GruOutput;
import io.vivace.tensor.LstmOutput;
import io.vivace.tensor.Recurrence;
import io.vivace.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Recurrent layers. */
final class RecurrenceOps {
    private RecurrenceOps() {}

    static List<Op> all() {
        return List.of(lstms(), grus(), attentiveGrus());
    }

    private static Op lstms() {
        return Op.of("lstm")
                .samples("forward", x -> all(Recurrence.lstm(x[0], x[1], x[2], x[3], x[4], x[5], x[6], false)))
                .samples("reverse", x -> all(Recurrence.lstm(x[0], x[1], x[2], x[3], x[4], x[5], x[6], true)))
                .samples("no bias", x -> all(Recurrence.lstm(x[0], x[1], x[2], x[3], x[4], null, null, false)))
                .sample(
                        "one bias, steps alone",
                        x -> Recurrence.lstm(x[0], x[1], x[2], x[3], x[4], null, x[5], false)
                                .steps())
                .floatsOnly()
                .alwaysF32(2)
                .f32Results(2)
                .tolerance(2)
                .bf16Tolerance(2)
                .refuses(
                        "axes",
                        x -> lstm(zeros(4, 2), zeros(2, 3), zeros(2, 3), 4, 2),
                        "[4, 2]",
                        "[T, N, C]",
                        "unsqueeze(0)")
                .refuses("no step", x -> lstm(zeros(0, 2, 2), zeros(2, 3), zeros(2, 3), 4, 2), "[0, 2, 2]", "one step")
                .refuses("gates", x -> lstm(zeros(1, 2, 2), zeros(2, 3), zeros(2, 3), 3, 2), "[9, 3]", "[4·H, H]")
                .refuses("weights", x -> lstm(zeros(1, 2, 2), zeros(2, 3), zeros(2, 3), 4, 5), "[12, 5]", "[12, 2]")
                .refuses(
                        "state",
                        x -> lstm(zeros(1, 2, 2), zeros(3, 3), zeros(2, 3), 4, 2),
                        "output",
                        "[3, 3]",
                        "[2, 3]",
                        "reset")
                .refuses(
                        "cells", x -> lstm(zeros(1, 2, 2), zeros(2, 3), zeros(2, 2), 4, 2), "cells", "[2, 2]", "[2, 3]")
                .refuses(
                        "bias",
                        x -> Recurrence.lstm(
                                zeros(1, 2, 2),
                                zeros(2, 3),
                                zeros(2, 3),
                                zeros(12, 2),
                                zeros(12, 3),
                                zeros(3),
                                null,
                                false),
                        "[3]",
                        "[12]");
    }

    private static Op grus() {
        return Op.of("gru")
                .samples("forward", x -> all(Recurrence.gru(x[0], x[1], x[2], x[3], x[4], x[5], false)))
                .samples("reverse", x -> all(Recurrence.gru(x[0], x[1], x[2], x[3], x[4], x[5], true)))
                .samples("no bias", x -> all(Recurrence.gru(x[0], x[1], x[2], x[3], null, null, false)))
                .sample(
                        "one bias, steps alone",
                        x -> Recurrence.gru(x[0], x[1], x[2], x[3], null, x[4], false)
                                .steps())
                .floatsOnly()
                .tolerance(2)
                .bf16Tolerance(2)
                .refuses("axes", x -> gru(zeros(4, 2), zeros(2, 3), 3, 2), "[4, 2]", "[T, N, C]", "unsqueeze(0)")
                .refuses("no step", x -> gru(zeros(0, 2, 2), zeros(2, 3), 3, 2), "[0, 2, 2]", "one step")
                .refuses("gates", x -> gru(zeros(1, 2, 2), zeros(2, 3), 4, 2), "[12, 3]", "[3·H, H]")
                .refuses("weights", x -> gru(zeros(1, 2, 2), zeros(2, 3), 3, 5), "[9, 5]", "[9, 2]")
                .refuses("state", x -> gru(zeros(1, 2, 2), zeros(2, 2), 3, 2), "output", "[2, 2]", "[2, 3]", "reset");
    }

    private static Op attentiveGrus() {
        return Op.of("attentive gru")
                .covers("steps")
                .sample("two layers", x -> attentive(x, 2, true))
                .sample("one layer, no bias", x -> attentive(x, 1, false))
                .floatsOnly()
                .tolerance(2)
                .bf16Tolerance(2)
                .refuses("axes", x -> attentive(zeros(4, 2), zeros(3, 2, 2), zeros(1, 2, 3), 3), "[4, 2]", "[T, N, E]")
                .refuses("no step", x -> attentive(zeros(0, 2, 2), zeros(3, 2, 2), zeros(1, 2, 3), 3), "one step")
                .refuses("no word", x -> attentive(zeros(1, 2, 2), zeros(0, 2, 2), zeros(1, 2, 3), 3), "one word")
                .refuses(
                        "items",
                        x -> attentive(zeros(1, 2, 2), zeros(3, 4, 2), zeros(1, 2, 3), 3),
                        "keys",
                        "[3, 4, 2]",
                        "[3, 2, 2]")
                .refuses(
                        "states",
                        x -> attentive(zeros(1, 2, 2), zeros(3, 2, 2), zeros(2, 2, 3), 3),
                        "states",
                        "[2, 2, 3]",
                        "[1, 2, 3]")
                .refuses(
                        "gates",
                        x -> attentive(zeros(1, 2, 2), zeros(3, 2, 2), zeros(1, 2, 3), 4),
                        "weights of layer 0",
                        "[12, 2]",
                        "[9, 2]");
    }

    private static Tensor attentive(Tensor[] x, int count, boolean biases) {
        Deque<Tensor> rest = new ArrayDeque<>(Arrays.asList(x).subList(4, x.length));
        var attention = new Attention(x[1], x[2], rest.pop(), biases ? rest.pop() : null, rest.pop(), rest.pop());
        List<Layer> layers = new ArrayList<>();
        for (int l = 0; l < count; l++) {
            layers.add(new Layer(rest.pop(), rest.pop(), biases ? rest.pop() : null, biases ? rest.pop() : null));
        }
        return AttentiveGru.steps(x[0], attention, x[3], layers, 0, null);
    }

    /** Weights of zeros for outputs of size 3, keys that are the values, too. */
    private static Tensor attentive(Tensor x, Tensor keys, Tensor start, int gates) {
        var attention = new Attention(keys, keys, zeros(2, 3), null, zeros(2), zeros(2, 2));
        return AttentiveGru.steps(
                x, attention, start, List.of(new Layer(zeros(3L * gates, 2), zeros(9, 3), null, null)), 0, null);
    }

    private static Tensor zeros(long... dims) {
        return Tensor.zeros(dims);
    }

    /** Weights of zeros for outputs of size 3. */
    private static LstmOutput lstm(Tensor x, Tensor h0, Tensor c0, int gates, int features) {
        return Recurrence.lstm(x, h0, c0, zeros(3L * gates, features), zeros(3L * gates, 3), null, null, false);
    }

    private static GruOutput gru(Tensor x, Tensor h0, int gates, int features) {
        return Recurrence.gru(x, h0, zeros(3L * gates, features), zeros(3L * gates, 3), null, null, false);
    }

    private static Tensor[] all(LstmOutput o) {
        return new Tensor[] {o.steps(), o.hidden(), o.cells()};
    }

    private static Tensor[] all(GruOutput o) {
        return new Tensor[] {o.steps(), o.hidden()};
    }
}
