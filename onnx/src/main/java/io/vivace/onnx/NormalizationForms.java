package io.vivace.onnx;

import io.vivace.memory.DType;
import io.vivace.memory.Shape;
import io.vivace.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Normalisation by mean and variance. */
final class NormalizationForms {
    static final Map<String, Form> ALL = Map.of(
            "batchNorm", NormalizationForms::batch,
            "layerNorm", NormalizationForms::layer,
            "instanceNorm", NormalizationForms::instance,
            "groupNorm", NormalizationForms::group);

    private NormalizationForms() {}

    private static void batch(Site s) {
        if (!s.tells("eps")) {
            throw s.refused("normalises by the statistics of the batch, as in training; a file has running ones only");
        }
        long channels = s.whole("number of channels", s.operand(0).size(1));
        List<String> in =
                List.of(s.in(0), scale(s, channels), shift(s, channels), s.in(3, DType.F32), s.in(4, DType.F32));
        String y = s.node("BatchNormalization", in, "epsilon", epsilon(s));
        s.gives(s.truth("relu") ? s.node("Relu", List.of(y)) : y);
    }

    private static float epsilon(Site s) {
        return (float) s.number("eps");
    }

    /** {@return the scale, ones if there is none} */
    private static String scale(Site s, long... shape) {
        return s.has(1) ? s.in(1) : s.own("scale", Tensor.ones(DType.F32, Shape.of(shape)));
    }

    /** {@return the shift, zeros if there is none} */
    private static String shift(Site s, long... shape) {
        return s.has(2) ? s.in(2) : s.own("shift", Tensor.zeros(DType.F32, Shape.of(shape)));
    }

    private static void layer(Site s) {
        int axes = (int) s.whole("axes");
        int rank = s.operand(0).rank();
        long[] shape = new long[axes];
        for (int i = 0; i < axes; i++) {
            shape[i] = s.whole("size of a normalised axis", s.operand(0).size(rank - axes + i));
        }
        List<String> in = List.of(s.in(0), scale(s, shape), s.in(2));
        s.is("LayerNormalization", in, "axis", (long) -axes, "epsilon", epsilon(s));
    }

    private static void instance(Site s) {
        long channels = s.whole("number of channels", s.operand(0).size(1));
        List<String> in = List.of(s.in(0), scale(s, channels), shift(s, channels));
        s.is("InstanceNormalization", in, "epsilon", epsilon(s));
    }

    /** Groups are the channels of an instance norm; scale and shift follow. (ONNX's own group norm changed its meaning once.) */
    private static void group(Site s) {
        long groups = s.whole("groups");
        String rows = s.node("Reshape", List.of(s.in(0), s.row(0, groups, -1)));
        String ones = s.own("ones", Tensor.ones(groups));
        String zeros = s.own("zeros", Tensor.zeros(groups));
        String normal = s.node("InstanceNormalization", List.of(rows, ones, zeros), "epsilon", epsilon(s));
        String y = s.node(
                "Reshape", List.of(normal, s.axes(s.in(0), 0, s.operand(0).rank())));
        y = s.has(1) ? s.node("Mul", List.of(y, column(s, 1))) : y;
        s.gives(s.has(2) ? s.node("Add", List.of(y, column(s, 2))) : y);
    }

    /** {@return one number for each channel, ready to be broadcast over [N, C, ...]} */
    private static String column(Site s, int operand) {
        List<Long> axes = new ArrayList<>();
        for (long i = 1; i < s.operand(0).rank() - 1; i++) {
            axes.add(i);
        }
        if (axes.isEmpty()) {
            return s.in(operand);
        }
        long[] all = axes.stream().mapToLong(a -> a).toArray();
        return s.node("Unsqueeze", List.of(s.in(operand), s.row(all)));
    }
}
