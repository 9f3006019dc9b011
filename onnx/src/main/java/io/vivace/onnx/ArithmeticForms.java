package io.vivace.onnx;

import io.vivace.memory.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Arithmetic and comparison with broadcasting. */
final class ArithmeticForms {
    static final Map<String, Form> ALL = new HashMap<>();

    static {
        Map.of("add", "Add", "sub", "Sub", "mul", "Mul", "div", "Div").forEach((name, type) -> {
            ALL.put(name, s -> two(s, type));
            ALL.put(name + "_", s -> inPlace(s, type));
        });
        ALL.put("pow", ArithmeticForms::pow);
        ALL.put("maximum", s -> two(s, "Max"));
        ALL.put("minimum", s -> two(s, "Min"));
        ALL.put("affine", s -> affine(s));
        Map.of("eq", "Equal", "lt", "Less", "le", "LessOrEqual", "gt", "Greater", "ge", "GreaterOrEqual")
                .forEach((name, type) -> ALL.put(name, s -> s.gives(compared(s, type))));
        ALL.put("ne", s -> s.is("Not", List.of(compared(s, "Equal"))));
        ALL.put("where", s -> s.is("Where", List.of(s.in(0), s.in(1, s.type()), s.in(2, s.type()))));
    }

    private ArithmeticForms() {}

    /** ONNX does not convert operands by itself. */
    private static void two(Site s, String type) {
        s.is(type, List.of(s.in(0, s.type()), s.in(1, s.type())));
    }

    private static void inPlace(Site s, String type) {
        if (s.count() == 1) {
            affine(s);
        } else {
            two(s, type);
        }
    }

    private static void affine(Site s) {
        String x = s.in(0);
        double scale = s.number("scale");
        double shift = s.number("shift");
        if (scale == -1) {
            x = s.node("Neg", List.of(x));
        } else if (scale != 1) {
            x = s.node("Mul", List.of(x, s.scalar(scale)));
        }
        s.gives(shift == 0 ? x : s.node("Add", List.of(x, s.scalar(shift))));
    }

    private static void pow(Site s) {
        if (s.count() == 2) {
            two(s, "Pow");
            return;
        }
        double power = s.number("a");
        if (power == -1) {
            s.is("Reciprocal", List.of(s.in(0)));
        } else if (power == -0.5) {
            s.is("Reciprocal", List.of(s.node("Sqrt", List.of(s.in(0)))));
        } else {
            s.is("Pow", List.of(s.in(0), s.scalar(power)));
        }
    }

    private static String compared(Site s, String type) {
        DType t = s.operand(0).dtype().promote(s.operand(1).dtype());
        t = t == DType.BOOL || t == DType.U8 ? DType.I32 : t;
        return s.node(type, List.of(s.in(0, t), s.in(1, t)));
    }
}
