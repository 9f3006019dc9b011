package io.vivace.conformance;

import io.vivace.tensor.GruOutput;
import io.vivace.tensor.LstmOutput;
import io.vivace.tensor.Recurrence;
import io.vivace.tensor.Tensor;
import java.util.List;

/** Recurrent layers. */
final class RecurrenceOps {
    private RecurrenceOps() {}

    static List<Op> all() {
        return List.of(lstms(), grus());
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
