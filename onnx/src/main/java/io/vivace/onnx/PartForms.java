package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.tensor.PadMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Parts of tensors, chosen elements, and tensors put together. */
final class PartForms {
    static final Map<String, Form> ALL = Map.of(
            "cat", PartForms::cat,
            "slice", PartForms::slice,
            "flip", PartForms::flip,
            "pad", PartForms::pad,
            "indexSelect", s -> s.is("Gather", List.of(s.in(0), s.in(1)), "axis", s.whole("axis")),
            "gather", s -> s.is("GatherElements", List.of(s.in(0), s.in(1)), "axis", s.whole("axis")),
            "topk", PartForms::topk);

    private PartForms() {}

    private static void cat(Site s) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < s.count(); i++) {
            parts.add(s.in(i, s.type()));
        }
        s.is("Concat", parts, "axis", s.whole("axis"));
    }

    private static void slice(Site s) {
        int axis = (int) s.whole("axis");
        Sizes to = s.told("to", Sizes.class);
        boolean toEnd = to.equals(s.operand(0).size(axis));
        String end = toEnd ? s.row(Long.MAX_VALUE) : bound(s, to);
        String start = bound(s, s.told("from", Sizes.class));
        s.is("Slice", List.of(s.in(0), start, end, s.row(axis), s.row(s.whole("step"))));
    }

    private static String bound(Site s, Sizes at) {
        return s.size(at, s.operand(0) instanceof Operand.Value v ? v : null);
    }

    private static void flip(Site s) {
        int rank = s.operand(0).rank();
        long[] axes = Arrays.stream(s.wholes("axes"))
                .map(a -> a < 0 ? a + rank : a)
                .distinct()
                .toArray();
        long[] last = new long[axes.length];
        long[] before = new long[axes.length];
        Arrays.fill(last, -1);
        Arrays.fill(before, Long.MIN_VALUE);
        s.is("Slice", List.of(s.in(0), s.row(last), s.row(before), s.row(axes), s.row(last)));
    }

    /** Amounts come in pairs from the last axis; ONNX wants all beginnings, then all ends. */
    private static void pad(Site s) {
        PadMode mode = s.told("mode", PadMode.class);
        long[] amounts = s.wholes("amounts");
        int rank = s.operand(0).rank();
        long[] pads = new long[2 * rank];
        for (int i = 0; i < amounts.length; i += 2) {
            int axis = rank - 1 - i / 2;
            pads[axis] = Math.max(0, amounts[i]);
            pads[rank + axis] = Math.max(0, amounts[i + 1]);
        }
        String name = switch (mode) {
            case ZERO -> "constant";
            case REFLECT -> "reflect";
            case REPLICATE -> "edge";
        };
        String value = mode == PadMode.ZERO ? s.scalar(s.number("value")) : "";
        s.is("Pad", List.of(s.in(0), s.row(pads), value), "mode", name);
    }

    private static void topk(Site s) {
        String k = s.size(s.told("k", Sizes.class), s.operand(0) instanceof Operand.Value v ? v : null);
        Long largest = s.truth("largest") ? 1L : 0L;
        List<String> out = s.nodes("TopK", List.of(s.in(0), k), 2, "axis", -1L, "largest", largest, "sorted", 1L);
        s.gives(0, out.get(0));
        s.gives(1, out.get(1));
        if (s.result(1).dtype() != DType.I64) {
            throw new IllegalStateException("positions are i64");
        }
    }
}
