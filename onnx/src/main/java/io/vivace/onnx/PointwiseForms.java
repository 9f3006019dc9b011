package io.vivace.onnx;

import io.vivace.memory.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Functions of each element. */
final class PointwiseForms {
    static final Map<String, Form> ALL = new HashMap<>();

    static {
        Map.ofEntries(
                        Map.entry("exp", "Exp"),
                        Map.entry("log", "Log"),
                        Map.entry("sqrt", "Sqrt"),
                        Map.entry("abs", "Abs"),
                        Map.entry("sign", "Sign"),
                        Map.entry("floor", "Floor"),
                        Map.entry("round", "Round"),
                        Map.entry("sin", "Sin"),
                        Map.entry("cos", "Cos"),
                        Map.entry("erf", "Erf"),
                        Map.entry("sigmoid", "Sigmoid"),
                        Map.entry("tanh", "Tanh"),
                        Map.entry("hard_swish", "HardSwish"))
                .forEach((name, type) -> ALL.put(name, s -> s.is(type, x(s))));
        ALL.put("log1p", s -> s.is("Log", List.of(s.node("Add", List.of(s.in(0), s.scalar(1))))));
        ALL.put("square", s -> s.is("Mul", List.of(s.in(0), s.in(0))));
        ALL.put("clamp", PointwiseForms::clamp);
        ALL.put("relu", s -> relu(s, s.number("a")));
        ALL.put("relu_", s -> relu(s, s.number("slope")));
        ALL.put("leakyRelu_", s -> relu(s, s.number("slope")));
        ALL.put("prelu", s -> s.is("PRelu", List.of(s.in(0), s.in(1))));
        ALL.put("elu", s -> s.is("Elu", x(s), "alpha", (float) s.number("a")));
        ALL.put("softplus", PointwiseForms::softplus);
        ALL.put("hard_sigmoid", s -> s.is("HardSigmoid", x(s), "alpha", 1 / 6f, "beta", 0.5f));
        ALL.put("silu", s -> s.is("Mul", List.of(s.in(0), s.node("Sigmoid", x(s)))));
        ALL.put("gelu", PointwiseForms::gelu);
        ALL.put("gelu_tanh", PointwiseForms::geluTanh);
        ALL.put("to", s -> s.gives(s.in(0, s.type())));
    }

    private PointwiseForms() {}

    private static List<String> x(Site s) {
        return List.of(s.in(0));
    }

    /** Limits are scalars of their own; an infinite one is none. */
    private static void clamp(Site s) {
        s.is("Clip", List.of(s.in(0), limit(s, s.number("a")), limit(s, s.number("b"))));
    }

    private static String limit(Site s, double value) {
        return Double.isInfinite(value) ? "" : s.scalar(value);
    }

    private static void relu(Site s, double slope) {
        if (slope == 0) {
            s.is("Relu", x(s));
        } else {
            s.is("LeakyRelu", x(s), "alpha", (float) slope);
        }
    }

    private static void softplus(Site s) {
        if (s.number("a") != 1) {
            throw s.refused("has a sharpness of " + s.number("a") + ", where ONNX knows 1 only");
        }
        s.is("Softplus", x(s));
    }

    /** x · ½ · (1 + erf(x / √2)). */
    private static void gelu(Site s) {
        String erf = s.node("Erf", List.of(s.node("Mul", List.of(s.in(0), s.scalar(Math.sqrt(0.5))))));
        half(s, erf);
    }

    /** x · ½ · (1 + tanh(√(2/π) · (x + 0.044715 · x³))). */
    private static void geluTanh(Site s) {
        String cube = s.node("Mul", List.of(s.in(0), s.node("Mul", List.of(s.in(0), s.in(0)))));
        String sum = s.node("Add", List.of(s.in(0), s.node("Mul", List.of(cube, s.scalar(0.044715)))));
        half(s, s.node("Tanh", List.of(s.node("Mul", List.of(sum, s.scalar(Math.sqrt(2 / Math.PI)))))));
    }

    private static void half(Site s, String of) {
        String share = s.node("Mul", List.of(s.node("Add", List.of(of, s.scalar(DType.F32, 1))), s.scalar(0.5)));
        s.is("Mul", List.of(s.in(0), share));
    }
}
