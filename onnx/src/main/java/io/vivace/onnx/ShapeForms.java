package io.vivace.onnx;

import io.vivace.memory.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Other shapes and orders of the same elements. */
final class ShapeForms {
    static final Map<String, Form> ALL = Map.of(
            "reshape",
            s -> reshaped(s, s.sizes("shape")),
            "flatten",
            ShapeForms::flatten,
            "permute",
            ShapeForms::permute,
            "expand",
            ShapeForms::expand,
            "squeeze",
            s -> s.is("Squeeze", List.of(s.in(0), s.row(s.whole("axis")))),
            "unsqueeze",
            s -> s.is("Unsqueeze", List.of(s.in(0), s.row(s.whole("axis")))));

    private ShapeForms() {}

    /** In a shape, 0 is the size of the same axis before, and −1 what is left over. */
    private static void reshaped(Site s, List<Sizes> shape) {
        Operand x = s.operand(0);
        List<Integer> open = new ArrayList<>();
        long[] row = new long[shape.size()];
        for (int i = 0; i < row.length; i++) {
            Sizes size = shape.get(i);
            if (size.isFixed()) {
                row[i] = size.first();
            } else if (i >= x.rank() || !x.size(i).equals(size)) {
                open.add(i);
            }
        }
        if (open.size() <= 1) {
            open.forEach(i -> row[i] = -1);
            s.is("Reshape", List.of(s.in(0), s.row(row)));
        } else {
            s.is("Reshape", List.of(s.in(0), computed(s, shape, true)));
        }
    }

    /**
     * {@return the name of a shape, computed from shapes of other values}
     *
     * @param rest whether one size, whose origin is not clear, may be what is left over
     */
    private static String computed(Site s, List<Sizes> shape, boolean rest) {
        Operand.Value near = s.operand(0) instanceof Operand.Value v ? v : null;
        List<String> sizes = new ArrayList<>();
        boolean left = rest;
        for (Sizes size : shape) {
            String name = left ? s.sizeOrNull(size, near) : s.size(size, near);
            left &= name != null;
            sizes.add(name == null ? s.row(-1) : name);
        }
        return s.joined(sizes);
    }

    private static void flatten(Site s) {
        long start = s.whole("start");
        if (start == 1 && s.whole("end") == s.operand(0).rank() - 1) {
            s.is("Flatten", List.of(s.in(0)), "axis", 1L);
        } else {
            reshaped(s, s.result(0).shape());
        }
    }

    private static void permute(Site s) {
        long[] back = s.wholes("back");
        long[] axes = new long[back.length];
        for (int a = 0; a < back.length; a++) {
            axes[(int) back[a]] = a;
        }
        s.is("Transpose", List.of(s.in(0)), "perm", axes);
    }

    private static void expand(Site s) {
        // ONNX has no Expand of bool in older runtimes
        boolean bool = s.type() == DType.BOOL;
        String x = bool ? s.in(0, DType.U8) : s.in(0);
        String y = s.node("Expand", List.of(x, computed(s, s.sizes("shape"), false)));
        s.gives(bool ? s.cast(y, DType.U8, DType.BOOL) : y);
    }
}
