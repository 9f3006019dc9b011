package io.vivace.onnx;

import io.vivace.memory.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums, means, extremes and softmax. */
final class ReductionForms {
    /** The operator set since which all reductions take their axes as an operand. */
    private static final int AXES_AS_OPERAND = 18;

    static final Map<String, Form> ALL = new HashMap<>();

    static {
        Map.of(
                        "sum", "ReduceSum",
                        "mean", "ReduceMean",
                        "prod", "ReduceProd",
                        "max", "ReduceMax",
                        "min", "ReduceMin",
                        "logSumExp", "ReduceLogSumExp")
                .forEach((name, type) -> ALL.put(name, s -> reduced(s, type)));
        ALL.put("argmax", s -> s.is("ArgMax", List.of(s.in(0)), "axis", s.whole("axis"), "keepdims", 1L));
        ALL.put("argmin", s -> s.is("ArgMin", List.of(s.in(0)), "axis", s.whole("axis"), "keepdims", 1L));
        ALL.put("softmax", s -> s.is("Softmax", List.of(s.in(0)), "axis", s.whole("axis")));
        ALL.put("logSoftmax", s -> s.is("LogSoftmax", List.of(s.in(0)), "axis", s.whole("axis")));
        ALL.put("cumsum", ReductionForms::cumsum);
    }

    private ReductionForms() {}

    private static void reduced(Site s, String type) {
        long[] axes = s.wholes("axes");
        String x = s.in(0, s.type());
        s.gives(axes.length == 0 ? x : over(s, type, x, s.truth("keep"), axes));
    }

    /** {@return the reduction of a value over axes} */
    static String over(Site s, String type, String x, boolean keep, long... axes) {
        Long stay = keep ? 1L : 0L;
        return type.equals("ReduceSum") || s.opset() >= AXES_AS_OPERAND
                ? s.node(type, List.of(x, s.row(axes)), "keepdims", stay)
                : s.node(type, List.of(x), "axes", axes, "keepdims", stay);
    }

    private static void cumsum(Site s) {
        String axis = s.scalar(DType.I64, (double) s.whole("axis"));
        s.is("CumSum", List.of(s.in(0, s.type()), axis), "reverse", s.truth("reverse") ? 1L : 0L);
    }
}
