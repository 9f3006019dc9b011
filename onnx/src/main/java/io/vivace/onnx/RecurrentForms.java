package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recurrent layers over whole sequences. ONNX has the gates in another order, and a direction as an axis of its own. */
final class RecurrentForms {
    static final Map<String, Form> ALL = Map.of("lstm", RecurrentForms::lstm, "gru", RecurrentForms::gru);

    private RecurrentForms() {}

    /** Gates i, f, g, o become i, o, f, g. */
    private static void lstm(Site s) {
        int[] order = {0, 3, 1, 2};
        String wx = s.own("weight_ih", stacked(s.weight(3, "weights"), order));
        String wh = s.own("weight_hh", stacked(s.weight(4, "weights"), order));
        Tensor bias = bias(s, 5);
        String b = bias == null ? "" : s.own("bias", sides(bias, null, order));
        List<String> in = List.of(s.in(0), wx, wh, b, "", state(s, 1), state(s, 2));
        List<String> out = s.nodes("LSTM", in, 3, "hidden_size", hidden(s, 4), "direction", direction(s));
        s.gives(0, s.node("Squeeze", List.of(out.get(0), s.row(1))));
        s.gives(1, s.node("Squeeze", List.of(out.get(2), s.row(0))));
    }

    /** Gates r, z, n become z, r, n. */
    private static void gru(Site s) {
        int[] order = {1, 0, 2};
        String wx = s.own("weight_ih", stacked(s.weight(2, "weights"), order));
        String wh = s.own("weight_hh", stacked(s.weight(3, "weights"), order));
        Tensor bx = bias(s, 4);
        Tensor bh = bias(s, 5);
        String b = bx == null && bh == null ? "" : s.own("bias", sides(bx, bh, order));
        List<String> in = List.of(s.in(0), wx, wh, b, "", state(s, 1));
        List<String> out = s.nodes(
                "GRU", in, 1, "hidden_size", hidden(s, 3), "direction", direction(s), "linear_before_reset", 1L);
        s.gives(0, s.node("Squeeze", List.of(out.get(0), s.row(1))));
    }

    private static Long hidden(Site s, int weight) {
        return s.whole("size of an output", s.operand(weight).size(1));
    }

    private static String direction(Site s) {
        return s.truth("reverse") ? "reverse" : "forward";
    }

    private static @Nullable Tensor bias(Site s, int i) {
        return s.has(i) ? s.weight(i, "a bias") : null;
    }

    /** {@return a state before the first step as [1, N, H], "" for zeros} */
    private static String state(Site s, int i) {
        boolean zeros = s.operand(i) instanceof Operand.Filled f && f.value() == 0;
        return zeros ? "" : s.node("Unsqueeze", List.of(s.in(i, DType.F32), s.row(0)));
    }

    /** {@return rows of gates in another order, with an axis of one direction in front} */
    private static Tensor stacked(Tensor rows, int[] order) {
        Tensor f = rows.detach().to(DType.F32);
        long size = f.size(0) / order.length;
        Tensor[] parts = new Tensor[order.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = f.narrow(0, order[i] * size, size);
        }
        return Tensor.cat(0, parts).unsqueeze(0);
    }

    /** {@return the biases of the input's side and of the output's, one after the other; zeros for one that is missing} */
    private static Tensor sides(@Nullable Tensor left, @Nullable Tensor right, int[] order) {
        Tensor a = left == null ? zerosLike(right) : left;
        Tensor b = right == null ? zerosLike(left) : right;
        return Tensor.cat(1, stacked(a, order), stacked(b, order));
    }

    private static Tensor zerosLike(@Nullable Tensor t) {
        return Tensor.zeros(DType.F32, t == null ? Shape.of(0) : t.shape());
    }
}
